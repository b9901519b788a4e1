package shape_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// routingProfile is a body of CreateRoutingProfile with every member.
const routingProfile = `{
	"Name": "Großkunden", "Description": "d", "DefaultOutboundQueueId": "out",
	"AgentAvailabilityTimer": "TIME_SINCE_LAST_INBOUND",
	"MediaConcurrencies": [
		{"Channel": "VOICE", "Concurrency": 1},
		{"Channel": "CHAT", "WorkloadTypeConcurrencies": [
			{"WorkloadType": "billing", "Concurrency": 3, "CrossChannelWorkloadBehavior":
				{"ChannelWorkloadBehaviorType": "ROUTE_ANY_CHANNEL_ANY_WORKLOAD_TYPE"}}]},
		{"Channel": "TASK", "Concurrency": 10, "CrossChannelBehavior":
			{"BehaviorType": "ROUTE_CURRENT_CHANNEL_ONLY"}}],
	"QueueConfigs": [
		{"QueueReference": {"QueueId": "a", "Channel": "VOICE"}, "Priority": 1, "Delay": 0},
		{"QueueReference": {"QueueId": "b", "Channel": "CHAT"}, "Priority": 99, "Delay": 9999}],
	"ManualAssignmentQueueConfigs": [{"QueueReference": {"QueueId": "c", "Channel": "TASK"}}],
	"Tags": {"team": "sales", "Stufe 1": ""}}`

// routingData is a body of UpdateContactRoutingData with a nested expression.
const routingData = `{"QueuePriority": 9223372036854775807, "RoutingCriteria": {"Steps": [
	{"Expiry": {"DurationInSeconds": 0}, "Expression": {"AndExpression": [
		{"AttributeCondition": {"Name": "language", "Value": "de", "ProficiencyLevel": 4.5,
			"ComparisonOperator": "NumberGreaterOrEqualTo"}},
		{"OrExpression": [
			{"NotAttributeCondition": {"Name": "team", "Value": "x",
				"Range": {"MinProficiencyLevel": 1, "MaxProficiencyLevel": 5}}},
			{"AttributeCondition": {"MatchCriteria": {"AgentsCriteria": {"AgentIds": ["u1", "u2"]}}}}]}]}},
	{"Expression": {}}]}}`

// answer sends a raw request to a Mux on which every operation of these tests is
// handled by doing nothing.
func answer(t *testing.T, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	mux := restjson.NewMux(restjson.Config{Log: slog.New(slog.DiscardHandler)})
	mux.Declare(shape.Routes...)
	nothing[shape.CreateRoutingProfileInput, shape.CreateRoutingProfileOutput](mux, shape.CreateRoutingProfile)
	nothing[shape.DescribeRoutingProfileInput, shape.DescribeRoutingProfileOutput](mux, shape.DescribeRoutingProfile)
	nothing[shape.DescribeContactInput, shape.DescribeContactOutput](mux, shape.DescribeContact)
	nothing[shape.UpdateContactRoutingDataInput, shape.UpdateContactRoutingDataOutput](mux, shape.UpdateContactRoutingData)
	nothing[shape.UpdateRoutingProfileConcurrencyInput, restjson.None](mux, shape.UpdateRoutingProfileConcurrency)
	nothing[shape.CreateUserInput, shape.CreateUserOutput](mux, shape.CreateUser)
	nothing[shape.CreatePredefinedAttributeInput, restjson.None](mux, shape.CreatePredefinedAttribute)
	nothing[shape.CreateInstanceInput, shape.CreateInstanceOutput](mux, shape.CreateInstance)
	nothing[shape.StartTaskContactInput, shape.StartTaskContactOutput](mux, shape.StartTaskContact)
	nothing[shape.ListQueuesInput, shape.ListQueuesOutput](mux, shape.ListQueues)
	nothing[shape.SearchRoutingProfilesInput, shape.SearchRoutingProfilesOutput](mux, shape.SearchRoutingProfiles)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w
}

func nothing[In, Out any](mux *restjson.Mux, op restjson.Operation) {
	restjson.Handle(mux, op, func(context.Context, *In) (*Out, error) { return nil, nil })
}

