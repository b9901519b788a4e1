package conformance_test

import (
	"fmt"
	"slices"
	"strings"
)

// What the model does not say, and what a valid request needs.

// identifiers are the members that hold identifiers, by what they identify.
var identifiers = map[string]any{
	"InstanceId":                           noun("InstanceId"),
	"HoursOfOperationId":                   noun("HoursOfOperationId"),
	"HoursOfOperationOverrideId":           noun("HoursOfOperationOverrideId"),
	"QueueId":                              noun("QueueId"),
	"DefaultOutboundQueueId":               noun("QueueId"),
	"RoutingProfileId":                     noun("RoutingProfileId"),
	"SecurityProfileId":                    noun("SecurityProfileId"),
	"SecurityProfileIds":                   noun("SecurityProfileId"),
	"AgentStatusId":                        noun("AgentStatusId"),
	"UserId":                               noun("UserId"),
	"AgentIds":                             noun("UserId"),
	"HierarchyGroupId":                     noun("HierarchyGroupId"),
	"ParentGroupId":                        noun("HierarchyGroupId"),
	"AllowedAccessControlHierarchyGroupId": noun("HierarchyGroupId"),
	"ContactFlowId":                        noun("ContactFlowId"),
	"OutboundFlowId":                       noun("ContactFlowId"),
	"ContactFlowModuleId":                  noun("ContactFlowModuleId"),
	"QuickConnectId":                       noun("QuickConnectId"),
	"QuickConnectIds":                      noun("QuickConnectId"),
	"ContactId":                            noun("ContactId"),
	"InitialContactId":                     noun("ContactId"),
	"PreviousContactId":                    noun("ContactId"),
	"SourceContactId":                      noun("ContactId"),
	"RelatedContactId":                     noun("ContactId"),
	"AttributeName":                        noun("AttributeName"),
	"resourceArn":                          noun("QueueArn"),

	"QuickConnectConfig.UserConfig.ContactFlowId":  noun("agent transfer flow"),
	"QuickConnectConfig.QueueConfig.ContactFlowId": noun("queue transfer flow"),
}

// kindOf holds the words of ARNs for the nouns that have one.
var kindOf = map[noun]string{
	"InstanceId":          "instance",
	"HoursOfOperationId":  "operating-hours",
	"QueueId":             "queue",
	"RoutingProfileId":    "routing-profile",
	"SecurityProfileId":   "security-profile",
	"AgentStatusId":       "agent-state",
	"UserId":              "agent",
	"HierarchyGroupId":    "agent-group",
	"ContactFlowId":       "contact-flow",
	"agent transfer flow": "contact-flow",
	"queue transfer flow": "contact-flow",
	"ContactFlowModuleId": "flow-module",
	"QuickConnectId":      "transfer-destination",
	"ContactId":           "contact",
}

// notIdentified are the members and shapes that look like identifiers, and name
// nothing that an ARN of Strowger's could name wrongly, each with the reason.
var notIdentified = map[string]string{
	"AWSAccountId":                "accounts are AWS's, and have no ARN here",
	"AiAgentId":                   "there are no AI agents",
	"CampaignId":                  "campaigns are another service's",
	"CurrentMetricId":             "metrics are Amazon's own; a name that is not known is refused",
	"CustomerIdNonEmpty":          "it is what another system calls a customer",
	"DataSetId":                   "the data lake is another service's; any name is taken",
	"DirectoryId":                 "directories are another service's, and have no ARN here",
	"DirectoryUserId":             "directories are another service's",
	"ReferenceArn":                "a reference may be to anything",
	"SegmentAttributeValueString": "a value may be the ARN of anything",
	"resourceArn":                 "it may be of any kind; package connect tests which",
}

