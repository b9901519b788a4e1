package connect_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// wrongARNs are ARNs that end with an identifier and do not name what has it, a
// resource of a kind.
func (o *office) wrongARNs(kind, id string) map[string]string {
	other := "routing-profile"
	if kind == other {
		other = "queue"
	}
	right := *o.arn(kind, id)
	return map[string]string{
		"another kind":      *o.arn(other, id),
		"another instance":  strings.Replace(right, o.InstanceID, missing, 1),
		"another region":    strings.Replace(right, "eu-west-2", "eu-west-1", 1),
		"another account":   strings.Replace(right, "123456789012", "111122223333", 1),
		"another partition": strings.Replace(right, "arn:aws:", "arn:aws-cn:", 1),
		"another service":   strings.Replace(right, ":connect:", ":s3:", 1),
		"no kind":           strings.Replace(right, "/"+kind, "", 1),
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
	for what, arn := range o.wrongARNs("queue", id) {
		o.call("DELETE", "/queues/{I}/"+strings.ReplaceAll(arn, "/", "%2F"), "").refused(t, what, "InvalidParameterException", "QueueId")
	}
	o.call("GET", "/queues/{I}/"+id, "").has(t, "the queue", id)
	arn := strings.ReplaceAll(*o.arn("queue", id), "/", "%2F")
	if a := o.call("DELETE", "/queues/{I}/"+arn, ""); a.Status != http.StatusOK {
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
		for what, arn := range o.wrongARNs(c.kind, c.id) {
			o.call("POST", c.path, c.body(arn)).refused(t, c.path+": "+what, "InvalidParameterException", c.member)
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
		flow(wrong[what]).refused(t, what, "InvalidContactFlowException", "QueueId")
		module(wrong[what]).refused(t, what, "InvalidContactFlowModuleException", "QueueId")
	}
	for what, a := range map[string]answer{"flow": flow(*o.arn("queue", o.QueueID)), "module": module(*o.arn("queue", o.QueueID))} {
		if a.Status != http.StatusOK {
			t.Errorf("%s: %+v", what, a)
		}
	}
}
