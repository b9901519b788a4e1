package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/strowger/strowger/access"
)

const arn = "arn:aws:connect:us-east-1:000000000000:instance/"

func TestAllows(t *testing.T) {
	for _, c := range []struct {
		actions, instances string // separated by spaces
		action, instance   string
		want               bool
	}{
		{"*", "*", "connect:CreateQueue", arn + "a", true},
		{"*", "*", "connect:ListInstances", "*", true},
		{"connect:CreateQueue", "*", "connect:CreateQueue", arn + "a", true},
		{"connect:CreateQueue", "*", "connect:CreateQueues", arn + "a", false},
		{"connect:CreateQueue", "*", "connect:createqueue", arn + "a", false},
		{"connect:CreateQueue", "*", "gateway:CreateQueue", arn + "a", false},
		{"connect:Describe*", "*", "connect:DescribeUser", arn + "a", true},
		{"connect:Describe*", "*", "connect:Describe", arn + "a", true},
		{"connect:Describe*", "*", "connect:DeleteUser", arn + "a", false},
		{"connect:*Queue", "*", "connect:DeleteQueue", arn + "a", true},
		{"connect:*Queue", "*", "connect:QueueQueue", arn + "a", true},
		{"connect:*Queue*Contact*", "*", "connect:UpdateQueueMaxContacts", arn + "a", true},
		{"connect:*Queue*Contact*", "*", "connect:ContactQueue", arn + "a", false},
		{"connect:D*e*e", "*", "connect:De", arn + "a", false},
		{"connect:* gateway:*", "*", "gateway:ReportMedia", arn + "a", true},
		{"*", arn + "a", "connect:CreateQueue", arn + "a", true},
		{"*", arn + "a", "connect:CreateQueue", arn + "ab", false},
		{"*", arn + "a " + arn + "b", "connect:CreateQueue", arn + "b", true},
		{"*", arn + "*", "connect:CreateQueue", arn + "b", true},
		{"*", arn + "*", "connect:ListInstances", "*", false},
		{"*", arn + "a", "connect:CreateInstance", "*", false},
		{"*", "arn:*:connect:us-east-1:*:instance/a", "connect:CreateQueue", arn + "a", true},
		{"*", "arn:*:connect:eu-west-2:*:instance/a", "connect:CreateQueue", arn + "a", false},
	} {
		key, err := access.NewKey("", access.Policy{Actions: strings.Fields(c.actions), Instances: strings.Fields(c.instances)}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if got := key.Policy.Allows(c.action, c.instance); got != c.want {
			t.Errorf("%s on %s allows %s on %s: %t", c.actions, c.instances, c.action, c.instance, got)
		}
	}
	if (&access.Policy{}).Allows("connect:CreateQueue", arn+"a") {
		t.Error("no policy allows something")
	}
}

func TestPoliciesThatCannotBe(t *testing.T) {
	for _, c := range []struct{ action, instance string }{
		{"", "*"}, {"*", ""}, {"CreateQueue", "*"}, {"s3:Get*", "*"}, {"connect:", "*"}, {"connect:Create Queue", "*"},
		{"*", "a"}, {"*", "arn:aws:s3:::a"}, {"*", arn}, {"*", arn + "a/queue/b"},
	} {
		if _, err := access.NewKey("", access.Policy{Actions: []string{c.action}, Instances: []string{c.instance}}, time.Now()); err == nil {
			t.Errorf("%q on %q is accepted", c.action, c.instance)
		}
	}
	for _, name := range []string{"a b", "a/b", "ä", strings.Repeat("a", 65)} {
		if _, err := access.NewKey(name, access.Everything, time.Now()); err == nil {
			t.Errorf("the name %q is accepted", name)
		}
	}
}