// valueOf holds values for members and shapes whose constraints are in prose.
var valueOf = map[string]any{
	"TimeZone":                 "Europe/London",
	"Password":                 "Correct1horse",
	"DurationInSeconds":        60,
	"NumberComparisonType":     "RANGE",
	"OverrideType":             "OPEN",
	"Frequency":                "YEARLY",
	"EffectiveFrom":            "2026-03-02",
	"EffectiveTill":            "2026-03-03",
	"FromDate":                 "2026-03-02",
	"ToDate":                   "2026-03-03",
	"ContactFlowContent":       func(m maker) any { return flowContent(m.world.id("QueueId")) },
	"ContactFlowModuleContent": func(m maker) any { return flowContent(m.world.id("QueueId")) },
	"PhoneNumber":              "+441632960001",
	"DeskPhoneNumber":          "+441632960001",
	"TargetAccountId":          "123456789012",
	"E164PhoneNumber":          "+441632960001",
	"EndTime":                  object{"Hours": 17, "Minutes": 0},
	"Email":                    "ada@example.com",
	"Level":                    1,
	"FieldName":                "name",
	"SensitivePhoneNumber":     "+441632960001",
	"AttributeValue":           "gold",
	"AttributeCondition":       attributeCondition,
	"Settings":                 `{"Colour": "blue"}`,
	"InstanceAlias": func(m maker) any {
		m.world.count++
		return fmt.Sprint("another-", m.world.id("InstanceId")[:8], "-", m.world.count)
	},
	"ContentType": "text/plain",

	"QuickConnectType": func(m maker) any {
		return []string{"USER", "QUEUE", "PHONE_NUMBER", "FLOW"}[m.variant%4]
	},
	"SegmentAttributeName":              "connect:Topics", // has values of all types
	"SupportedMessagingContentTypes[0]": "text/plain",
	"HierarchyRestrictedResources[0]":   "User",
	"ApplicationPermissions[0]":         "ACCESS",
	"MediaConcurrencies[0].Channel": func(m maker) any {
		return []string{"VOICE", "TASK"}[m.variant%2] // workload types are for TASK
	},
}

// flowContent is a flow that puts contacts into a queue.
func flowContent(queue string) string {
	return `{"Version": "2019-10-30", "StartAction": "target", "Actions": [
		{"Identifier": "target", "Type": "UpdateContactTargetQueue", "Parameters": {"QueueId": "` + queue + `"},
		 "Transitions": {"NextAction": "queue"}},
		{"Identifier": "queue", "Type": "TransferContactToQueue", "Parameters": {}, "Transitions": {}}]}`
}

// attributeCondition makes a condition with one of the three operators.
func attributeCondition(m maker) any {
	condition := object{"Name": m.world.id("AttributeName"), "Value": "gold"}
	switch m.variant % 3 {
	case 0:
		condition["ComparisonOperator"], condition["ProficiencyLevel"] = "NumberGreaterOrEqualTo", 3
	case 1:
		condition["ComparisonOperator"] = "Range"
		condition["Range"] = object{"MinProficiencyLevel": 2.5, "MaxProficiencyLevel": 4.0}
	case 2:
		return object{"ComparisonOperator": "Match", "MatchCriteria": object{"AgentsCriteria": object{"AgentIds": list{m.world.id("UserId")}}}}
	}
	return condition
}

