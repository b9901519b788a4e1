package access

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Policy says what a key may do: the actions it lists, on the instances it
// lists. A * in an entry stands for any text, also for none. What is not listed
// is not allowed.
type Policy struct {
	Actions   []string // such as connect:CreateQueue, connect:Describe*, *
	Instances []string // ARNs, such as arn:aws:connect:us-east-1:000000000000:instance/*, or *
}

// Everything allows everything.
var Everything = Policy{Actions: []string{"*"}, Instances: []string{"*"}}

var (
	actionPattern   = regexp.MustCompile(`^(\*|(connect|gateway|admin):[A-Za-z0-9*]+)$`)
	instancePattern = regexp.MustCompile(`^(\*|arn:[a-z*-]+:connect:[a-z0-9*-]+:[0-9*]+:instance/[A-Za-z0-9*-]+)$`)
)

func (p *Policy) validate() error {
	if len(p.Actions) == 0 || len(p.Instances) == 0 {
		return errors.New("a policy needs at least one action and one instance; * stands for all")
	}
	for _, a := range p.Actions {
		if !actionPattern.MatchString(a) {
			return fmt.Errorf("the action must be * or look like connect:CreateQueue, connect:Describe* or gateway:*, is %q", a)
		}
	}
	for _, i := range p.Instances {
		if !instancePattern.MatchString(i) {
			return fmt.Errorf("the instance must be * or an ARN that looks like arn:aws:connect:us-east-1:000000000000:instance/*, is %q", i)
		}
	}
	return nil
}

// Allows reports whether the policy allows an action on an instance. An action
// that concerns no single instance, such as connect:ListInstances, has the ARN
// "*" and needs a policy for all instances.
func (p *Policy) Allows(action, instance string) bool {
	return slices.ContainsFunc(p.Actions, func(pattern string) bool { return matches(pattern, action) }) &&
		slices.ContainsFunc(p.Instances, func(pattern string) bool { return matches(pattern, instance) })
}

// Idle returns the entries of Actions that fit none of the actions that there are,
// as a misspelt one does.
func (p *Policy) Idle(actions []string) []string {
	var idle []string
	for _, pattern := range p.Actions {
		if !slices.ContainsFunc(actions, func(action string) bool { return matches(pattern, action) }) {
			idle = append(idle, pattern)
		}
	}
	return idle
}

// matches reports whether a text fits a pattern, in which * stands for any text.
func matches(pattern, text string) bool {
	first, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == text
	}
	text, ok := strings.CutPrefix(text, first)
	if !ok {
		return false
	}
	for {
		part, next, more := strings.Cut(rest, "*")
		if !more {
			return strings.HasSuffix(text, part)
		}
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text, rest = text[i+len(part):], next
	}
}
