package demo

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"github.com/strowger/strowger"
)

// paint draws pictures. Its colours are the sixteen of the terminal, which go
// with its theme; without colour nothing is lost.
type paint struct {
	bar, head, plain, dim, warn lipgloss.Style
	channels                    map[strowger.Channel]lipgloss.Style
	activities                  map[activity]lipgloss.Style
	calm, busy, crowded         lipgloss.Style
}

func newPaint(r *lipgloss.Renderer) *paint {
	colour := func(c string) lipgloss.Style { return r.NewStyle().Foreground(lipgloss.Color(c)) }
	return &paint{
		bar:   r.NewStyle().Bold(true).Reverse(true),
		head:  r.NewStyle().Bold(true).Underline(true),
		plain: r.NewStyle(),
		dim:   r.NewStyle().Faint(true),
		warn:  colour("3"),
		channels: map[strowger.Channel]lipgloss.Style{
			strowger.Voice: colour("6"), strowger.Chat: colour("5"),
			strowger.Task: colour("3"), strowger.Email: colour("4"),
		},
		activities: map[activity]lipgloss.Style{
			available: colour("2"), onContact: colour("6"), afterContactWork: colour("3"),
			incomingContact: colour("5").Bold(true), missedContact: colour("1").Bold(true),
			offline: r.NewStyle().Faint(true), breakName: r.NewStyle().Faint(true),
		},
		calm: r.NewStyle(), busy: colour("3").Bold(true), crowded: colour("1").Bold(true),
	}
}

// draw fits a picture into a window: queues whole, then as many agents as there
// is room for, then decisions.
func (p *paint) draw(t title, pic *picture, width, height int) string {
	const decisionsMin = 3
	fixed := 2 + 1 + len(pic.Queues) + 1 + 1 + 1 // title, three heads, foot
	agents := min(len(pic.Agents), max(1, height-fixed-decisionsMin))
	spare := height - fixed - agents
	gap := []string(nil)
	if spare >= decisionsMin+3 {
		gap, spare = []string{""}, spare-3
	}
	lines := p.titleLines(t, pic, width)
	lines = append(append(lines, gap...), p.queueLines(pic, width)...)
	lines = append(append(lines, gap...), p.agentLines(pic, agents, width)...)
	lines = append(append(lines, gap...), p.decisionLines(pic, spare, width)...)
	for len(lines) < height-1 {
		lines = append(lines, "")
	}
	lines = append(lines[:max(0, height-1)], p.foot(pic, width))
	for i := range lines {
		lines[i] = ansi.Truncate(lines[i], width, "")
	}
	return strings.Join(lines, "\n")
}

func (p *paint) titleLines(t title, pic *picture, width int) []string {
	left := " STROWGER demo  " + t.Endpoint
	right := fmt.Sprintf("pace %g  seed %d  %s ", t.Pace, t.Seed, pic.At.Local().Format(clockFormat))
	return []string{p.bar.Render(justify(left, right, width)), p.connectLine(t.Connect, width)}
}

// connectLine shows what to type; words around it go first when there is no room.
func (p *paint) connectLine(connect string, width int) string {
	before, after := " For AWS tools, in another terminal:  ", "  then, say:  "
	const example = "aws connect list-instances"
	room := width - ansi.StringWidth(connect)
	switch {
	case room >= len(before)+len(after)+len(example):
		return p.dim.Render(before) + connect + p.dim.Render(after) + example
	case room >= len(before):
		return p.dim.Render(before) + connect
	}
	return " " + connect
}

// column is a column of a table, as wide as its head unless it says otherwise.
type column struct {
	head  string
	width int // negative for what stands on the left
}

// header returns the head of a table.
func (p *paint) header(columns []column, width int) string {
	var b strings.Builder
	for _, c := range columns {
		b.WriteString(cell(c.head, c.width))
	}
	return p.head.Render(fit(" "+b.String(), width))
}

var queueColumns = []column{
	{"QUEUE", -8}, {"WAITING", 8}, {"OLDEST", 7}, {"OFFERED", 8}, {"CONNECTED", 10},
	{"ANSWERED", 9}, {"VOICE", 6}, {"CHAT", 5}, {"TASK", 5}, {"EMAIL", 6},
}

// wide is a width at which there is more to see.
const wide = 96

func (p *paint) queueLines(pic *picture, width int) []string {
	columns := queueColumns
	if width >= wide {
		columns = append(columns[:len(columns):len(columns)], column{"ABANDONED", 10})
	}
	lines := []string{p.header(columns, width)}
	for i := range pic.Queues {
		q := &pic.Queues[i]
		values := []string{
			q.Name, strconv.Itoa(q.Waiting), "", strconv.Itoa(q.Offered), strconv.Itoa(q.Connected),
			strconv.Itoa(q.answered.sum()),
		}
		if q.Waiting > 0 {
			values[2] = brief(q.Oldest)
		}
		for _, n := range q.answered {
			values = append(values, strconv.Itoa(n))
		}
		values = append(values, strconv.Itoa(q.abandoned))
		var b strings.Builder
		b.WriteString(" ")
		for n, c := range columns {
			b.WriteString(p.queueStyle(q, n).Render(cell(values[n], c.width)))
		}
		if width >= wide && q.Waiting > 0 {
			b.WriteString("  " + p.urgency(q).Render(strings.Repeat("▪", q.Waiting)))
		}
		lines = append(lines, b.String())
	}
	return lines
}