// valuesOf holds values of single operations, by path, member or shape.
var valuesOf = map[string]map[string]any{
	"CreateContact":             {"Channel": "TASK", "InitiationMethod": "API", "ExpiryDurationInMinutes": 60},
	"StartOutboundVoiceContact": {"TrafficType": "CAMPAIGN"},
	"SearchUsers": {
		"SearchCriteria.ListCondition.Conditions[0].NumberCondition.FieldName": "limit",
		"SearchCriteria.ListCondition.Conditions[0].StringCondition.FieldName": "name",
		"FieldName": "Username",
	},
	"SearchContacts": {
		"StartTime":        func(m maker) any { return m.world.now() - 3600 },
		"EndTime":          func(m maker) any { return m.world.now() + 3600 },
		"Sort.FieldName":   "INITIATION_TIMESTAMP",
		"ActiveRegions":    list{"eu-west-2"},
		"ActiveRegions[0]": "eu-west-2",
	},
	"GetContactMetrics": { // its pattern has no room for the ARN of a contact
		"ContactId": func(m maker) any { return m.world.id("ContactId") },
	},
	"GetCurrentMetricData": {
		"MetricId": "arn:aws:connect:eu-west-2:aws:metric/AGENTS_ONLINE",
		"Unit":     "COUNT",
	},
	"UpdateInstanceAttribute":     {"Value": "true"},
	"CreateSecurityProfile":       {"AttributeName": "Region"}, // of a data table
	"UpdateSecurityProfile":       {"AttributeName": "Region"},
	"DescribePredefinedAttribute": {"Name": noun("AttributeName")},
	"UpdatePredefinedAttribute":   {"Name": noun("AttributeName")},
	"DeletePredefinedAttribute":   {"Name": noun("AttributeName")},
	"DisassociateAnalyticsDataSet": {
		"DataSetId": func(m maker) any { return m.world.id("DataSetId") },
	},
}

// neededAnyway are the members that prose asks for and the model does not
// require, by shape, each with the reason.
var neededAnyway = map[string]map[string]string{
	"MediaConcurrency": {"Concurrency": "or WorkloadTypeConcurrencies"},
	"CreateInstanceRequest": {
		"InstanceAlias": "required unless the directory is one of Amazon's",
	},
	"CreateUserRequest": {
		"Password":     "where Strowger manages identities",
		"IdentityInfo": "where Strowger manages identities",
	},
	"UserIdentityInfo": {
		"FirstName": "where Strowger manages identities",
		"LastName":  "where Strowger manages identities",
	},
	"HoursOfOperationOverrideConfig":          {"StartTime": "documented as required", "EndTime": "documented as required"},
	"QuickConnectConfig":                      {"UserConfig": "for the type USER"},
	"Filters":                                 {"Queues": "or RoutingProfiles"},
	"CurrentMetric":                           {"Name": "or MetricId"},
	"StartTaskContactRequest":                 {"ContactFlowId": "or QuickConnectId or TaskTemplateId"},
	"UpdateContactRequest":                    {"Name": "or another of the members"},
	"StartOutboundVoiceContactRequest":        {"QueueId": "or SourcePhoneNumber"},
	"UpdateQuickConnectNameRequest":           {"Name": "or Description"},
	"UpdateQueueNameRequest":                  {"Name": "or Description"},
	"UpdateRoutingProfileNameRequest":         {"Name": "or Description"},
	"UpdateContactRoutingDataRequest":         {"QueuePriority": "or another of the three"},
	"AssociateRoutingProfileQueuesRequest":    {"QueueConfigs": "or ManualAssignmentQueueConfigs"},
	"DisassociateRoutingProfileQueuesRequest": {"QueueReferences": "or ManualAssignmentQueueReferences"},
}

// leftOut are the members that a request with all members cannot have, by shape,
// each with the reason. "*" is any shape.
var leftOut = map[string]map[string]string{
	"*": {"NextToken": "only what the operation returned is one"},
	"SearchCriteria": {
		"ContactAnalysis": "there are no transcripts",
		"AiAgents":        "there are no AI agents",
	},
	"Filters": {
		"RoutingStepExpressions": "only with their own grouping",
		"ValidationTestTypes":    "there are no simulated contacts",
	},
	"CreateInstanceRequest": {"DirectoryId": "only with EXISTING_DIRECTORY"},
	"CreateContactRequest":  {"PreviousContactId": "for external audio contacts only"},
	"UpdateContactRequest": {
		"QueueInfo":        "for external audio contacts only",
		"UserInfo":         "for external audio contacts only",
		"CustomerEndpoint": "for external audio contacts only",
		"SystemEndpoint":   "for external audio contacts only",
	},
	"StartOutboundVoiceContactRequest": {"OutboundStrategy": "there are no outbound campaigns"},
	"PauseContactRequest":              {"ContactFlowId": "no flow runs when a task is paused"},
	"StartTaskContactRequest": {
		"TaskTemplateId": "there are no task templates",
		"QuickConnectId": "a task cannot be started with a quick connect",
		"Attachments":    "there are no attachments",
	},
}

