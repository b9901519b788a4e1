package flow_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/flow"
)

// content writes a flow that starts with the action "a".
func content(actions ...string) string {
	return `{"Version":"2019-10-30","StartAction":"a","Metadata":{"x":1},"Actions":[` +
		strings.Join(actions, ",") + `]}`
}

// act writes an action; transitions are JSON without the braces.
func act(id, typ, parameters, transitions string) string {
	return fmt.Sprintf(`{"Identifier":%q,"Type":%q,"Parameters":{%s},"Transitions":{%s}}`,
		id, typ, parameters, transitions)
}

// hangUp is an action "end" that ends the contact.
var hangUp = act("end", "DisconnectParticipant", "", "")

// toEnd is the transition to the action "end".
const toEnd = `"NextAction":"end"`

// one writes a flow of one action "a" before "end".
func one(typ, parameters string) string { return content(act("a", typ, parameters, toEnd), hangUp) }

// criteria writes a flow whose action "a" sets criteria of the given steps.
func criteria(steps string) string {
	return one("UpdateRoutingCriteria", `"RoutingCriteria":{"Steps":[`+steps+`]}`)
}

func TestParseProblems(t *testing.T) {
	tests := []struct {
		name    string
		content string
		want    []string
	}{
		{"not JSON", `{"Version":`, []string{
			`the content is not JSON: unexpected EOF after byte 11`}},
		{"not an object", `[]`, []string{`the content must not be of type array`}},
		{"wrong type", `{"Version":"2019-10-30","Actions":[{"Identifier":7}]}`, []string{
			`Actions[0].Identifier must not be of type number`}},
		{"unknown member", content(`{"Identifier":"a","Next":"b"}`), []string{
			`Actions[0].Next is not known`}},
		{"member twice", `{"Version":"2019-10-30","Version":"2019-10-30"}`, []string{
			`the content is not JSON: duplicate object member name after byte 24`}},
		{"empty object", `{}`, []string{
			`Version must be "2019-10-30", is ""`, `StartAction is required`}},
		{"old version", `{"Version":"2018-01-01","StartAction":"end","Actions":[` + hangUp + `]}`, []string{
			`Version must be "2019-10-30", is "2018-01-01"`}},
		{"no start", content(hangUp), []string{
			`StartAction names an action that does not exist: "a"`}},
		{"no identifier", content(act("", "DisconnectParticipant", "", ""), act("a", "DisconnectParticipant", "", "")), []string{
			`Actions[0].Identifier is required`}},
		{"same identifier", content(act("a", "DisconnectParticipant", "", ""), act("a", "DisconnectParticipant", "", "")), []string{
			`Actions[1].Identifier is not unique: "a"`}},
		{"banned character", content(act("a", "DisconnectParticipant", "", ""), act("b/c", "DisconnectParticipant", "", "")), []string{
			`Actions[1].Identifier has a character or is a word that is not allowed: "b/c"`}},
		{"banned word", content(act("a", "DisconnectParticipant", "", ""), act("constructor", "DisconnectParticipant", "", "")), []string{
			`Actions[1].Identifier has a character or is a word that is not allowed: "constructor"`}},
		{"unknown type", one("PlayPrompt", `"Text":"Hello"`), []string{
			`action "a": the type "PlayPrompt" is not supported`}},
		{"unknown targets", content(act("a", "TransferContactToQueue", "",
			`"NextAction":"x","Errors":[{"ErrorType":"QueueAtCapacity","NextAction":"y"}]`)), []string{
			`action "a": Transitions.NextAction names an action that does not exist: "x"`,
			`action "a": Transitions.Errors[0].NextAction names an action that does not exist: "y"`}},
		{"unknown error type", content(act("a", "TransferContactToQueue", "",
			`"Errors":[{"ErrorType":"Busy","NextAction":"end"}]`), hangUp), []string{
			`action "a": Transitions.Errors[0].ErrorType of TransferContactToQueue must be one of QueueAtCapacity, NoMatchingError, is "Busy"`}},
		{"condition", content(act("a", "TransferContactToQueue", "",
			`"Conditions":[{"NextAction":"x","Condition":{"Operator":"Like","Operands":["y"]}}]`), hangUp), []string{
			`action "a": Transitions.Conditions[0].NextAction names an action that does not exist: "x"`,
			`action "a": Transitions.Conditions[0].Condition.Operator must be one of Equals, TextStartsWith, TextEndsWith, TextContains, NumberGreaterThan, NumberGreaterOrEqualTo, NumberLessThan, NumberLessOrEqualTo, is "Like"`,
			`action "a": Transitions.Conditions must be empty, for TransferContactToQueue has no result to compare`}},
		{"terminal with transitions", content(act("a", "DisconnectParticipant", "", toEnd), hangUp), []string{
			`action "a": Transitions must be empty, for DisconnectParticipant ends the flow`}},
		{"no next action", content(act("a", "UpdateContactRoutingBehavior", `"QueuePriority":1`, "")), []string{
			`action "a": Transitions.NextAction is required`}},
		{"parameter of another action", one("TransferContactToQueue", `"QueueId":"q"`), []string{
			`action "a": Parameters.QueueId is not a parameter of TransferContactToQueue`}},
		{"parameters of other actions", content(
			act("a", "UpdateContactRoutingBehavior", `"QueuePriority":1,"Text":"x"`, `"NextAction":"b"`),
			act("b", "UpdateRoutingCriteria", `"RoutingCriteria":{"Steps":[]},"Text":"x"`, `"NextAction":"c"`),
			act("c", "DisconnectParticipant", `"Text":"x"`, "")), []string{
			`action "a": Parameters.Text is not a parameter of UpdateContactRoutingBehavior`,
			`action "b": Parameters.Text is not a parameter of UpdateRoutingCriteria`,
			`action "c": Parameters.Text is not a parameter of DisconnectParticipant`}},
		{"no queue", one("UpdateContactTargetQueue", `"Queue":"q"`), []string{
			`action "a": Parameters.Queue is not a parameter of UpdateContactTargetQueue`,
			`action "a": Parameters.QueueId or AgentId is required`}},
		{"queue and agent", one("UpdateContactTargetQueue", `"QueueId":"q","AgentId":"u"`), []string{
			`action "a": Parameters.QueueId and AgentId must not be given together`}},
		{"queue of wrong type", one("UpdateContactTargetQueue", `"QueueId":5`), []string{
			`action "a": Parameters.QueueId must be a string that is not empty`}},
		{"ARN of an agent as queue", one("UpdateContactTargetQueue", `"QueueId":"arn:aws:connect:eu-west-1:111122223333:instance/i/agent/u"`), []string{
			`action "a": Parameters.QueueId must be the identifier or ARN of a resource of type queue of the instance, is "arn:aws:connect:eu-west-1:111122223333:instance/i/agent/u"`}},
		{"ARN of a queue of another instance", one("UpdateContactTargetQueue", `"QueueId":"arn:aws:connect:eu-west-1:111122223333:instance/j/queue/q"`), []string{
			`action "a": Parameters.QueueId must be the identifier or ARN of a resource of type queue of the instance, is "arn:aws:connect:eu-west-1:111122223333:instance/j/queue/q"`}},
		{"ARN of something else", one("UpdateContactTargetQueue", `"QueueId":"arn:aws:s3:::bucket/queue/q"`), []string{
			`action "a": Parameters.QueueId must be the identifier or ARN of a resource of type queue of the instance, is "arn:aws:s3:::bucket/queue/q"`}},
		{"bad path", one("UpdateContactTargetQueue", `"QueueId":"$.Attributes.*"`), []string{
			`action "a": Parameters.QueueId must be a JSONPath to one value, is "$.Attributes.*"`}},
		{"priority and age", one("UpdateContactRoutingBehavior", `"QueuePriority":1,"QueueTimeAdjustmentSeconds":2`), []string{
			`action "a": Parameters.QueuePriority and QueueTimeAdjustmentSeconds must not be given together`}},
		{"priority zero", one("UpdateContactRoutingBehavior", `"QueuePriority":"0"`), []string{
			`action "a": Parameters.QueuePriority must be a whole number from 1 to 9223372036854775807, is "0"`}},
		{"age not whole", one("UpdateContactRoutingBehavior", `"QueueTimeAdjustmentSeconds":1.5`), []string{
			`action "a": Parameters.QueueTimeAdjustmentSeconds must be a whole number from -2147483648 to 2147483647, is 1.5`}},
		{"dynamic priority", one("UpdateContactRoutingBehavior", `"QueuePriority":"$.Attributes.p"`), []string{
			`action "a": Parameters.QueuePriority must be a whole number from 1 to 9223372036854775807, is "$.Attributes.p"`}},
		{"two actions at once", content(
			act("a", "PlayPrompt", "", `"NextAction":"b"`), act("b", "UpdateContactTargetQueue", "", "")), []string{
			`action "a": the type "PlayPrompt" is not supported`,
			`action "b": Transitions.NextAction is required`,
			`action "b": Parameters.QueueId or AgentId is required`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { wantProblems(t, test.content, test.want) })
	}
}

// TestParseCriteriaProblems leaves to the root package what its Validate finds,
// but for what shows that Validate sees the criteria as they were written.
func TestParseCriteriaProblems(t *testing.T) {
	const english = `"AttributeCondition":{"Name":"Language","Value":"English","ProficiencyLevel":3,"ComparisonOperator":"NumberGreaterOrEqualTo"}`
	tests := []struct {
		name    string
		content string
		want    string
	}{
		{"none", one("UpdateRoutingCriteria", ""),
			`RoutingCriteria is required`},
		{"dynamic", one("UpdateRoutingCriteria", `"RoutingCriteria":"$.Attributes.criteria"`),
			`RoutingCriteria must not be of type string`},
		{"no steps", one("UpdateRoutingCriteria", `"RoutingCriteria":{}`),
			`RoutingCriteria needs the member Steps`},
		{"unknown member", criteria(`{"Expression":{` + english + `,"XorExpression":[]}}`),
			`RoutingCriteria.Steps[0].Expression.XorExpression is not known`},
		{"no number", criteria(`{"Expression":{` + english + `},"Expiry":{"DurationInSeconds":"soon"}}`),
			`RoutingCriteria.Steps[0].Expiry.DurationInSeconds must be a number`},
		{"duration zero", criteria(`{"Expression":{` + english + `},"Expiry":{"DurationInSeconds":0}}`),
			`RoutingCriteria.Steps[0].Expiry.DurationInSeconds must be a whole number from 1 to 2147483647`},
		{"duration not whole", criteria(`{"Expression":{` + english + `},"Expiry":{"DurationInSeconds":1.5}}`),
			`RoutingCriteria.Steps[0].Expiry.DurationInSeconds must be a whole number from 1 to 2147483647`},
		{"no expression", criteria(`{}`),
			`RoutingCriteria.Steps[0].Expression must have exactly one of AttributeCondition, AndExpression, OrExpression and NotAttributeCondition, has 0`},
		{"empty conjunction", criteria(`{"Expression":{"AndExpression":[]}}`),
			`RoutingCriteria.Steps[0].Expression.AndExpression must not be empty`},
		{"deep", criteria(`{"Expression":` + strings.Repeat(`{"AndExpression":[`, 5) + `{` + english + `}` + strings.Repeat(`]}`, 5) + `}`),
			`RoutingCriteria.Steps[0].Expression` + strings.Repeat(`.AndExpression[0]`, 5) + ` is more than 5 levels deep`},
		{"dynamic value", criteria(`{"Expression":{"AttributeCondition":{"Name":"Language","Value":"$.Attributes.language","ProficiencyLevel":3,"ComparisonOperator":"NumberGreaterOrEqualTo"}}}`),
			`RoutingCriteria.Steps[0].Expression.AttributeCondition.Name and Value must not be JSONPaths: "Language", "$.Attributes.language"`},
		{"dynamic agent in a branch", criteria(`{"Expression":{"OrExpression":[{` + english + `},{"AttributeCondition":{"ComparisonOperator":"Match","MatchCriteria":{"AgentsCriteria":{"AgentIds":["$.Attributes.agent"]}}}}]}}`),
			`RoutingCriteria.Steps[0].Expression.OrExpression[1].AttributeCondition.MatchCriteria.AgentsCriteria.AgentIds[0] must be the identifier or ARN of an agent of the instance: "$.Attributes.agent"`},
		{"ARN of a queue as agent", criteria(`{"Expression":{"NotAttributeCondition":{"ComparisonOperator":"Match","MatchCriteria":{"AgentsCriteria":{"AgentIds":["arn:aws:connect:eu-west-1:111122223333:instance/i/queue/q"]}}}}}`),
			`RoutingCriteria.Steps[0].Expression.NotAttributeCondition.MatchCriteria.AgentsCriteria.AgentIds[0] must be the identifier or ARN of an agent of the instance: "arn:aws:connect:eu-west-1:111122223333:instance/i/queue/q"`},
		{"ARN of an agent of another instance", criteria(`{"Expression":{"AttributeCondition":{"ComparisonOperator":"Match","MatchCriteria":{"AgentsCriteria":{"AgentIds":["arn:aws:connect:r:1:instance/j/agent/u"]}}}}}`),
			`RoutingCriteria.Steps[0].Expression.AttributeCondition.MatchCriteria.AgentsCriteria.AgentIds[0] must be the identifier or ARN of an agent of the instance: "arn:aws:connect:r:1:instance/j/agent/u"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			wantProblems(t, test.content, []string{`action "a": Parameters.` + test.want})
		})
	}
}

func wantProblems(t *testing.T, content string, want []string) {
	t.Helper()
	f, err := flow.Parse("i", "CONTACT_FLOW", content)
	var e *strowger.Error
	if !errors.As(err, &e) || e.Code != strowger.InvalidContactFlow || f != nil {
		t.Fatalf("Parse = %v, %v; want InvalidContactFlow", f, err)
	}
	if !slices.Equal(e.Problems, want) {
		t.Errorf("problems:\n%s\nwant:\n%s", strings.Join(e.Problems, "\n"), strings.Join(want, "\n"))
	}
}

func TestParseLimits(t *testing.T) {
	actions := func(n int) string {
		list := []string{act("a", "DisconnectParticipant", "", "")}
		for len(list) < n {
			list = append(list, act(fmt.Sprint("a", len(list)), "DisconnectParticipant", "", ""))
		}
		return content(list...)
	}
	padded := func(n int) string {
		c := content(act("a", "DisconnectParticipant", "", ""))
		return c + strings.Repeat(" ", n-utf8.RuneCountInString(c))
	}
	named := func(n int) string {
		id := strings.Repeat("ü", n)
		return content(act("a", "UpdateContactRoutingBehavior", `"QueuePriority":1`, `"NextAction":"`+id+`"`),
			act(id, "DisconnectParticipant", "", ""))
	}
	tests := []struct {
		name    string
		content func(int) string
		most    int
		problem string
	}{
		{"actions", actions, 250, "there are 251 actions; at most 250 are allowed"},
		{"content", padded, 256_000, "the content has 256001 characters; at most 256000 are allowed"},
		{"identifier", named, 50, "Actions[1].Identifier must have at most 50 characters: " + fmt.Sprintf("%q", strings.Repeat("ü", 51))},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := flow.Parse("i", "CONTACT_FLOW", test.content(test.most)); err != nil {
				t.Errorf("at the limit: %v", err)
			}
			wantProblems(t, test.content(test.most+1), []string{test.problem})
		})
	}
}

// Amazon's exception carries at most 50 problems of at most 256 characters.
func TestParseProblemLimits(t *testing.T) {
	actions := make([]string, 200)
	for i := range actions {
		actions[i] = act(fmt.Sprint("a", i), strings.Repeat("ö", 300), "", "")
	}
	_, err := flow.Parse("i", "CONTACT_FLOW", content(actions...))
	var e *strowger.Error
	if !errors.As(err, &e) || len(e.Problems) != 50 {
		t.Fatalf("Parse: %v; want 50 problems", err)
	}
	for _, problem := range e.Problems {
		if n := utf8.RuneCountInString(problem); n != 256 {
			t.Errorf("%d characters, want 256: %s", n, problem)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range flow.Samples("q") {
		f.Add(s.Content)
	}
	f.Add(one("UpdateContactTargetQueue", `"AgentId":"$.Attributes['my agent']"`))
	f.Add(one("UpdateContactRoutingBehavior", `"QueueTimeAdjustmentSeconds":"-5"`))
	f.Add(one("PlayPrompt", `"Text":"Hello"`))
	f.Add(criteria(`{"Expression":{"OrExpression":[{"AndExpression":[{"NotAttributeCondition":{"Name":"n","Value":"v","ComparisonOperator":"Range","Range":{"MinProficiencyLevel":1,"MaxProficiencyLevel":"2.0"}}}]}]}}`))
	f.Add(content(act("a", "UpdateContactRoutingBehavior", `"QueuePriority":1`, `"NextAction":"a"`)))
	f.Fuzz(func(t *testing.T, content string) {
		_, err := flow.Parse("i", "CONTACT_FLOW", content)
		if err != nil {
			var e *strowger.Error
			if !errors.As(err, &e) || len(e.Problems) == 0 || len(e.Problems) > 50 {
				t.Fatalf("Parse: %#v", err)
			}
			return
		}
		// Whatever parses runs to an end and leaves no contact behind.
		h := newHouse(content)
		h.start(t)
		if c := h.contacts["c1"]; c != nil && c.State == strowger.InFlow {
			t.Errorf("the contact is still in its flow after %d commands", len(h.commands))
		}
	})
}
