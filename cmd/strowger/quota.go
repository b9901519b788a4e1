package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/strowger/strowger"
)

// quotaFlag changes quotas by NAME=NUMBER,…; the word none in place of the number
// lifts one quota, in place of NAME=NUMBER all of them.
type quotaFlag struct{ quotas *strowger.Quotas }

var _ pflag.Value = quotaFlag{}

const noQuota = "none"

// Set implements pflag.Value. It goes from left to right, over several flags too.
func (f quotaFlag) Set(list string) error {
	for entry := range strings.SplitSeq(list, ",") {
		if entry == noQuota {
			*f.quotas = strowger.Quotas{}
			continue
		}
		name, text, _ := strings.Cut(entry, "=")
		n := 0
		if text != noQuota {
			var err error
			if n, err = strconv.Atoi(text); err != nil || n < 1 {
				return fmt.Errorf("want NAME=NUMBER with a number from 1, NAME=none or none, have %q", entry)
			}
		}
		if err := f.quotas.Set(name, n); err != nil {
			return fmt.Errorf("%w; there are %s", err, strings.Join(f.quotas.Names(), ", "))
		}
	}
	return nil
}

// String implements pflag.Value; the defaults are in the documentation.
func (f quotaFlag) String() string { return "" }

// Type implements pflag.Value.
func (f quotaFlag) Type() string { return "NAME=NUMBER" }