// queueStyle returns the style of the n-th value of a queue.
func (p *paint) queueStyle(q *queueLine, n int) lipgloss.Style {
	switch c := n - 6; {
	case n == 1 || n == 2:
		return p.urgency(q)
	case c >= 0 && c < len(strowger.Channels):
		return p.channels[strowger.Channels[c]]
	}
	return p.plain
}

func (p *paint) urgency(q *queueLine) lipgloss.Style {
	switch {
	case q.Waiting > 4:
		return p.crowded
	case q.Waiting > 0:
		return p.busy
	}
	return p.calm
}

// marks show the state of a contact at an agent; the head of the table explains
// the common ones.
var marks = map[strowger.AgentContactState]string{
	strowger.Connected: "●", strowger.OnHold: "◍", strowger.Paused: "◌",
	strowger.Connecting: "○", strowger.Ended: "◐",
	strowger.Missed: "×", strowger.Rejected: "×", strowger.Failed: "×",
}

var agentColumns = []column{
	{"AGENT", -17}, {"ACTIVITY", -11}, {"FOR", 6}, {"  ● connected ○ offered ◐ ACW × missed", -45},
}

func (p *paint) agentLines(pic *picture, n, width int) []string {
	lines := []string{p.header(agentColumns, width)}
	for i := range pic.Agents[:n] {
		a := &pic.Agents[i]
		style := p.activities[a.Activity]
		lines = append(lines, " "+cell(a.Name, -17)+
			style.Render(cell(string(a.Activity), -11))+p.dim.Render(cell(brief(a.For), 6))+
			p.contacts(a.Contacts))
	}
	if more := len(pic.Agents) - n; more > 0 {
		lines[n] = p.dim.Render(fmt.Sprintf(" … and %d more", more+1))
	}
	return lines
}

// contacts draws the contacts of an agent, which are ordered by channel.
func (p *paint) contacts(list []contactMark) string {
	var b strings.Builder
	for i, c := range list {
		style := p.channels[c.Channel]
		if i == 0 || list[i-1].Channel != c.Channel {
			b.WriteString("  " + style.Render(string(c.Channel)) + " ")
		}
		b.WriteString(style.Render(marks[c.State]))
	}
	return b.String()
}

func (p *paint) decisionLines(pic *picture, room, width int) []string {
	columns := []column{{"DECISION", -9}, {"", -6}, {"QUEUE", -10}, {"AGENT", -17}, {"WAITED", 7}, {"  BECAUSE", -20}}
	if width >= wide {
		columns = append([]column{{"DECISION", -9}, {"CONTACT", -9}, {"", -6}}, columns[2:]...)
	}
	lines := []string{p.header(columns, width)}
	for i := len(pic.Decisions) - 1; i >= 0 && len(lines) <= room; i-- {
		d := &pic.Decisions[i]
		line := " " + p.dim.Render(cell(d.At.Local().Format(clockFormat), -9))
		if width >= wide {
			line += p.dim.Render(cell(fmt.Sprintf("%.8s", d.Contact), -9))
		}
		line += p.channels[d.Channel].Render(cell(string(d.Channel), -6)) + cell(d.Queue, -8) + "→ " +
			cell(d.Agent, -17) + cell(brief(d.Waited), 7)
		room := width - ansi.StringWidth(line) - 2
		lines = append(lines, line+"  "+ansi.Truncate(d.reasons(), max(0, room), "…"))
	}
	return lines
}

func (p *paint) foot(pic *picture, width int) string {
	right := "q quits "
	if pic.Notice != "" {
		return p.warn.Render(justify(" "+pic.Notice, right, width))
	}
	left := fmt.Sprintf(" %d answered, %d abandoned", pic.Total.answered.sum(), pic.Total.abandoned)
	return p.dim.Render(justify(left, right, width))
}

// justify puts texts at both ends of a line; the right one has precedence.
func justify(left, right string, width int) string {
	room := max(0, width-ansi.StringWidth(right)-1)
	return fit(left, room) + " " + right
}

// cell fits text into a column, on the right or, if the width is negative, on
// the left. What is too long loses its end.
func cell(text string, width int) string {
	if width < 0 {
		return fit(text, -width)
	}
	text = ansi.Truncate(text, width-1, "…")
	return strings.Repeat(" ", width-ansi.StringWidth(text)) + text
}

// fit cuts or fills text to a width; what is cut ends with an ellipsis and,
// inside a table, a space.
func fit(text string, width int) string {
	text = ansi.Truncate(text, width, "…")
	return text + strings.Repeat(" ", width-ansi.StringWidth(text))
}