func TestConstraintsAccept(t *testing.T) {
	for _, test := range []struct{ method, path, body string }{
		{"PUT", "/routing-profiles/i", routingProfile},
		{"POST", "/contacts/i/c/routing-data", routingData},
		{"POST", "/contacts/i/c/routing-data", ""},
		{"PUT", "/predefined-attributes/i", `{"Name":"language","Values":{"StringList":[]}}`},
		{"PUT", "/contact/task", `{"InstanceId":"i","Name":"","Attributes":{"a-b_1":""}}`},
		{"PUT", "/instance", `{"IdentityManagementType":"CONNECT_MANAGED","InstanceAlias":"a-b1",` +
			`"InboundCallsEnabled":false,"OutboundCallsEnabled":true}`},
		{"GET", "/queues-summary/i?queueTypes=STANDARD&queueTypes=AGENT&maxResults=1000", ""},
	} {
		if w := answer(t, test.method, test.path, test.body); w.Code != 200 {
			t.Errorf("%s %s: got %d %s", test.method, test.path, w.Code, w.Body)
		}
	}
}

func TestConstraintsRefuse(t *testing.T) {
	const create = "/routing-profiles/i"
	for _, test := range []struct{ method, path, body, want string }{
		{"PUT", create, ``, "4 validation errors: Name is required; Description is required; " +
			"DefaultOutboundQueueId is required; MediaConcurrencies is required"},
		{"PUT", create, replace(routingProfile, `"Concurrency": 10`, `"Concurrency": 11`),
			"1 validation error: MediaConcurrencies[2].Concurrency must be between 1 and 10, is 11"},
		{"PUT", create, replace(routingProfile, `"Concurrency": 3, `, ``),
			"1 validation error: MediaConcurrencies[1].WorkloadTypeConcurrencies[0].Concurrency is required"},
		{"PUT", create, replace(routingProfile, `, "Delay": 0`, ``),
			"1 validation error: QueueConfigs[0].Delay is required"},
		{"PUT", create, replace(routingProfile, `"Priority": 99`, `"Priority": 0`),
			"1 validation error: QueueConfigs[1].Priority must be between 1 and 99, is 0"},
		{"PUT", create, replace(routingProfile, `{"QueueId": "c", "Channel": "TASK"}`, `null`),
			"1 validation error: ManualAssignmentQueueConfigs[0].QueueReference is required"},
		{"PUT", create, replace(routingProfile, `"VOICE"}`, `"FAX"}`),
			"1 validation error: QueueConfigs[0].QueueReference.Channel must be one of " +
				`VOICE, CHAT, TASK, EMAIL, is "FAX"`},
		{"PUT", create, replace(routingProfile, `"TIME_SINCE_LAST_INBOUND"`, `""`),
			"1 validation error: AgentAvailabilityTimer must be one of " +
				`TIME_SINCE_LAST_ACTIVITY, TIME_SINCE_LAST_INBOUND, is ""`},
		{"PUT", create, replace(routingProfile, "Großkunden", strings.Repeat("ß", 128)),
			"1 validation error: Name must have at most 127 characters, has 128"},
		{"PUT", create, replace(routingProfile, `"team"`, `"aws:team"`),
			`1 validation error: Tags key "aws:team" must match ^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$ ` +
				"and not begin with aws:"},
		{"POST", "/contacts/i/c/routing-data", replace(routingData, `4.5`, `5.5`),
			"1 validation error: RoutingCriteria.Steps[0].Expression.AndExpression[0]." +
				"AttributeCondition.ProficiencyLevel must be between 1 and 5, is 5.5"},
		{"POST", "/contacts/i/c/routing-data", `{"QueuePriority":0}`,
			"1 validation error: QueuePriority must be at least 1, is 0"},
		{"PUT", "/predefined-attributes/i", `{"Name":"language","Values":{}}`,
			"1 validation error: Values must have exactly one of StringList, has 0"},
		{"PUT", "/predefined-attributes/i", `{"Name":"language","Values":{"StringList":["a",""]}}`,
			"1 validation error: Values.StringList[1] must have at least 1 character, has 0"},
		{"PUT", "/contact/task", `{"InstanceId":"i","Attributes":{"a b":"` + strings.Repeat("é", 16384) + `"}}`,
			"3 validation errors: Attributes must have at most 32768 bytes, has 32771; " +
				`Attributes key "a b" must match ^[A-Za-z0-9_-]+$; Name is required`},
		{"PUT", "/instance", `{"IdentityManagementType":"SAML","InstanceAlias":"d-1"}`,
			`3 validation errors: InstanceAlias must match ^([\da-zA-Z]+)([-]*[\da-zA-Z])*$ and not begin with d-; ` +
				"InboundCallsEnabled is required; OutboundCallsEnabled is required"},
		{"GET", "/queues-summary/i?queueTypes=STANDARD&queueTypes=X&maxResults=0", "",
			`2 validation errors: QueueTypes[1] must be one of STANDARD, AGENT, is "X"; ` +
				"MaxResults must be between 1 and 1000, is 0"},
		{"POST", "/routing-profiles/i//concurrency", `{"MediaConcurrencies":[{}]}`,
			"2 validation errors: RoutingProfileId is required; MediaConcurrencies[0].Channel is required"},
		{"POST", "/search-routing-profiles", `{"InstanceId":"i","SearchCriteria":{"OrConditions":[{` +
			`"StringCondition":{"ComparisonType":"LIKE"}}]}}`,
			"1 validation error: SearchCriteria.OrConditions[0].StringCondition.ComparisonType " +
				`must be one of STARTS_WITH, CONTAINS, EXACT, is "LIKE"`},
	} {
		w := answer(t, test.method, test.path, test.body)
		var body struct{ Message string }
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
			t.Fatalf("%s: %v", w.Body, err)
		}
		if w.Code != 400 || body.Message != test.want {
			t.Errorf("%s %s:\n got %d %s\nwant %s", test.method, test.path, w.Code, body.Message, test.want)
		}
	}
}

