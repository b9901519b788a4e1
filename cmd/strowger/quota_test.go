package main

import (
	"testing"

	"github.com/strowger/strowger"
)

// TestQuotaFlag: entries count from left to right, over several flags too.
func TestQuotaFlag(t *testing.T) {
	for _, c := range []struct {
		lists []string
		want  strowger.Quotas
	}{
		{[]string{"none"}, strowger.Quotas{}},
		{[]string{"none,queues=200", "users=3"}, strowger.Quotas{Queues: 200, Users: 3}},
		{[]string{"none", "queues=200,queues=none,calls=1"}, strowger.Quotas{Calls: 1}},
	} {
		quotas := strowger.DefaultQuotas()
		for _, list := range c.lists {
			if err := (quotaFlag{&quotas}).Set(list); err != nil {
				t.Errorf("%q: %v", list, err)
			}
		}
		if quotas != c.want {
			t.Errorf("%q gives %s, want %s", c.lists, quotas, c.want)
		}
	}
	for _, list := range []string{"", "none,", "queues", "queues=", "queues=-1", "queues=0", "queues=many", "=1", "dogs=1"} {
		if err := (quotaFlag{new(strowger.DefaultQuotas())}).Set(list); err == nil {
			t.Errorf("%q is accepted", list)
		}
	}
}
