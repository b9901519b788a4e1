package conformance_test

import (
	"fmt"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/gateway"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/internal/enginetest"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// noun stands for the identifier of a thing of the world: the name of the member
// in which its creation returns it, such as QueueId.
type noun string

// world is an instance that has one of each noun, so that identifiers in
// requests resolve. Its clock stands still.
type world struct {
	*enginetest.Server
	t     testing.TB
	count int             // of texts made up
	ids   map[noun]string // of the newest of each noun
}

// start starts a server for worlds.
func start(t testing.TB) *enginetest.Server {
	return enginetest.Start(t, enginetest.ManualClock(0), enginetest.Register(func(s *enginetest.Server, mux *restjson.Mux) {
		(&gateway.Server{Directory: s.Directory, Report: s.Report, Names: s.Names}).Register(mux)
	}))
}

// founding are the operations that fill a new world, in order, with the members
// that others refer to. What is made is known by the member that returns its
// identifier, or by a name of its own.
var founding = []struct {
	operation string
	set       object
	as        noun
}{
	{operation: "CreateHoursOfOperation"},
	{operation: "CreateHoursOfOperationOverride"},
	{operation: "CreateQueue"},
	{operation: "CreateRoutingProfile"},
	{operation: "CreateSecurityProfile", set: object{
		"Permissions":        list{"BasicAgentAccess", "Users.View"},
		"AllowedFlowModules": list{object{"FlowModuleId": "a"}, object{"FlowModuleId": "b"}},
		"Applications": list{
			object{"Namespace": "a", "ApplicationPermissions": list{"ACCESS"}},
			object{"Namespace": "b", "ApplicationPermissions": list{"ACCESS"}}},
	}},
	{operation: "CreateAgentStatus"},
	{operation: "CreatePredefinedAttribute", set: object{"Values": object{"StringList": list{"gold"}}}},
	{operation: "UpdateUserHierarchyStructure", set: object{"HierarchyStructure": object{"LevelOne": object{"Name": "Division"}, "LevelTwo": object{"Name": "Team"}}}},
	{operation: "CreateUserHierarchyGroup"},
	{operation: "CreateUser"},
	{operation: "CreateContactFlow", set: object{"Type": "AGENT_TRANSFER"}, as: "agent transfer flow"},
	{operation: "CreateContactFlow", set: object{"Type": "QUEUE_TRANSFER"}, as: "queue transfer flow"},
	{operation: "CreateContactFlow"},
	{operation: "CreateContactFlowModule"},
	{operation: "CreateQuickConnect"},
	{operation: "StartTaskContact"},
}

// newWorld makes a new instance on a server and fills it.
func newWorld(t testing.TB, s *enginetest.Server) *world {
	t.Helper()
	out, err := s.Client.CreateInstance(t.Context(), &sdk.CreateInstanceInput{
		IdentityManagementType: types.DirectoryTypeConnectManaged, InstanceAlias: new(fmt.Sprint("world", len(s.Directory.Instances()))),
		InboundCallsEnabled: new(true), OutboundCallsEnabled: new(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	profiles, err := s.Client.ListSecurityProfiles(t.Context(), &sdk.ListSecurityProfilesInput{InstanceId: out.Id})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Server: s, t: t, ids: map[noun]string{
		"InstanceId": *out.Id, "SecurityProfileId": *profiles.SecurityProfileSummaryList[0].Id,
	}}
	for _, f := range founding {
		if !handled(f.operation) {
			continue
		}
		// What cannot be made is missed by others; its own test tells why.
		r := maker{world: w, op: facts.Operations[f.operation]}.make(f.set)
		if answer := w.send(r); answer.Status == 200 {
			out := w.learn(r, answer)
			if f.as != "" {
				w.ids[f.as] = out["ContactFlowId"].(string)
			}
		}
	}
	return w
}

// end ends the world, which keeps a server with many of them fast.
func (w *world) end() {
	w.t.Helper()
	if _, err := w.Client.DeleteInstance(w.t.Context(), &sdk.DeleteInstanceInput{InstanceId: new(w.ids["InstanceId"])}); err != nil &&
		!strings.Contains(err.Error(), "ResourceNotFound") {
		w.t.Error(err)
	}
}

func (w *world) instance() *host.Instance {
	w.t.Helper()
	i, err := w.Directory.Instance(strowger.InstanceID(w.ids["InstanceId"]))
	if err != nil {
		w.t.Fatal(err)
	}
	return i
}

// id returns the identifier of a noun, "" if there is none.
func (w *world) id(n noun) string { return w.ids[n] }

func (w *world) now() int { return int(w.Directory.Clock().Now().Time().Unix()) }

// digest is the state of the world in one word.
func (w *world) digest() (digest string) {
	w.t.Helper()
	if err := w.instance().View(w.t.Context(), func(e *routing.Engine, _ strowger.Time) error {
		digest = fmt.Sprint(e.Digest())
		return nil
	}); err != nil {
		w.t.Fatal(err)
	}
	return digest
}

// send sends a request.
func (w *world) send(r request) enginetest.Answer {
	w.t.Helper()
	method, path, body := r.http()
	return w.Call(w.t, method, path, body)
}

// must sends a request with the required members and those in set, which has to
// succeed. Identifiers in the answer stand for their nouns from now on.
func (w *world) must(name string, set object) object {
	w.t.Helper()
	r := maker{world: w, op: facts.Operations[name]}.make(set)
	answer := w.send(r)
	if answer.Status != 200 {
		w.t.Fatalf("%s %v: %d %s %s", name, r.members, answer.Status, answer.Error, answer.Body)
	}
	return w.learn(r, answer)
}

// learn takes the identifiers in the answer to a request for those of their nouns
// from now on. It returns the answer.
func (w *world) learn(r request, answer enginetest.Answer) object {
	w.t.Helper()
	out := object{}
	if answer.Body != "" {
		if err := json.Unmarshal([]byte(answer.Body), &out); err != nil {
			w.t.Fatal(err)
		}
	}
	for member, value := range out {
		if id, ok := value.(string); ok && (strings.HasSuffix(member, "Id") || strings.HasSuffix(member, "Arn")) {
			w.ids[noun(member)] = id
		}
	}
	switch r.op.Name {
	case "CreatePredefinedAttribute":
		w.ids["AttributeName"] = r.members["Name"].(string)
	case "CreateContactFlowModule":
		w.ids["ContactFlowModuleId"] = out["Id"].(string)
	case "CreateInstance":
		w.ids["InstanceId"] = out["Id"].(string)
	}
	return out
}

// profileQueue gives the routing profile rows for the queue on all channels.
func (w *world) profileQueue() {
	w.t.Helper()
	rows := list{}
	for _, channel := range []string{"VOICE", "CHAT", "TASK", "EMAIL"} {
		rows = append(rows, object{"QueueReference": object{"QueueId": w.id("QueueId"), "Channel": channel}, "Priority": 1, "Delay": 0})
	}
	w.must("AssociateRoutingProfileQueues", object{"QueueConfigs": rows})
}

// ring lets the contact ring at the user.
func (w *world) ring() {
	w.t.Helper()
	w.profileQueue()
	w.signIn()
}

// signIn makes the user available for a task.
func (w *world) signIn() {
	w.t.Helper()
	w.must("UpdateRoutingProfileConcurrency", object{"MediaConcurrencies": list{object{"Channel": "TASK", "Concurrency": 1}}})
	out, err := w.Client.ListAgentStatuses(w.t.Context(), &sdk.ListAgentStatusesInput{
		InstanceId: new(w.id("InstanceId")), AgentStatusTypes: []types.AgentStatusType{types.AgentStatusTypeRoutable},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.must("PutUserStatus", object{"AgentStatusId": *out.AgentStatusSummaryList[0].Id})
}

// accept lets the user accept the contact.
func (w *world) accept() {
	w.t.Helper()
	w.ring()
	w.do(strowger.AcceptContact{UserID: strowger.UserID(w.id("UserId")), ContactID: strowger.ContactID(w.id("ContactId"))})
}

// leave lets the user end the contact, and write it up.
func (w *world) leave() {
	w.t.Helper()
	w.accept()
	w.do(strowger.LeaveContact{UserID: strowger.UserID(w.id("UserId")), ContactID: strowger.ContactID(w.id("ContactId"))})
}

// do sends a command of an agent's workspace.
func (w *world) do(c strowger.Command) {
	w.t.Helper()
	if _, err := w.instance().Do(w.t.Context(), c); err != nil {
		w.t.Fatal(err)
	}
}