// alternatives are members of which a structure takes one at a time, though the
// model does not say union.
var alternatives = map[string]struct {
	reason string
	groups [][]string // nil: any member
}{
	"Expression":            {reason: "an expression is a condition, its opposite, or a list of either kind"},
	"SegmentAttributeValue": {reason: "a value has one type"},
	"UpdateContactRoutingDataRequest": {"priority and age exclude each other (rule 7.1)",
		[][]string{{"QueuePriority", "QueueTimeAdjustmentSeconds"}}},
	"MediaConcurrency": {"the limit of a channel is its own or that of its workload types",
		[][]string{{"Concurrency", "WorkloadTypeConcurrencies"}, {"CrossChannelBehavior", "WorkloadTypeConcurrencies"}}},
	"QuickConnectConfig": {"QuickConnectType says which",
		[][]string{{"UserConfig", "QueueConfig", "PhoneConfig", "FlowConfig"}}},
	"TransferContactRequest":                    {"a contact goes to a queue or to a user", [][]string{{"QueueId", "UserId"}}},
	"ControlPlaneUserAttributeFilter":           {reason: "a filter has one kind of condition"},
	"SearchContactsAdditionalTimeRangeCriteria": {reason: "a criterion is a range or a condition"},
	"Filters": {"metrics are of queues, or of routing profiles",
		[][]string{{"Queues", "RoutingProfiles"}, {"AgentStatuses", "RoutingProfiles"}, {"Subtypes", "RoutingProfiles"}}},
	"CurrentMetric": {"a metric has a name or an identifier", [][]string{{"Name", "MetricId"}}},
	"UserDataFilters": {"users are chosen in one way",
		[][]string{{"Queues", "RoutingProfiles", "Agents", "UserHierarchyGroups"}}},
	"UserSearchFilter": {"refused together as on Amazon", [][]string{{"TagFilter", "UserAttributeFilter"}}},
	"RecurrencePattern": {"a day is one of the month or one of the week",
		[][]string{{"ByMonthDay", "ByWeekdayOccurrence"}}},
	"CreateUserRequest": {"what is set for all channels is not set for single ones", [][]string{
		{"PhoneConfig", "AutoAcceptConfigs"}, {"PhoneConfig", "AfterContactWorkConfigs"},
		{"PhoneConfig", "PhoneNumberConfigs"}, {"PhoneConfig", "PersistentConnectionConfigs"}}},
	"StartTaskContactRequest": {"a task has one origin and one flow",
		[][]string{{"PreviousContactId", "RelatedContactId"}}},
	"StartChatContactRequest": {"a chat has one origin",
		[][]string{{"PersistentChat", "RelatedContactId"}}},
}

// oneOf returns the members of a structure that takes only one of all, or nil.
func oneOf(name string) []string {
	s := facts.Shapes[name]
	if a := alternatives[name]; !s.Union && (a.reason == "" || a.groups != nil) {
		return nil
	}
	var only []string
	for member := range s.Members {
		if leftOut[name][member] == "" {
			only = append(only, member)
		}
	}
	slices.Sort(only)
	return only
}

// associateProficiency gives the user a proficiency.
func associateProficiency(w *world) { w.must("AssociateUserProficiencies", nil) }

// scenes set a world up for an operation, beyond what a new world has.
var scenes = map[string]func(*world){
	"DisassociateAnalyticsDataSet":  func(w *world) { w.must("AssociateAnalyticsDataSet", nil) },
	"UpdateUserProficiencies":       associateProficiency,
	"DisassociateUserProficiencies": associateProficiency,
	"UpdateRoutingProfileQueues":    (*world).profileQueue,
	"DismissUserContact":            (*world).leave,
	"ResumeContact":                 func(w *world) { w.must("PauseContact", nil) },
	// A level with groups stays.
	"UpdateUserHierarchyStructure": func(w *world) { w.must("DeleteUserHierarchyGroup", nil) },
	"AssociateContactWithUser":     (*world).signIn,
	"CreateContact":                (*world).signIn,
	"UpdateContactSchedule": func(w *world) {
		w.must("StartTaskContact", object{"ScheduledTime": w.now() + 7200})
	},
	"StartChatContact": func(w *world) {
		w.must("StartChatContact", nil)
		w.must("StopContact", nil)
	},
}