// replace changes the first occurrence, which must exist.
func replace(s, old, new string) string {
	if !strings.Contains(s, old) {
		panic("the body has no " + old)
	}
	return strings.Replace(s, old, new, 1)
}

// An operation without InvalidParameterException says InvalidRequestException.
func TestConstraintsChooseModelledCode(t *testing.T) {
	for path, want := range map[string]string{
		"/instance":           "InvalidRequestException",
		"/routing-profiles/i": "InvalidParameterException",
	} {
		if got := answer(t, "PUT", path, "").Header().Get("x-amzn-ErrorType"); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

// Passwords must not appear in answers, which are logged on both sides.
func TestPasswordIsNotRepeated(t *testing.T) {
	w := answer(t, "PUT", "/users/i", `{"Username":"u","RoutingProfileId":"r",`+
		`"SecurityProfileIds":["s"],"Password":"hunter2"}`)
	if body := w.Body.String(); !strings.Contains(body, "Password must match") ||
		strings.Contains(body, "hunter2") {
		t.Error(body)
	}
}

func TestEveryRouteAnswersByName(t *testing.T) {
	if len(shape.Routes) != 397 {
		t.Errorf("%d operations, want 397", len(shape.Routes))
	}
	mux := restjson.NewMux(restjson.Config{Log: slog.New(slog.DiscardHandler)})
	mux.Declare(shape.Routes...)
	for _, op := range shape.Routes {
		path := strings.NewReplacer("{", "", "}", "%2F").Replace(op.URI)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(op.Method, path, nil))
		if want := "the operation " + op.Name + " is not supported"; w.Code != http.StatusNotImplemented ||
			!bytes.Contains(w.Body.Bytes(), []byte(want)) {
			t.Errorf("%s %s: got %d %s", op.Method, path, w.Code, w.Body)
		}
	}
}

func TestOutputsOmitWhatIsAbsent(t *testing.T) {
	for _, test := range []struct {
		value any
		want  string
	}{
		{&shape.DescribeQueueOutput{}, `{}`},
		{&shape.RoutingProfile{IsDefault: new(false), AssociatedQueueIds: []string{}},
			`{"IsDefault":false,"AssociatedQueueIds":[]}`},
		{&shape.RoutingProfileQueueConfigSummary{QueueId: "q"},
			`{"QueueId":"q","QueueArn":"","QueueName":"","Priority":0,"Delay":0,"Channel":""}`},
		{&shape.AgentInfo{ActiveRegion: new("eu-central-1"), ConnectedToAgentTimestamp: new(restjson.Epoch(1500))},
			`{"ConnectedToAgentTimestamp":1.5,"ActiveRegion":"eu-central-1"}`},
		{&shape.PredefinedAttributeValues{StringList: []string{}}, `{"StringList":[]}`},
	} {
		got, err := json.Marshal(test.value)
		if err != nil || string(got) != test.want {
			t.Errorf("got %s, %v, want %s", got, err, test.want)
		}
	}
}
