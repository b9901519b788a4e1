package connect_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

var rewrite = flag.Bool("rewrite", false, "write docs/operations.md")

// differences says where a supported operation differs from what Amazon
// documents. What is true of many operations is said once, in operationsDoc.
var differences = map[string]string{
	"AssociateAnalyticsDataSet":        "Associations are kept and listed, at most 1,000; there is no data lake, so no data is shared and any DataSetId is taken. One that is there already is an InvalidParameterException. ResourceShareStatus is ACTIVE.",
	"AssociateContactWithUser":         "All callbacks are agent-first. The user must be logged in, have the channel, and at most one contact above the limit (U46 to U48, U53). The condition key connect:PreferredUserArn is not looked at (docs/access.md).",
	"AssociateQueueQuickConnects":      "Quick connects that are there already are ignored.",
	"AssociateRoutingProfileQueues":    "A row that is there already is replaced. Too many rows are an InvalidRequestException.",
	"BatchAssociateAnalyticsDataSet":   "As AssociateAnalyticsDataSet, at most 1,000 in a call. What is refused is in Errors, in the order of the request, and its message names it.",
	"CreateContact":                    "A contact without InitiateAs runs no flow; it waits for TransferContact. CONNECTED_TO_USER needs a user who is logged in and at most one contact above the limit; emails of OUTBOUND and AGENT_REPLY are connected to their user in any status. An external audio contact takes no room at its user. Anyone may create COMPLETED tasks. Lifetimes are 1 minute to 90 days.",
	"CreateContactFlow":                "Content with other actions than the supported ones is refused. SAVED content is not checked.",
	"CreateContactFlowModule":          "Content with other actions than the supported ones is refused. A client token is good while the module is there. Settings and ExternalInvocationConfiguration are kept and described. Modules may invoke modules; there are no versions and no aliases but $SAVED, and in flows $LATEST.",
	"CreateHoursOfOperationOverride":   "A range whose end is not after its start ends on the next day. A row without Day holds on every day, one without times all day and is shown from 00:00 to 00:00. A recurring override without rows takes the whole day; temporary hours replace the weekly hours of all their dates, so without rows they are closed. WEEKLY counts weeks from Sunday to Saturday. ByMonth and ByMonthDay are by default those of EffectiveFrom. OPEN and CLOSED may do without RecurrenceConfig.",
	"CreateInstance":                   "The instance is ACTIVE at once. SAML and EXISTING_DIRECTORY are kept as given; people sign in with passwords only where Strowger manages identities.",
	"CreatePredefinedAttribute":        "EnableValueValidationOnAssociation is enforced where a contact gets segment attributes.",
	"CreateQueue":                      "Phone numbers and email addresses are kept as given. An OutboundFlowId may be a flow of any type.",
	"CreateQuickConnect":               "The flow must be of the type AGENT_TRANSFER for USER and QUEUE_TRANSFER for QUEUE; Amazon says so and not what it answers. The configuration of another type is refused.",
	"CreateRoutingProfile":             "MediaConcurrencies must have a channel; the model sets no minimum.",
	"CreateSecurityProfile":            "Permissions, applications and flow modules are kept as given. Of applications the Namespace and the ApplicationPermissions are required, of flow modules the FlowModuleId. AllowedAIAgents is ignored.",
	"CreateUser":                       "A password has at most 72 bytes.",
	"CreateUserHierarchyGroup":         "Names are unique within a parent; Amazon does not say within what.",
	"DeleteContactFlow":                "Refused while a queue or a quick connect uses the flow; Amazon does not say.",
	"DeleteContactFlowModule":          "Flows that invoke the module go on by their error transition, as they do while it is archived.",
	"DeleteHoursOfOperation":           "Refused with InvalidRequestException while a queue uses them; Amazon does not say.",
	"DeleteInstance":                   "A repeated call answers ResourceNotFoundException even with the same client token.",
	"DeleteQueue":                      "Refused while a quick connect leads to the queue, and while contacts are in the queue (U41).",
	"DeleteQuickConnect":               "Takes the quick connect from the queues that have it; Amazon does not say.",
	"DeleteUser":                       "Refused while the user has contacts or callbacks are scheduled for the user; Amazon does not say. Quick connects that lead to the user stay, as on Amazon.",
	"DescribeContact":                  "INTERRUPTED and DEACTIVATED steps show as INACTIVE, Amazon's enum has four values. InitialContactId is absent when it is the contact itself. Without a source yet: ContactEvaluations, TaskTemplateInfo, NextContacts (of quick connects), AgentInfo.StateTransitions (of supervisors); OutboundStrategy, AgentInfo.AcceptedByAgentTimestamp and .PreviewEndTimestamp are of campaigns' previews, which there are not. What the media side knows (quality, voice activity, recordings, devices, …) comes from the gateway. SystemEndpoint is absent for callbacks, as the newer documentation says; the older one shows Softphone. The tag aws:connect:systemEndpoint is there where the contact has a SystemEndpoint; there are no third-party transfers, so none has aws:connect:transferredFromEndpoint.",
	"DescribeContactFlow":              "Of versions there is $SAVED only.",
	"DescribeInstance":                 "InstanceAccessUrl is the address of the server, that of all its instances. ReplicationConfiguration is absent: there is one region. StatusReason says why an ACTIVE instance does not serve now.",
	"DescribeRoutingProfile":           "NumberOfAssociatedQueues counts queues, not queue-channel pairs.",
	"DisassociateQueueQuickConnects":   "Quick connects that are not there are ignored.",
	"DisassociateRoutingProfileQueues": "Rows that are not there are ignored. The limit of 10 is per list.",
	"GetContactMetrics":                "A contact that rings is still in its queue. Contacts of the same queue, channel and active step are counted. The estimate is the time for which the one that has waited longest has waited, times position by number of those that wait. Otherwise InvalidRequestException.",
	"GetCurrentMetricData":             "Agents are counted by the queues and channels of their routing profiles, their contacts (AGENTS_ON_CONTACT, _ERROR, _AFTER_CONTACT_WORK, SLOTS_ACTIVE) by those of the contacts. One of Queues and RoutingProfiles must be given. ESTIMATED_WAIT_TIME is the time for which the oldest contact has waited, 0 if none waits and an agent is free, else null. By SUBTYPE what is about agents is null; CONTACTS_SCHEDULED is null by subtype and step. There are no custom metrics and no simulated contacts. All pages show the first one's moment; a restart ends their tokens.",
	"GetCurrentUserData":               "Shows users who are not Offline or have contacts. A ContactFilter chooses users, of whom all contacts are shown. A paused task is CONNECTED. UserHierarchyGroups includes the groups below.",
	"GetEffectiveHoursOfOperations":    "At most 366 days. Overrides are listed also where a stronger one hides them.",
	"PauseContact":                     "ContactFlowId is refused: there are no pause flows.",
	"ResumeContact":                    "ContactFlowId runs for a task that had left its queue; for a task at an agent it is not used.",
	"SearchContacts":                   "Newest first without Sort. Words are compared whole and without regard to case; every attribute is searchable. ContactAnalysis and AiAgents are refused. AgentHierarchyGroups are those of the agent now. MatchType is MATCH_ALL by default, for AgentCriteria MATCH_ANY; MATCH_EXACT means that the name is one of the texts, that a step prefers exactly these agents, and elsewhere MATCH_ALL. A contact whose sort field changes between pages may be missed or repeated. SegmentAttributes are texts and maps. ThrottlingException if many run already (docs/access.md).",
	"SearchPredefinedAttributes":       "FieldName is name; Amazon documents none. Otherwise as SearchRoutingProfiles.",
	"SearchQueues":                     "Finds standard queues only. Otherwise as SearchRoutingProfiles.",
	"SearchQuickConnects":              "As SearchRoutingProfiles.",
	"SearchRoutingProfiles":            "Text is compared without regard to case, tags with it. Several members of one condition are ANDed. ApproximateTotalCount is exact. At most 100 conditions. MediaConcurrencies have their CrossChannelBehavior, as the release of April 2023 announces; a note of the API Reference says that they have not.",
	"SearchSecurityProfiles":           "As SearchRoutingProfiles.",
	"SearchUserHierarchyGroups":        "As SearchRoutingProfiles. There is no group with the LevelId 0.",
	"SearchUsers":                      "A ListCondition asks for one proficiency that meets all its conditions. A NumberCondition compares with MinValue (GREATER…), MaxValue (LESSER…), both (RANGE) or the one that is given (EQUAL, NOT_EQUAL); a value that is not compared with is refused. Otherwise as SearchRoutingProfiles.",
	"StartChatContact":                 "The chat is routed; its messages do not pass through Strowger. PersistentChat links the contacts and copies attributes; there are no transcripts. ResponseMode and DisconnectOnCustomerExit have no effect.",
	"StartOutboundVoiceContact":        "A gateway dials (docs/gateway.md); which numbers can be reached is for it to say, so DestinationNotAllowedException is not answered. The call ends with OUTBOUND_ATTEMPT_FAILED when nobody answers. OutboundStrategy is refused: it is reserved to Amazon's outbound campaigns. SourcePhoneNumber need not be a number of the instance; numbers of any country and TrafficType CAMPAIGN need no quota increase. Machines are detected by the gateway.",
	"StartTaskContact":                 "Attachments are refused. There are no quick connects and task templates yet. ScheduledTime up to 90 days (U45).",
	"StartWebRTCContact":               "The call is routed; its media does not pass through Strowger. Meeting has the contact as MeetingId and no MediaPlacement; JoinToken is the participant token.",
	"StopContact":                      "An unknown contact answers ContactNotFoundException too.",
	"TagContact":                       "From three hours after the contact has ended on an InvalidRequestException; Amazon names the time and not the exception.",
	"TagResource":                      "Tags the kinds of resource that Strowger has. A change of tags changes LastModifiedTime; tags that are there already change nothing.",
	"TransferContact":                  "Refused while the contact rings at an agent (rule 3.3.4). Without QueueId and UserId the flow chooses the queue.",
	"UntagContact":                     "As TagContact.",
	"UntagResource":                    "Keys that the resource does not have are ignored.",
	"UpdateAgentStatus":                "ResetOrderNumber removes the DisplayOrder, also one that is given with it.",
	"UpdateContact":                    "References and segment attributes are merged by name. Segment attributes need not be predefined attributes. A lifetime counts from the initiation or the scheduled time.",
	"UpdateContactAttributes":          "Every contact of the chain that has not ended gets the attributes, and the contact that is named; other contacts of the chain that have ended keep what they had.",
	"UpdateContactFlowContent":         "A flow runs to its end at once, so contacts that have begun are not touched; a scheduled one runs what is published when its time comes.",
	"UpdateContactFlowMetadata":        "An archived flow cannot be started; contacts whose time comes while it is archived are disconnected. Without a member it changes nothing.",
	"UpdateContactFlowModuleContent":   "Not checked as $SAVED.",
	"UpdateContactRoutingData":         "Takes effect at once; Amazon takes up to 60 seconds. RoutingCriteria without Steps is refused, with empty Steps removes the criteria (U34). An attribute that is not predefined is refused. ProficiencyLevel is a whole number, as the flow language says; MinProficiencyLevel and MaxProficiencyLevel need not be.",
	"UpdateContactSchedule":            "Up to 90 days ahead and at most 20 times (U45).",
	"UpdateHoursOfOperationOverride":   "STANDARD removes the RecurrenceConfig.",
	"UpdateInstanceAttribute":          "Without INBOUND_CALLS the gateway can announce no call, without OUTBOUND_CALLS nobody can begin one; the others are kept. At first CONTACT_LENS, AUTO_RESOLVE_BEST_VOICES and EARLY_MEDIA are on.",
	"UpdatePredefinedAttribute":        "The system values of connect:Language must be kept. Values may be removed while users are proficient in them.",
	"UpdateQueueOutboundCallerConfig":  "Replaces the whole configuration. The phone number is kept as given. The flow may be of any type.",
	"UpdateQuickConnectName":           "A name that is taken is an InvalidParameterException, as the operation has no DuplicateResourceException.",
	"UpdateRoutingProfileConcurrency":  "MediaConcurrencies must have a channel; the model sets no minimum.",
	"UpdateSecurityProfile":            "As CreateSecurityProfile. An empty AllowedAccessControlHierarchyGroupId removes the group. The profiles that an instance comes with can be changed and deleted too.",
	"UpdateUserHierarchyStructure":     "Levels that are not given are removed; none may be left out above another.",
	"UpdateUserIdentityInfo":           "Replaces the whole identity.",
}