// scene sets the world up for an operation. What is to be deleted is made for
// the purpose, so that nothing refers to it.
func (w *world) scene(op *operation) {
	w.t.Helper()
	if prepare := scenes[op.Name]; prepare != nil {
		prepare(w)
		return
	}
	if rest, ok := strings.CutPrefix(op.Name, "Delete"); ok && op.Name != "DeleteInstance" && handled("Create"+rest) {
		w.must("Create"+rest, nil)
	}
}

// unchecked are the constraints that are not enforced, by operation, path and
// kind of breach ("*" is any operation), each with the reason.
var unchecked = map[string]string{
	"SearchContacts SearchCriteria.AgentIds unknown identifier":                                                                                "nothing is found",
	"SearchContacts SearchCriteria.RoutingCriteria.Steps.AgentCriteria.AgentIds unknown identifier":                                            "nothing is found",
	"UpdateContactRoutingData RoutingCriteria.Steps.Expression.NotAttributeCondition.MatchCriteria.AgentsCriteria.AgentIds unknown identifier": "criteria may name agents who are gone",
	"DisassociateQueueQuickConnects QuickConnectIds unknown identifier":                                                                        "quick connects that are not there are ignored",
	"DisassociateRoutingProfileQueues QueueReferences.QueueId unknown identifier":                                                              "rows that are not there are ignored",
	"DisassociateRoutingProfileQueues ManualAssignmentQueueReferences.QueueId unknown identifier":                                              "rows that are not there are ignored",
}

func exempt(op *operation, b breach) (key string) {
	for _, name := range []string{op.Name, "*"} {
		if key := fmt.Sprint(name, " ", b.place(), " ", b.kind); unchecked[key] != "" {
			return key
		}
	}
	return ""
}

// toldBy says which operation tells what a member of another told, and where, if
// it is not the Describe of the noun under the member's name.
var toldBy = map[string]struct{ operation, at string }{
	"CreateRoutingProfile.QueueConfigs":          profileRows,
	"AssociateRoutingProfileQueues.QueueConfigs": profileRows,
	"UpdateRoutingProfileQueues.QueueConfigs":    profileRows,

	"CreateRoutingProfile.ManualAssignmentQueueConfigs":          manualRows,
	"AssociateRoutingProfileQueues.ManualAssignmentQueueConfigs": manualRows,

	"AssociateUserProficiencies.UserProficiencies": {"ListUserProficiencies", "UserProficiencyList"},
	"UpdateUserProficiencies.UserProficiencies":    {"ListUserProficiencies", "UserProficiencyList"},
	"CreateQueue.QuickConnectIds":                  {"ListQueueQuickConnects", "QuickConnectSummaryList.Id"},
	"AssociateQueueQuickConnects.QuickConnectIds":  {"ListQueueQuickConnects", "QuickConnectSummaryList.Id"},

	"CreateSecurityProfile.Permissions":        {"ListSecurityProfilePermissions", "Permissions"},
	"CreateSecurityProfile.Applications":       {"ListSecurityProfileApplications", "Applications"},
	"CreateSecurityProfile.AllowedFlowModules": {"ListSecurityProfileFlowModules", "AllowedFlowModules"},
	"UpdateSecurityProfile.Permissions":        {"ListSecurityProfilePermissions", "Permissions"},
	"UpdateSecurityProfile.Applications":       {"ListSecurityProfileApplications", "Applications"},
	"UpdateSecurityProfile.AllowedFlowModules": {"ListSecurityProfileFlowModules", "AllowedFlowModules"},

	"CreateContact.UserInfo":                               {"DescribeContact", "AgentInfo"},
	"StartOutboundVoiceContact.SourcePhoneNumber":          {"DescribeContact", "SystemEndpoint.Address"},
	"StartOutboundVoiceContact.DestinationPhoneNumber":     {"DescribeContact", "CustomerEndpoint.Address"},
	"StartOutboundVoiceContact.CampaignId":                 {"DescribeContact", "Campaign.CampaignId"},
	"UpdateContactFlowMetadata.ContactFlowState":           {"DescribeContactFlow", "State"},
	"UpdateContactSchedule.ScheduledTime":                  {"DescribeContact", "ScheduledTimestamp"},
	"CreateHoursOfOperation.ParentHoursOfOperationConfigs": {"DescribeHoursOfOperation", "ParentHoursOfOperations"},
	"UpdateHoursOfOperation.ParentHoursOfOperationConfigs": {"DescribeHoursOfOperation", "ParentHoursOfOperations"},

	"UpdateUserHierarchyStructure.HierarchyStructure": {"DescribeUserHierarchyStructure", "*"},
	"CreateUserHierarchyGroup.ParentGroupId":          {"DescribeUserHierarchyGroup", "HierarchyPath.LevelOne.Id"},

	"StartTaskContact.ScheduledTime": {"DescribeContact", "ScheduledTimestamp"},
}

