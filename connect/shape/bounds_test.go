package shape_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// values are what a member can and cannot have, as JSON or, in a path, escaped.
type values struct{ good, bad []string }

// required is a text that must be there, of any length.
var required = values{good: []string{"x"}, bad: []string{""}}

// chars is a text that has low to high characters, each of two bytes.
func chars(low, high int) values {
	v := values{
		good: []string{strings.Repeat("é", low), strings.Repeat("é", high)},
		bad:  []string{strings.Repeat("é", high+1)},
	}
	if low > 0 {
		v.bad = append(v.bad, strings.Repeat("é", low-1))
	}
	return v
}

// integers is a whole number from low to high.
func integers(low, high int) values {
	return values{
		good: []string{strconv.Itoa(low), strconv.Itoa(high)},
		bad:  []string{strconv.Itoa(low - 1), strconv.Itoa(high + 1)},
	}
}

// items is a list or a map of low to high members, each made from its number.
func items(member func(int) string, low, high int) values {
	list := func(n int) string {
		var all []string
		for i := range n {
			all = append(all, member(i))
		}
		return strings.Join(all, ",")
	}
	v := values{good: []string{list(low), list(high)}, bad: []string{list(high + 1)}}
	if low > 0 {
		v.bad = append(v.bad, list(low-1))
	}
	return v
}

func copies(of string) func(int) string { return func(int) string { return of } }

// names is one of an enumeration.
func names(all ...string) values {
	return values{good: all, bad: []string{"", "NONSENSE", strings.ToLower(all[0])}}
}

// given is a member that must be there.
func given(member string) values { return values{good: []string{member}, bad: []string{""}} }

// oneAtLeast is a list of concurrencies that must be there and must have an item.
func oneAtLeast(list string) values {
	return values{good: []string{fmt.Sprintf(list, `{"Channel":"VOICE"}`)}, bad: []string{"", fmt.Sprintf(list, "")}}
}

var (
	channel = names("VOICE", "CHAT", "TASK", "EMAIL")
	level   = values{good: []string{"1", "5"}, bad: []string{"0.9", "5.1"}}
)

const (
	createProfile = `{"Name":"n","Description":"d","DefaultOutboundQueueId":"q","MediaConcurrencies":[{"Channel":"VOICE","Concurrency":1}]%s}`
	concurrency   = `{"MediaConcurrencies":[{%s}]}`
	condition     = `{"RoutingCriteria":{"Steps":[{"Expression":{"AttributeCondition":{%s}}}]}}`
)

