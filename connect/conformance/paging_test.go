package conformance_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// listing is an operation that answers in pages, and what makes its list longer
// and shorter: operations, one after the other, that are sent what they require.
type listing struct {
	op           *operation
	grow, shrink []string
}

// changing are the operations that change a list, where they are not the Create
// and Delete of the noun that is listed.
var changing = map[string]listing{
	"ListRoutingProfileQueues": {
		grow: []string{"CreateQueue", "AssociateRoutingProfileQueues"}, shrink: []string{"DisassociateRoutingProfileQueues"}},
	"ListRoutingProfileManualAssignmentQueues": {
		grow: []string{"CreateQueue", "AssociateRoutingProfileQueues/manual"}, shrink: []string{"DisassociateRoutingProfileQueues/manual"}},
	"ListUserProficiencies": {
		grow: []string{"CreatePredefinedAttribute", "AssociateUserProficiencies"}, shrink: []string{"DisassociateUserProficiencies"}},
	"ListQueueQuickConnects": {
		grow: []string{"CreateQuickConnect", "AssociateQueueQuickConnects"}, shrink: []string{"DisassociateQueueQuickConnects"}},
	"ListAnalyticsDataAssociations": {
		grow: []string{"AssociateAnalyticsDataSet"}, shrink: []string{"DisassociateAnalyticsDataSet"}},
	"SearchContacts":                  {grow: []string{"StartTaskContact"}},
	"GetCurrentUserData":              {grow: []string{"CreateUser", "PutUserStatus"}},
	"ListInstanceAttributes":          {}, // there are as many as there are types
	"GetCurrentMetricData":            {}, // as many as were asked for
	"ListSecurityProfilePermissions":  {}, // replaced as a whole
	"ListSecurityProfileApplications": {},
	"ListSecurityProfileFlowModules":  {},
}

// listings are the paged operations that are supported.
func listings(t *testing.T) (list []listing) {
	t.Helper()
	for _, op := range supported {
		if _, paged := facts.Shapes[op.Input.Shape].Members["NextToken"]; !paged {
			continue
		}
		l, special := changing[op.Name]
		l.op = op
		if !special {
			noun := singular(strings.TrimPrefix(strings.TrimPrefix(op.Name, "List"), "Search"))
			if noun == "" {
				t.Errorf("changing needs an entry for %s", op.Name)
			}
			if handled("Create" + noun) {
				l.grow = []string{"Create" + noun}
			}
			if handled("Delete" + noun) {
				l.shrink = []string{"Delete" + noun}
			}
		}
		list = append(list, l)
	}
	return list
}

// singular is the noun of a plural that can be created.
func singular(plural string) string {
	for _, end := range []string{"s", "es"} {
		if noun, ok := strings.CutSuffix(plural, end); ok && facts.Operations["Create"+noun] != nil {
			return noun
		}
	}
	return ""
}

// manual are the members by which rows become those of manual assignment.
func manual(w *world) object {
	reference := object{"QueueId": w.id("QueueId"), "Channel": "TASK"}
	return object{
		"QueueConfigs": nil, "QueueReferences": nil,
		"ManualAssignmentQueueConfigs":    list{object{"QueueReference": reference}},
		"ManualAssignmentQueueReferences": list{reference},
	}
}

// perform sends operations, one after the other.
func (w *world) perform(names []string) {
	w.t.Helper()
	for _, name := range names {
		set := object{}
		for _, f := range founding {
			if f.operation == name && f.as == "" {
				maps.Copy(set, f.set)
			}
		}
		name, byHand := strings.CutSuffix(name, "/manual")
		if byHand {
			set = manual(w)
			maps.DeleteFunc(set, func(member string, _ any) bool {
				_, has := facts.Shapes[facts.Operations[name].Input.Shape].Members[member]
				return !has
			})
		}
		w.must(name, set)
	}
}

// page asks for a page and returns the keys of its items and the next token.
func (w *world) page(l listing, set object) (keys []string, next any) {
	w.t.Helper()
	r := maker{world: w, op: l.op}.make(set)
	answer := w.send(r)
	if answer.Status != 200 {
		w.t.Fatalf("%s %v: %s %s", l.op.Name, set, answer.Error, answer.Body)
	}
	out := object{}
	if err := json.Unmarshal([]byte(answer.Body), &out); err != nil {
		w.t.Fatal(err)
	}
	for member, u := range facts.Shapes[l.op.Output.Shape].Members {
		if items, ok := out[member].(list); ok && facts.Shapes[u.Shape].Type == "list" {
			for _, item := range items {
				keys = append(keys, itemKey(item))
			}
		}
	}
	return keys, out["NextToken"]
}