const operationsDoc = `# Operations

The operations of the Amazon Connect API that Strowger supports, each with all
its members and constraints, and where one differs from what Amazon documents. The
others are listed at the end; they answer 501 NotImplemented with their name.
This page is generated: ` + "`go test ./connect -run TestOperationsPage -rewrite`" + `.

For all of them:

- InstanceId may be the identifier or the ARN, as may every other identifier in a
  path or a body. An ARN of another kind of resource is an
  InvalidParameterException, one of another instance, region or account an
  InvalidRequestException, whatever identifier it ends with
  ([divergences.md](divergences.md#where-we-differ-on-purpose)).
- Changes take effect at once and reads see them at once; Amazon is eventually
  consistent.
- Lists are in the order of identifiers and stay stable while things come and go.
- The quotas are Amazon's, and adjustable ([access.md](access.md)): one more is a
  LimitExceededException or a ServiceQuotaExceededException, whichever the
  operation models, or else an InvalidRequestException.
- Throttling is off unless the server is started with --throttle aws
  ([access.md](access.md)).
- Constraints are checked together; a refusal names every member at fault.
- InvalidContactFlowException and InvalidContactFlowModuleException have a Message
  beside their problems.

| operation | status | difference |
|---|---|---|
`

func TestOperationsPage(t *testing.T) {
	var page strings.Builder
	page.WriteString(operationsDoc)
	mux := restjson.NewMux(restjson.Config{})
	new(connect.Server).Register(mux)
	known := map[string]bool{}
	for _, op := range shape.Supported {
		if !mux.Handles(op) {
			t.Errorf("%s is generated and has no handler", op.Name)
			continue
		}
		known[op.Name] = true
		status := "as documented"
		if differences[op.Name] != "" {
			status = "differs"
		}
		fmt.Fprintf(&page, "| %s | %s | %s |\n", op.Name, status, differences[op.Name])
	}
	for name := range differences {
		if !known[name] {
			t.Errorf("differences has %s, which is not supported", name)
		}
	}
	page.WriteString("\n## Not supported\n\n")
	for _, op := range shape.Routes {
		if !known[op.Name] {
			page.WriteString("- " + op.Name + "\n")
		}
	}
	const path = "../docs/operations.md"
	if *rewrite {
		if err := os.WriteFile(path, []byte(page.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(page.String(), string(got)); diff != "" {
		t.Errorf("docs/operations.md is stale; run the test with -rewrite:\n%s", diff)
	}
}