var (
	profileRows = struct{ operation, at string }{"ListRoutingProfileQueues", "RoutingProfileQueueConfigSummaryList"}
	manualRows  = struct{ operation, at string }{"ListRoutingProfileManualAssignmentQueues", "RoutingProfileManualAssignmentQueueConfigSummaryList"}
)

// untold are members that nothing tells, by operation and member, each with the
// reason.
var untold = map[string]string{
	"*.ClientToken":                    "it identifies the request",
	"CreateUser.Password":              "it is a secret",
	"CreateQueue.EmailAddressesConfig": "ListQueueEmailAddresses is not supported",

	"UpdateAgentStatus.ResetOrderNumber": "it is an act, not a state",
	"UpdateAgentStatus.DisplayOrder":     "ResetOrderNumber takes it away again",

	"UpdateContactSchedule.ContactId":          "it says of what",
	"UpdateContactAttributes.InitialContactId": "it says of what",
	"AssociateContactWithUser.UserId":          "DescribeContact tells the user who has accepted",
	"StartOutboundVoiceContact.QueueId":        "the call has its caller ID from the queue and is not in it",
	"CreateContact.InitiateAs":                 "it is an act, not a state",
	"CreateContact.ExpiryDurationInMinutes":    "it is told as a segment attribute, in seconds",

	"*.ContactFlowId": "DescribeContact has no such member",
	"*.References":    "DescribeContact has no such member",

	"StartOutboundVoiceContact.AnswerMachineDetectionConfig": "DescribeContact has no such member",
	"StartOutboundVoiceContact.TrafficType":                  "DescribeContact has no such member",
	"StartOutboundVoiceContact.RingTimeoutInSeconds":         "DescribeContact has no such member",
	"StartWebRTCContact.AllowedCapabilities":                 "DescribeContact has no such member",
	"StartWebRTCContact.ParticipantDetails":                  "DescribeContact has no such member",
	"StartChatContact.ParticipantDetails":                    "DescribeContact has no such member",
	"StartChatContact.ParticipantConfiguration":              "DescribeContact has no such member",
	"StartChatContact.InitialMessage":                        "DescribeContact has no such member",
	"StartChatContact.PersistentChat":                        "DescribeContact has no such member",
	"StartChatContact.ChatDurationInMinutes":                 "DescribeContact has no such member",
	"StartChatContact.DisconnectOnCustomerExit":              "DescribeContact has no such member",
	"StartChatContact.SupportedMessagingContentTypes":        "DescribeContact has no such member",
}
