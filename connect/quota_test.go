package connect_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/internal/enginetest"
)

// one is a quota of one of each thing; a new instance has that already.
func one() (q strowger.Quotas) {
	for _, name := range q.Names() {
		if err := q.Set(name, 1); err != nil {
			panic(err)
		}
	}
	return q
}

// TestQuotas: what is too much is refused with the exception that the operation
// models, and nothing of it is done.
func TestQuotas(t *testing.T) {
	o := newOffice(t, enginetest.Quotas(one()))
	row := func(channel string) string {
		return fmt.Sprintf(`{"QueueReference":{"QueueId":%q,"Channel":%q},"Priority":1,"Delay":0}`, o.QueueID, channel)
	}
	manual := func(channel string) string {
		return fmt.Sprintf(`{"QueueReference":{"QueueId":%q,"Channel":%q}}`, o.QueueID, channel)
	}
	profile := fmt.Sprintf(`"Name":"P","Description":"D","DefaultOutboundQueueId":%q,"MediaConcurrencies":[{"Channel":"TASK","Concurrency":1}]`, o.QueueID)
	o.CreateUser(t, "ann", o.RoutingProfileID)
	for _, c := range []struct{ what, method, path, body, code, names string }{
		{"instance", "PUT", "/instance", `{"InstanceAlias":"second","IdentityManagementType":"CONNECT_MANAGED",
			"InboundCallsEnabled":true,"OutboundCallsEnabled":true}`, shape.ServiceQuotaExceededException, "instances"},
		{"user", "PUT", "/users/{I}", fmt.Sprintf(`{"Username":"ben","Password":%q,"IdentityInfo":{"FirstName":"A","LastName":"B"},
			"PhoneConfig":{"PhoneType":"SOFT_PHONE"},"RoutingProfileId":%q,"SecurityProfileIds":[%q]}`,
			enginetest.Password, o.RoutingProfileID, o.AgentProfileID), shape.LimitExceededException, "users"},
		{"queue", "PUT", "/queues/{I}", fmt.Sprintf(`{"Name":"Q","HoursOfOperationId":%q}`, o.HoursID), shape.LimitExceededException, "queues"},
		{"profile", "PUT", "/routing-profiles/{I}", "{" + profile + "}", shape.LimitExceededException, "routing profiles"},
		{"rows of a new profile", "PUT", "/routing-profiles/{I}", "{" + profile + `,"QueueConfigs":[` + row("TASK") + "," + row("CHAT") + "]}",
			shape.LimitExceededException, "QueueConfigs"},
		{"rows", "POST", "/routing-profiles/{I}/" + o.RoutingProfileID + "/associate-queues", `{"ManualAssignmentQueueConfigs":[` + manual("TASK") + "," + manual("EMAIL") + "]}",
			shape.InvalidRequestException, "ManualAssignmentQueueConfigs"},
		{"flow", "PUT", "/contact-flows/{I}", fmt.Sprintf(`{"Name":"F","Type":"CONTACT_FLOW","Content":%q}`, inbound(o.QueueID)),
			shape.LimitExceededException, "contact flows"},
		{"hours", "PUT", "/hours-of-operations/{I}", `{"Name":"H","TimeZone":"UTC","Config":[]}`, shape.LimitExceededException, "hours of operation"},
		{"status", "PUT", "/agent-status/{I}", `{"Name":"S","State":"ENABLED"}`, shape.LimitExceededException, "agent statuses"},
		{"attribute", "PUT", "/predefined-attributes/{I}", `{"Name":"A","Values":{"StringList":["a"]}}`, shape.LimitExceededException, "predefined attributes"},
		{"values", "PUT", "/predefined-attributes/{I}", `{"Name":"A","Values":{"StringList":["a","b"]}}`, shape.LimitExceededException, "Values"},
	} {
		o.call(c.method, c.path, c.body).refused(t, c.what, c.code, c.names)
	}
}

// TestQuotasOfContacts: chats and tasks have different exceptions.
func TestQuotasOfContacts(t *testing.T) {
	h := newHouse(t, enginetest.Quotas(strowger.Quotas{Tasks: 1, Chats: 1, Calls: 1}))
	first := h.task(nil)
	_, err := h.startTask(nil)
	exception[*types.ServiceQuotaExceededException](t, err, "2 tasks; the quota is 1, which 'strowger serve --quota tasks=")
	must(t, h.stop(first))
	h.task(nil)

	_, err = h.startChat(nil)
	must(t, err)
	_, err = h.startChat(nil)
	exception[*types.LimitExceededException](t, err, "2 chats")

	h.call()
	call := h.Call(t, "PUT", "/gateway/"+h.InstanceID+"/contacts", `{"Channel":"VOICE","ContactFlowId":"`+*h.flow+`"}`)
	if call.Error != shape.LimitExceededException || !strings.Contains(call.Message(), "2 calls") {
		t.Errorf("a second call: %+v", call)
	}
}
