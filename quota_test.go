package strowger_test

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/strowger/strowger"
)

// TestQuotas: each member has a name by which it can be set, and a default, which
// docs/access.md says.
func TestQuotas(t *testing.T) {
	q := strowger.DefaultQuotas()
	page, err := os.ReadFile("docs/access.md")
	if err != nil {
		t.Fatal(err)
	}
	members := reflect.ValueOf(&q).Elem()
	names := strings.Split(q.String(), ",")
	if len(names) != members.NumField() {
		t.Fatalf("%d quotas have names, there are %d", len(names), members.NumField())
	}
	for i, text := range names {
		name, max, _ := strings.Cut(text, "=")
		member := members.Field(i)
		if row := fmt.Sprintf("| `%s` | %s |", name, max); !strings.Contains(string(page), row) {
			t.Errorf("docs/access.md has no row %s", row)
		}
		if member.Int() <= 0 {
			t.Errorf("%s is %d by default", name, member.Int())
		}
		if err := q.Set(name, 7_000+i); err != nil || member.Int() != int64(7_000+i) {
			t.Errorf("%s: set to %d, is %d (%v)", name, 7_000+i, member.Int(), err)
		}
		if want := fmt.Sprintf("%s=%d", name, 7_000+i); !strings.Contains(q.String(), want) {
			t.Errorf("no %s in %s", want, q)
		}
	}
	for name, max := range map[string]int{"agents": 1, "": 1, "users": -1} {
		if err := q.Set(name, max); err == nil {
			t.Errorf("%q can be set to %d", name, max)
		}
	}
}
