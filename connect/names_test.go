package connect_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// wrongARN is an ARN that ends with an identifier and does not name what has it.
type wrongARN struct{ arn, code string }

// wrongARNs are wrong ARNs of a resource of a kind, with what they are answered
// with.
func (o *office) wrongARNs(kind, id string) map[string]wrongARN {
	other := "routing-profile"
	if kind == other {
		other = "queue"
	}
	right := *o.arn(kind, id)
	const wrong, elsewhere = "InvalidParameterException", "InvalidRequestException"
	return map[string]wrongARN{
		"another kind":      {*o.arn(other, id), wrong},
		"another instance":  {strings.Replace(right, o.InstanceID, missing, 1), elsewhere},
		"another region":    {strings.Replace(right, "eu-west-2", "eu-west-1", 1), elsewhere},
		"another account":   {strings.Replace(right, "123456789012", "111122223333", 1), elsewhere},
		"another partition": {strings.Replace(right, "arn:aws:", "arn:aws-cn:", 1), elsewhere},
		"another service":   {strings.Replace(right, ":connect:", ":s3:", 1), wrong},
		"no kind":           {strings.Replace(right, "/"+kind, "", 1), wrong},
	}
}

// What is deleted is what the ARN names; package conformance tries every operation.
func TestDeletingByARN(t *testing.T) {
	o := newOffice(t)
	created := o.call("PUT", "/queues/{I}", `{"Name":"Short-lived","HoursOfOperationId":"`+*o.arn("operating-hours", o.HoursID)+`"}`)
	_, rest, _ := strings.Cut(created.Body, `"QueueId":"`)
	id, _, ok := strings.Cut(rest, `"`)
	if !ok {
		t.Fatal(created)
	}
	for what, w := range o.wrongARNs("queue", id) {
		o.call("DELETE", "/queues/{I}/"+strings.ReplaceAll(w.arn, "/", "%2F"), "").refused(t, what, w.code, "QueueId")
	}
	o.call("GET", "/queues/{I}/"+id, "").has(t, "the queue", id)
	arn := strings.ReplaceAll(*o.arn("queue", id), "/", "%2F")
	if a := o.call("DELETE", "/queues/{I}/"+arn, ""); a.Status != http.StatusOK {
		t.Error(a)
	}
}

// The two operations on routing profiles for which Amazon names an
// InvalidRequestException and no case: the request contradicts itself.
func TestProfileOfAnotherInstance(t *testing.T) {
	o := newOffice(t)
	elsewhere := func(kind, id string) string {
		return strings.Replace(*o.arn(kind, id), o.InstanceID, missing, 1)
	}
	o.call("GET", "/routing-profiles/{I}/"+strings.ReplaceAll(elsewhere("routing-profile", o.RoutingProfileID), "/", "%2F"), "").
		refused(t, "describe", "InvalidRequestException", "RoutingProfileId")
	create := func(outbound, queue string) answer {
		return o.call("PUT", "/routing-profiles/{I}", fmt.Sprintf(`{"Name":"p","Description":"d","DefaultOutboundQueueId":%q,
			"MediaConcurrencies":[{"Channel":"VOICE","Concurrency":1}],
			"QueueConfigs":[{"QueueReference":{"QueueId":%q,"Channel":"VOICE"},"Priority":1,"Delay":0}]}`, outbound, queue))
	}
	here, there := *o.arn("queue", o.QueueID), elsewhere("queue", o.QueueID)
	create(there, here).refused(t, "create", "InvalidRequestException", "DefaultOutboundQueueId")
	create(here, there).refused(t, "create", "InvalidRequestException", "QueueConfigs[0].QueueReference.QueueId")
	create(*o.arn("agent", o.QueueID), there).refused(t, "create, and another kind", "InvalidParameterException", "DefaultOutboundQueueId")
	if a := create(here, here); a.Status != http.StatusOK {
		t.Error(a)
	}
}

// Identifiers that the model does not know to be any: in the conditions of searches
// and in expressions that are texts.
func TestARNsInConditions(t *testing.T) {
	o := newOffice(t)
	ada := o.hired("ada")
	metrics := func(agent string) string {
		step := `{"AttributeCondition":{"ComparisonOperator":"Match","MatchCriteria":{"AgentsCriteria":{"AgentIds":["` + agent + `"]}}}}`
		return `{"Filters":{"Queues":["` + o.QueueID + `"],"RoutingStepExpressions":[` + strconv.Quote(step) + `]},
			"Groupings":["ROUTING_STEP_EXPRESSION"],"CurrentMetrics":[{"Name":"CONTACTS_IN_QUEUE"}]}`
	}
	search := func(field string) func(string) string {
		return func(text string) string {
			return fmt.Sprintf(`{"InstanceId":%q,"SearchCriteria":{"StringCondition":{"FieldName":%q,"Value":%q,"ComparisonType":"EXACT"}}}`, o.InstanceID, field, text)
		}
	}
	for _, c := range []struct {
		path, kind, id, member string
		body                   func(string) string
	}{
		{"/search-queues", "queue", o.QueueID, "Value", search("resourceID")},
		{"/search-routing-profiles", "routing-profile", o.RoutingProfileID, "Value", search("resourceID")},
		{"/search-routing-profiles", "queue", o.QueueID, "Value", search("associatedQueueIds")},
		{"/search-users", "agent", ada, "Value", search("resourceId")},
		{"/search-users", "routing-profile", o.RoutingProfileID, "Value", search("RoutingProfileId")},
		{"/search-users", "security-profile", o.AgentProfileID, "Value", search("SecurityProfileId")},
		{"/search-quick-connects", "transfer-destination", missing, "Value", search("resourceID")},
		{"/search-user-hierarchy-groups", "agent-group", missing, "Value", search("resourceID")},
		{"/search-user-hierarchy-groups", "agent-group", missing, "Value", search("parentId")},
		{"/metrics/current/{I}", "agent", ada, "Filters.RoutingStepExpressions[0]", metrics},
	} {
		if a := o.call("POST", c.path, c.body(*o.arn(c.kind, c.id))); a.Status != http.StatusOK {
			t.Errorf("%s by ARN: %+v", c.path, a)
		}
		for what, w := range o.wrongARNs(c.kind, c.id) {
			o.call("POST", c.path, c.body(w.arn)).refused(t, c.path+": "+what, w.code, c.member)
		}
	}
}

// The content of a flow or a module names what its instance has.
func TestARNsInContent(t *testing.T) {
	o := newOffice(t)
	content := func(arn string) string { return strconv.Quote(inbound(arn)) }
	flow := func(arn string) answer {
		return o.call("PUT", "/contact-flows/{I}", `{"Name":"f","Type":"CONTACT_FLOW","Content":`+content(arn)+`}`)
	}
	module := func(arn string) answer {
		return o.call("PUT", "/contact-flow-modules/{I}", `{"Name":"m","Content":`+content(arn)+`}`)
	}
	wrong := o.wrongARNs("queue", o.QueueID)
	for _, what := range []string{"another kind", "another instance", "another service", "no kind"} {
		flow(wrong[what].arn).refused(t, what, "InvalidContactFlowException", "QueueId")
		module(wrong[what].arn).refused(t, what, "InvalidContactFlowModuleException", "QueueId")
	}
	for what, a := range map[string]answer{"flow": flow(*o.arn("queue", o.QueueID)), "module": module(*o.arn("queue", o.QueueID))} {
		if a.Status != http.StatusOK {
			t.Errorf("%s: %+v", what, a)
		}
	}
}
