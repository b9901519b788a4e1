package host

import (
	"slices"

	"github.com/strowger/strowger"
)

// The permissions of a new instance's security profiles, by Amazon's API names
// ("List of security profile permissions"). Amazon's documentation says what
// the four profiles are for and not what they hold; these lists follow the
// purposes and leave out what Strowger has no counterpart for.
var (
	agentPermissions = []string{
		"BasicAgentAccess",
		"OutboundCallAccess",
		"TransferDestinations.View",
	}
	analystPermissions = []string{
		"AccessMetrics",
		"AgentTimeCard.View",
		"ContactAttributes.View",
		"ContactSearch.View",
		"ListenCallRecordings",
		"ManagerListenIn",
		"MetricsReports.Create",
		"MetricsReports.Edit",
		"MetricsReports.View",
		"Queues.View",
		"RoutingPolicies.View",
		"Users.View",
	}
	managerPermissions = []string{
		"AgentGrouping.View",
		"AgentStates.View",
		"ContactFlows.View",
		"DownloadCallRecordings",
		"HoursOfOperation.Create",
		"HoursOfOperation.Edit",
		"HoursOfOperation.View",
		"MetricsReports.Delete",
		"MetricsReports.Publish",
		"MetricsReports.Schedule",
		"PhoneNumbers.View",
		"Queues.Edit",
		"SecurityProfiles.View",
		"StopContact.Enabled",
		"TransferContact.Enabled",
		"TransferDestinations.View",
		"Users.Create",
		"Users.Edit",
	}
	administratorPermissions = []string{
		"AgentGrouping.Create",
		"AgentGrouping.Edit",
		"AgentStates.Create",
		"AgentStates.Edit",
		"AgentStates.EnableAndDisable",
		"ContactFlows.Create",
		"ContactFlows.Delete",
		"ContactFlows.Edit",
		"ContactFlows.Publish",
		"DeleteCallRecordings",
		"HistoricalChanges.View",
		"HoursOfOperation.Delete",
		"PhoneNumbers.Claim",
		"PhoneNumbers.Edit",
		"PhoneNumbers.Release",
		"Queues.Create",
		"Queues.EnableAndDisable",
		"RoutingPolicies.Create",
		"RoutingPolicies.Edit",
		"SecurityProfiles.Create",
		"SecurityProfiles.Delete",
		"SecurityProfiles.Edit",
		"TransferDestinations.Create",
		"TransferDestinations.Delete",
		"TransferDestinations.Edit",
		"UpdateContactSchedule.Enabled",
		"Users.Delete",
		"Users.EditPermission",
	}
)

// securityProfiles are the four that an instance comes with ("Default security
// profiles"). A manager may do what an analyst may, an administrator
// everything.
func securityProfiles(newID func() string) []strowger.SecurityProfile {
	profile := func(name, description string, permissions ...[]string) strowger.SecurityProfile {
		all := slices.Concat(permissions...)
		slices.Sort(all)
		return strowger.SecurityProfile{
			ID:          strowger.SecurityProfileID(newID()),
			Name:        name,
			Description: description,
			Permissions: slices.Compact(all),
		}
	}
	return []strowger.SecurityProfile{
		profile("Admin", "May do everything.",
			agentPermissions, analystPermissions, managerPermissions, administratorPermissions),
		profile("Agent", "Handles contacts.", agentPermissions),
		profile("CallCenterManager", "Runs the contact centre day by day.",
			analystPermissions, managerPermissions),
		profile("QualityAnalyst", "Looks at contacts and metrics.", analystPermissions),
	}
}
