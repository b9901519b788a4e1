package routing

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/strowger/strowger"
)

// An agent fulfils an expression by its traits if and only if it does by its
// proficiencies, while each trait has a bit of its own and when they no longer do.
func TestTraitsTellWhatProficienciesSay(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	g := guesser{rand.New(rand.NewPCG(seed, 0))}
	for _, values := range []int{2, 100} { // the second makes traits share bits
		bits := make(traitBits)
		known := expressions{byKey: make(map[string]*expression), bits: bits}
		var agents []*agent
		for i := range 200 {
			u := g.user(i, values)
			agents = append(agents, &agent{Agent: strowger.Agent{UserID: u.ID}, user: u, traits: bits.skills(u)})
		}
		yes, enough := 0, 0
		for range 2_000 {
			x := known.find(new(g.top(values)))
			for _, a := range agents {
				got, want := x.fulfilledBy(a), matches(a.user, x.Expression)
				if got != want {
					t.Fatalf("seed %d: that %v fulfils %q is %t, want %t", seed, a.user.Proficiencies, x.key, got, want)
				}
				if got {
					yes++
				}
			}
			if !bits.shared() && slices.ContainsFunc(x.branches, func(b branch) bool { return b.exact }) {
				enough++
			}
		}
		if yes < 1_000 || (values == 2) != (enough > 500) {
			t.Errorf("seed %d: with %d values, %d fulfil and in %d the traits are enough", seed, values, yes, enough)
		}
	}
}

// guesser makes users and expressions at random.
type guesser struct{ *rand.Rand }

func (g guesser) user(i, values int) *strowger.User {
	u := &strowger.User{ID: g.id(i)}
	for range g.IntN(4) {
		p := strowger.Proficiency{Name: "Skill", Value: g.value(values), Level: g.level()}
		if !slices.ContainsFunc(u.Proficiencies, func(q strowger.Proficiency) bool { return q.Value == p.Value }) {
			u.Proficiencies = append(u.Proficiencies, p)
		}
	}
	return u
}

func (guesser) id(i int) strowger.UserID { return strowger.UserID("u" + strconv.Itoa(i)) }

func (g guesser) value(values int) string { return strconv.Itoa(g.IntN(values)) }

// level is often not a whole one.
func (g guesser) level() float64 { return 1 + float64(g.IntN(9))/2 }

func (g guesser) top(values int) strowger.Expression {
	if g.IntN(3) > 0 {
		return g.branch(values)
	}
	return strowger.Expression{Or: []strowger.Expression{g.branch(values), g.branch(values)}}
}

func (g guesser) branch(values int) strowger.Expression {
	if g.IntN(2) > 0 {
		return g.term(values)
	}
	return strowger.Expression{And: []strowger.Expression{g.term(values), g.term(values)}}
}

func (g guesser) term(values int) strowger.Expression {
	c := &strowger.AttributeCondition{Operator: strowger.AtLeast, Name: "Skill", Value: g.value(values), Level: g.level()}
	switch g.IntN(6) {
	case 0:
		c = &strowger.AttributeCondition{Operator: strowger.Match}
		for range 1 + g.IntN(3) {
			c.AgentIDs = append(c.AgentIDs, g.id(g.IntN(5)))
		}
	case 1:
		c.Operator, c.Level, c.Min = strowger.InRange, 0, g.level()
		c.Max = c.Min + float64(g.IntN(4))/2
	case 2:
		return strowger.Expression{NotCondition: c}
	}
	return strowger.Expression{Condition: c}
}