// itemKey is what tells an item from others: its identifiers and names.
func itemKey(item any) string {
	o, ok := item.(object)
	if !ok {
		return fmt.Sprint(item)
	}
	if user, ok := o["User"].(object); ok {
		o = user
	}
	var parts []string
	for _, member := range slices.Sorted(maps.Keys(o)) {
		for _, end := range []string{"Id", "Name", "Channel", "AttributeValue"} {
			if text, ok := o[member].(string); ok && strings.HasSuffix(member, end) {
				parts = append(parts, text)
			}
		}
	}
	if len(parts) == 0 { // what it is about is inside
		for _, member := range slices.Sorted(maps.Keys(o)) {
			if inner, ok := o[member].(object); ok {
				parts = append(parts, itemKey(inner))
			}
		}
	}
	return strings.Join(parts, " ")
}

// walk lists everything in pages of a size and does something between pages.
func (w *world) walk(l listing, size int, between func()) (keys []string) {
	w.t.Helper()
	set := object{"MaxResults": size}
	for {
		page, next := w.page(l, set)
		if len(page) > size || next != nil && len(page) < size {
			w.t.Errorf("a page of %d has %d items", size, len(page))
		}
		keys = append(keys, page...)
		if next == nil {
			return keys
		}
		set["NextToken"] = next
		between()
	}
}

// Pages neither repeat nor leave out what is there all the time, whatever comes
// and goes between them.
func TestPagesAreStable(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for _, l := range listings(t) {
		if l.grow == nil {
			continue
		}
		t.Run(l.op.Name, func(t *testing.T) {
			w := newWorld(t, start(t))
			var made []map[noun]string // identifiers when each thing was new
			grow := func() {
				w.perform(l.grow)
				made = append(made, maps.Clone(w.ids))
			}
			for range 6 {
				grow()
			}
			before, changes := w.walk(l, 10, func() {}), 0
			seen := w.walk(l, 2, func() {
				if changes++; changes > 3 {
					return
				}
				grow()
				if l.shrink != nil {
					i := random.IntN(len(made))
					newest := w.ids
					w.ids = made[i]
					w.perform(l.shrink)
					w.ids, made = newest, slices.Delete(made, i, i+1)
				}
			})
			after := w.walk(l, 10, func() {})
			if len(seen) < 4 || changes == 0 {
				t.Fatalf("there are no pages to speak of: %v", seen)
			}
			slices.Sort(seen)
			if once := slices.Compact(slices.Clone(seen)); len(once) < len(seen) {
				t.Errorf("%d items come twice in %v", len(seen)-len(once), seen)
			}
			for _, key := range before {
				if slices.Contains(after, key) && !slices.Contains(seen, key) {
					t.Errorf("%q is there all the time and not in %v", key, seen)
				}
			}
		})
	}
}

// A token is good for the listing that returned it, with the same arguments.
func TestTokensAreBound(t *testing.T) {
	s := start(t)
	w, other := newWorld(t, s), newWorld(t, s)
	all, tokens := listings(t), map[string]any{}
	for _, l := range all {
		for range 2 {
			ids := maps.Clone(w.ids)
			w.perform(l.grow)
			w.ids = ids
		}
	}
	for _, l := range all {
		if _, tokens[l.op.Name] = w.page(l, object{"MaxResults": 1}); tokens[l.op.Name] == nil && l.grow != nil {
			t.Errorf("%s has no second page", l.op.Name)
		}
	}
	for _, l := range all {
		token, _ := tokens[l.op.Name].(string)
		if token == "" {
			continue
		}
		w.page(l, object{"MaxResults": 5, "NextToken": token}) // the size may change
		wrong := []any{"x", "!", token + "A", token[1:]}
		for name, foreign := range tokens {
			if name != l.op.Name && foreign != nil {
				wrong = append(wrong, foreign)
			}
		}
		for _, token := range wrong {
			w.refusesToken(maker{op: l.op}, token)
		}
		if l.op.Name != "ListInstances" {
			other.refusesToken(maker{op: l.op}, token)
		}
		if filtered(l.op) {
			w.refusesToken(maker{op: l.op, all: true}, token)
		}
	}
}

// filtered reports whether a listing has members that say what to list.
func filtered(op *operation) bool {
	s := facts.Shapes[op.Input.Shape]
	for member := range s.Members {
		if !s.requires(member) && member != "NextToken" && member != "MaxResults" && leftOut[op.Input.Shape][member] == "" {
			return true
		}
	}
	return false
}

// refusesToken checks that a token is refused with the member named.
func (w *world) refusesToken(m maker, token any) {
	w.t.Helper()
	m.world = w
	b := breach{request: m.make(object{"NextToken": token}), kind: "foreign token", member: "NextToken"}
	if wrong := b.misjudged(w.send(b.request)); wrong != "" {
		w.t.Errorf("%s with the token %v: %s", b.op.Name, token, wrong)
	}
}
