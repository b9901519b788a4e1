package demo

import (
	"strconv"

	"github.com/go-json-experiment/json"
)

// action is one step of a flow before it is linked to the next.
type action struct {
	identifier, kind string
	parameters       object
	errors           []string // that end the flow; others go on
}

// actions are what the flow does in order, with Amazon's names.
func (f *flow) actions(queueID string) []action {
	var list []action
	if f.steps != nil {
		list = append(list, action{
			"Ask for skills", "UpdateContactRoutingCriteria",
			object{"RoutingCriteria": object{"Steps": routingSteps(f.steps)}}, nil,
		})
	}
	if f.priority != 0 {
		list = append(list, action{
			"Go to the front", "UpdateContactRoutingBehavior",
			object{"QueuePriority": strconv.Itoa(f.priority)}, nil,
		})
	}
	return append(list,
		action{"Choose the queue", "UpdateContactTargetQueue", object{"QueueId": queueID}, []string{"NoMatchingError"}},
		action{"Enter the queue", "TransferContactToQueue", object{}, []string{"QueueAtCapacity", "NoMatchingError"}},
		action{"Hang up", "DisconnectParticipant", object{}, nil},
	)
}

// content returns the flow in Amazon's flow language, version 2019-10-30.
func (f *flow) content(queueID string) (string, error) {
	actions := f.actions(queueID)
	last := len(actions) - 1
	var list []object
	for i, a := range actions {
		transitions := object{}
		if i < last {
			transitions["NextAction"] = actions[i+1].identifier
		}
		if a.errors != nil {
			var errors []object
			for _, e := range a.errors {
				errors = append(errors, object{"ErrorType": e, "NextAction": actions[last].identifier})
			}
			transitions["Errors"] = errors
		}
		list = append(list, object{
			"Identifier": a.identifier, "Type": a.kind, "Parameters": a.parameters, "Transitions": transitions,
		})
	}
	text, err := json.Marshal(object{
		"Version": "2019-10-30", "StartAction": actions[0].identifier, "Actions": list,
	}, json.Deterministic(true))
	return string(text), err
}

// routingSteps returns the steps of routing criteria. A step with one skill asks
// for it, one with several asks for all.
func routingSteps(steps []step) []object {
	var list []object
	for _, s := range steps {
		var conditions []object
		for _, k := range s.skills {
			conditions = append(conditions, object{"AttributeCondition": object{
				"Name": k.attribute, "Value": k.value,
				"ComparisonOperator": "NumberGreaterOrEqualTo", "ProficiencyLevel": k.level,
			}})
		}
		expression := conditions[0]
		if len(conditions) > 1 {
			expression = object{"AndExpression": conditions}
		}
		list = append(list, object{
			"Expression": expression, "Expiry": object{"DurationInSeconds": s.seconds},
		})
	}
	return list
}
