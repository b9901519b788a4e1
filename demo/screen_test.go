package demo

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"github.com/strowger/strowger"
)

var rewrite = flag.Bool("rewrite", false, "rewrite the golden screens")

func TestMain(m *testing.M) {
	time.Local = time.UTC // golden screens show the time of day
	os.Exit(m.Run())
}

// duties are what the agents of the fixture do.
var duties = []struct {
	activity activity
	contacts []contactMark
}{
	{onContact, []contactMark{{strowger.Voice, strowger.Connected}}},
	{missedContact, []contactMark{{strowger.Voice, strowger.Missed}}},
	{onContact, []contactMark{
		{strowger.Chat, strowger.Connected}, {strowger.Chat, strowger.Connected}, {strowger.Chat, strowger.Connecting},
		{strowger.Task, strowger.Ended}, {strowger.Task, strowger.Paused}, {strowger.Email, strowger.Rejected},
	}},
	{afterContactWork, []contactMark{{strowger.Email, strowger.Ended}}},
	{incomingContact, []contactMark{{strowger.Voice, strowger.Connecting}}},
	{available, nil},
	{breakName, nil},
	{offline, nil},
	{onContact, []contactMark{{strowger.Voice, strowger.OnHold}}},
}

// fixture is a contact centre with something of everything.
func fixture() *picture {
	at := time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)
	p := &picture{
		At: at,
		Queues: []queueLine{
			{Name: "Sales", Waiting: 2, Oldest: 17 * time.Second, Offered: 1, Connected: 6, tally: tally{answered: channelCounts{21, 13, 8, 0}, abandoned: 3}},
			{Name: "Support", Waiting: 7, Oldest: 95 * time.Second, Connected: 5, tally: tally{answered: channelCounts{104, 9, 0, 12}, abandoned: 11}},
			{Name: "Billing", tally: tally{answered: channelCounts{4, 0, 7, 2}}},
		},
		Total: tally{answered: channelCounts{129, 22, 15, 14}, abandoned: 14},
	}
	for i, who := range people {
		a := agentLine{Name: who.name(), Activity: duties[i%len(duties)].activity, For: time.Duration(i*i*60) * time.Second}
		a.Contacts = duties[i%len(duties)].contacts
		p.Agents = append(p.Agents, a)
	}
	for i := range 30 {
		p.Decisions = append(p.Decisions, decision{
			At: at.Add(time.Duration(i-30) * 7 * time.Second), Contact: strowger.ContactID(fmt.Sprintf("%08x-0000", i*7919)),
			Channel: strowger.Channels[i%4], Queue: queueNames[i%3], Agent: people[i%12].name(),
			Waited: time.Duration(i%5*i) * time.Second,
			Reason: strowger.OfferReason{Agent: strowger.ByLongestIdle, Contact: strowger.ByAge},
		})
	}
	p.Decisions[29].Step = "Language=German ≥ 3 and Product=Broadband ≥ 2"
	return p
}

// newScreen returns a screen that shows the fixture, without colours.
func newScreen(width, height int) *screen {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.Ascii)
	s := &screen{
		look:  func() (*picture, error) { return fixture(), nil },
		paint: newPaint(r),
		title: title{"http://127.0.0.1:8420", ". /tmp/strowger-demo-123456789/env", 1, 42},
	}
	s.Update(tea.WindowSizeMsg{Width: width, Height: height})
	s.Update(s.Init()())
	return s
}

func TestScreen(t *testing.T) {
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 40}} {
		name := fmt.Sprintf("%dx%d", size.width, size.height)
		t.Run(name, func(t *testing.T) {
			got := newScreen(size.width, size.height).View() + "\n"
			golden := filepath.Join("testdata", name+".txt")
			if *rewrite {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the screen differs from %s (-rewrite accepts it):\n%s", golden, got)
			}
		})
	}
}

func TestScreenFitsEveryWindow(t *testing.T) {
	s := newScreen(0, 0)
	if s.View() != "" {
		t.Error("something is drawn before the size is known")
	}
	for width := 1; width <= 130; width += 3 {
		for height := 1; height <= 45; height++ {
			s.Update(tea.WindowSizeMsg{Width: width, Height: height})
			lines := strings.Split(s.View(), "\n")
			if len(lines) != height {
				t.Fatalf("%d×%d: %d lines", width, height, len(lines))
			}
			for _, line := range lines {
				if w := ansi.StringWidth(line); w > width {
					t.Fatalf("%d×%d: a line of %d columns: %q", width, height, w, line)
				}
			}
		}
	}
}

func TestScreenShowsTheLastNotice(t *testing.T) {
	s := newScreen(80, 24)
	s.picture.Notice = "level=WARN msg=trouble"
	if !strings.Contains(s.View(), "level=WARN msg=trouble") {
		t.Error("the notice is not to be seen")
	}
}

func TestScreenKeys(t *testing.T) {
	quits := func(msg tea.Msg) bool {
		_, cmd := newScreen(80, 24).Update(msg)
		if cmd == nil {
			return false
		}
		_, ok := cmd().(tea.QuitMsg)
		return ok
	}
	for _, msg := range []tea.Msg{
		tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("q")}, tea.KeyMsg{Type: tea.KeyCtrlC}, tea.KeyMsg{Type: tea.KeyEsc},
	} {
		if !quits(msg) {
			t.Errorf("%v does not quit", msg)
		}
	}
	if quits(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("x")}) {
		t.Error("x quits")
	}
}

func TestScreenEndsWhenThereIsNothingToSee(t *testing.T) {
	s := newScreen(80, 24)
	_, cmd := s.Update(pictureMsg{err: errors.New("gone")})
	if _, ok := cmd().(tea.QuitMsg); !ok || s.err == nil {
		t.Errorf("it goes on: %v", s.err)
	}
}

func TestBrief(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0s", 0: "0s", 59 * time.Second: "59s", 92 * time.Second: "1:32",
		time.Hour - time.Second: "59:59", 125 * time.Minute: "2h05",
	} {
		if got := brief(d); got != want {
			t.Errorf("brief(%v) = %q, want %q", d, got, want)
		}
	}
}