// bounds are the constraints of the six operations that the product began with;
// § stands for the value. Member is how a refusal calls it.
var bounds = []struct {
	operation, body string
	member          string
	values          values
}{
	{"PUT /routing-profiles/§", fmt.Sprintf(createProfile, ""), "InstanceId", chars(1, 100)},
	{"PUT /routing-profiles/i", `{"Description":"d","DefaultOutboundQueueId":"q","MediaConcurrencies":[{"Channel":"VOICE"}],"Name":"§"}`, "Name", chars(1, 127)},
	{"PUT /routing-profiles/i", `{"Name":"n","DefaultOutboundQueueId":"q","MediaConcurrencies":[{"Channel":"VOICE"}],"Description":"§"}`, "Description", chars(1, 250)},
	{"PUT /routing-profiles/i", `{"Name":"n","Description":"d","MediaConcurrencies":[{"Channel":"VOICE"}],"DefaultOutboundQueueId":"§"}`, "DefaultOutboundQueueId", required},
	{"PUT /routing-profiles/i", `{"Name":"n","Description":"d","DefaultOutboundQueueId":"q"§}`, "MediaConcurrencies", oneAtLeast(`,"MediaConcurrencies":[%s]`)},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"QueueConfigs":[§]`), "QueueConfigs",
		items(copies(`{"QueueReference":{"QueueId":"q","Channel":"CHAT"},"Priority":1,"Delay":0}`), 1, 10)},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"QueueConfigs":[{"Priority":1,"Delay":0§}]`), "QueueConfigs[0].QueueReference",
		given(`,"QueueReference":{"QueueId":"q","Channel":"CHAT"}`)},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"QueueConfigs":[{"QueueReference":{"Channel":"CHAT","QueueId":"§"},"Priority":1,"Delay":0}]`),
		"QueueConfigs[0].QueueReference.QueueId", required},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"QueueConfigs":[{"QueueReference":{"QueueId":"q","Channel":"§"},"Priority":1,"Delay":0}]`),
		"QueueConfigs[0].QueueReference.Channel", channel},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"QueueConfigs":[{"QueueReference":{"QueueId":"q","Channel":"CHAT"},"Priority":§,"Delay":0}]`),
		"QueueConfigs[0].Priority", integers(1, 99)},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"QueueConfigs":[{"QueueReference":{"QueueId":"q","Channel":"CHAT"},"Delay":0§}]`),
		"QueueConfigs[0].Priority", given(`,"Priority":1`)},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"QueueConfigs":[{"QueueReference":{"QueueId":"q","Channel":"CHAT"},"Priority":1,"Delay":§}]`),
		"QueueConfigs[0].Delay", integers(0, 9999)},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"QueueConfigs":[{"QueueReference":{"QueueId":"q","Channel":"CHAT"},"Priority":1§}]`),
		"QueueConfigs[0].Delay", given(`,"Delay":0`)},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"ManualAssignmentQueueConfigs":[§]`), "ManualAssignmentQueueConfigs",
		items(copies(`{"QueueReference":{"QueueId":"q","Channel":"CHAT"}}`), 1, 10)},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"ManualAssignmentQueueConfigs":[{§}]`), "ManualAssignmentQueueConfigs[0].QueueReference",
		given(`"QueueReference":{"QueueId":"q","Channel":"CHAT"}`)},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"ManualAssignmentQueueConfigs":[{"QueueReference":{"QueueId":"q","Channel":"§"}}]`),
		"ManualAssignmentQueueConfigs[0].QueueReference.Channel", channel},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"Tags":{§}`), "Tags",
		items(func(i int) string { return fmt.Sprintf(`"k%d":""`, i) }, 0, 50)},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"Tags":{"§":""}`), "Tags key", chars(1, 128)},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"Tags":{"k":"§"}`), "Tags.k", chars(0, 256)},
	{"PUT /routing-profiles/i", fmt.Sprintf(createProfile, `,"AgentAvailabilityTimer":"§"`), "AgentAvailabilityTimer",
		names("TIME_SINCE_LAST_ACTIVITY", "TIME_SINCE_LAST_INBOUND")},
	{"PUT /routing-profiles/i", `{"Name":"n","Description":"d","DefaultOutboundQueueId":"q","MediaConcurrencies":[{"Channel":"§"}]}`,
		"MediaConcurrencies[0].Channel", channel},

	{"GET /routing-profiles/§/p", "", "InstanceId", chars(1, 100)},
	{"GET /routing-profiles/i/§", "", "RoutingProfileId", required},

	{"POST /search-routing-profiles", `{"InstanceId":"§"}`, "InstanceId", chars(1, 100)},
	{"POST /search-routing-profiles", `{"InstanceId":"i","NextToken":"§"}`, "NextToken", chars(1, 2500)},
	{"POST /search-routing-profiles", `{"InstanceId":"i","MaxResults":§}`, "MaxResults", integers(1, 500)},
	{"POST /search-routing-profiles", `{"InstanceId":"i","SearchCriteria":{"StringCondition":{"ComparisonType":"§"}}}`,
		"SearchCriteria.StringCondition.ComparisonType", names("STARTS_WITH", "CONTAINS", "EXACT")},
	{"POST /search-routing-profiles", `{"InstanceId":"i","SearchCriteria":{"AndConditions":[{"StringCondition":{"ComparisonType":"§"}}]}}`,
		"SearchCriteria.AndConditions[0].StringCondition.ComparisonType", names("EXACT")},
	{"POST /search-routing-profiles", `{"InstanceId":"i","SearchCriteria":{"OrConditions":[{"StringCondition":{"ComparisonType":"§"}}]}}`,
		"SearchCriteria.OrConditions[0].StringCondition.ComparisonType", names("EXACT")},

	{"POST /routing-profiles/§/p/concurrency", fmt.Sprintf(concurrency, `"Channel":"VOICE"`), "InstanceId", chars(1, 100)},
	{"POST /routing-profiles/i/§/concurrency", fmt.Sprintf(concurrency, `"Channel":"VOICE"`), "RoutingProfileId", required},
	{"POST /routing-profiles/i/p/concurrency", `{§}`, "MediaConcurrencies", oneAtLeast(`"MediaConcurrencies":[%s]`)},
	{"POST /routing-profiles/i/p/concurrency", fmt.Sprintf(concurrency, `"Channel":"§"`), "MediaConcurrencies[0].Channel", channel},
	{"POST /routing-profiles/i/p/concurrency", fmt.Sprintf(concurrency, `"Channel":"CHAT","Concurrency":§`), "MediaConcurrencies[0].Concurrency", integers(1, 10)},
	{"POST /routing-profiles/i/p/concurrency", fmt.Sprintf(concurrency, `"Channel":"CHAT","CrossChannelBehavior":{"BehaviorType":"§"}`),
		"MediaConcurrencies[0].CrossChannelBehavior.BehaviorType", names("ROUTE_CURRENT_CHANNEL_ONLY", "ROUTE_ANY_CHANNEL")},
	{"POST /routing-profiles/i/p/concurrency", fmt.Sprintf(concurrency, `"Channel":"TASK","WorkloadTypeConcurrencies":[{"WorkloadType":"§","Concurrency":1}]`),
		"MediaConcurrencies[0].WorkloadTypeConcurrencies[0].WorkloadType", required},
	{"POST /routing-profiles/i/p/concurrency", fmt.Sprintf(concurrency, `"Channel":"TASK","WorkloadTypeConcurrencies":[{"WorkloadType":"w","Concurrency":§}]`),
		"MediaConcurrencies[0].WorkloadTypeConcurrencies[0].Concurrency", integers(1, 10)},
	{"POST /routing-profiles/i/p/concurrency", fmt.Sprintf(concurrency, `"Channel":"TASK","WorkloadTypeConcurrencies":[{"WorkloadType":"w"§}]`),
		"MediaConcurrencies[0].WorkloadTypeConcurrencies[0].Concurrency", given(`,"Concurrency":1`)},
	{"POST /routing-profiles/i/p/concurrency", fmt.Sprintf(concurrency, `"Channel":"TASK","WorkloadTypeConcurrencies":[{"WorkloadType":"w","Concurrency":1,`+
		`"CrossChannelWorkloadBehavior":{"ChannelWorkloadBehaviorType":"§"}}]`),
		"MediaConcurrencies[0].WorkloadTypeConcurrencies[0].CrossChannelWorkloadBehavior.ChannelWorkloadBehaviorType",
		names("ROUTE_ANY_CHANNEL_ANY_WORKLOAD_TYPE", "ROUTE_CURRENT_CHANNEL_ANY_WORKLOADTYPE_ONLY", "ROUTE_CURRENT_CHANNEL_CURRENT_WORKLOADTYPE_ONLY")},

	{"GET /contacts/§/c", "", "InstanceId", chars(1, 100)},
	{"GET /contacts/i/§", "", "ContactId", chars(1, 256)},

	{"POST /contacts/§/c/routing-data", `{}`, "InstanceId", chars(1, 100)},
	{"POST /contacts/i/§/routing-data", `{}`, "ContactId", chars(1, 256)},
	{"POST /contacts/i/c/routing-data", `{"QueuePriority":§}`, "QueuePriority",
		values{good: []string{"1", "9223372036854775807"}, bad: []string{"0", "-1"}}},
	{"POST /contacts/i/c/routing-data", fmt.Sprintf(condition, `"Name":"§"`), "AttributeCondition.Name", chars(1, 100)},
	{"POST /contacts/i/c/routing-data", fmt.Sprintf(condition, `"Value":"§"`), "AttributeCondition.Value", chars(1, 128)},
	{"POST /contacts/i/c/routing-data", fmt.Sprintf(condition, `"ComparisonOperator":"§"`), "AttributeCondition.ComparisonOperator", chars(1, 127)},
	{"POST /contacts/i/c/routing-data", fmt.Sprintf(condition, `"ProficiencyLevel":§`), "AttributeCondition.ProficiencyLevel", level},
	{"POST /contacts/i/c/routing-data", fmt.Sprintf(condition, `"Range":{"MinProficiencyLevel":§}`), "AttributeCondition.Range.MinProficiencyLevel", level},
	{"POST /contacts/i/c/routing-data", fmt.Sprintf(condition, `"Range":{"MaxProficiencyLevel":§}`), "AttributeCondition.Range.MaxProficiencyLevel", level},
	{"POST /contacts/i/c/routing-data", fmt.Sprintf(condition, `"MatchCriteria":{"AgentsCriteria":{"AgentIds":["§"]}}`),
		"AttributeCondition.MatchCriteria.AgentsCriteria.AgentIds[0]", chars(0, 256)},
	{"POST /contacts/i/c/routing-data", `{"RoutingCriteria":{"Steps":[{"Expression":{"NotAttributeCondition":{"ProficiencyLevel":§}}}]}}`,
		"RoutingCriteria.Steps[0].Expression.NotAttributeCondition.ProficiencyLevel", level},
	{"POST /contacts/i/c/routing-data", `{"RoutingCriteria":{"Steps":[{"Expression":{"AndExpression":[{"AttributeCondition":{"ProficiencyLevel":§}}]}}]}}`,
		"RoutingCriteria.Steps[0].Expression.AndExpression[0].AttributeCondition.ProficiencyLevel", level},
	{"POST /contacts/i/c/routing-data", `{"RoutingCriteria":{"Steps":[{"Expression":{"OrExpression":[{"AttributeCondition":{"ProficiencyLevel":§}}]}}]}}`,
		"RoutingCriteria.Steps[0].Expression.OrExpression[0].AttributeCondition.ProficiencyLevel", level},
}

// Each bound is tried from both sides: the outermost values that are allowed,
// and those just beyond.
func TestBounds(t *testing.T) {
	for _, b := range bounds {
		send := func(value string) (status int, answered string) {
			method, path, _ := strings.Cut(b.operation, " ")
			w := answer(t, method, strings.ReplaceAll(path, "§", url.PathEscape(value)), strings.ReplaceAll(b.body, "§", value))
			return w.Code, w.Body.String()
		}
		for _, value := range b.values.good {
			if status, answered := send(value); status != http.StatusOK {
				t.Errorf("%s %s: %.40q is refused: %s", b.operation, b.member, value, answered)
			}
		}
		for _, value := range b.values.bad {
			status, answered := send(value)
			if status != http.StatusBadRequest || !strings.Contains(answered, b.member) {
				t.Errorf("%s %s: %.40q is answered with %d %s", b.operation, b.member, value, status, answered)
			}
		}
	}
}
