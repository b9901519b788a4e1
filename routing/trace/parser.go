package trace

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/strowger/strowger"
)

// token splits a line into clock times, punctuation, numbers and words.
var token = regexp.MustCompile(
	`\d\d:\d\d:\d\d(?:\.\d+)?|>=|\.\.|[,:;()]|[+-]?\d+|[A-Za-z][\w-]*|\S`)

// parser reads a line token by token. The first mistake is kept in err, and
// from then on nothing is found any more.
type parser struct {
	line   string
	tokens []string
	err    error
}

func parse(line string) *parser {
	return &parser{line: strings.TrimSpace(line), tokens: token.FindAllString(line, -1)}
}

func (p *parser) fail(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf("%q: %s", p.line, fmt.Sprintf(format, args...))
	}
	p.tokens = nil
}

// more reports whether anything is left to read.
func (p *parser) more() bool { return len(p.tokens) > 0 }

// peek returns the next token, or "" at the end.
func (p *parser) peek() string {
	if !p.more() {
		return ""
	}
	return p.tokens[0]
}

// next returns the next token and moves past it.
func (p *parser) next() string {
	t := p.peek()
	if t == "" {
		p.fail("the line ends too early")
		return ""
	}
	p.tokens = p.tokens[1:]
	return t
}

// accept moves past the given tokens if they come next.
func (p *parser) accept(tokens ...string) bool {
	if len(p.tokens) < len(tokens) {
		return false
	}
	for i, t := range tokens {
		if p.tokens[i] != t {
			return false
		}
	}
	p.tokens = p.tokens[len(tokens):]
	return true
}

func (p *parser) expect(t string) {
	switch {
	case p.accept(t):
	case p.more():
		p.fail("want %q, found %q", t, p.peek())
	default:
		p.fail("want %q, found the end of the line", t)
	}
}

// end checks that nothing is left to read.
func (p *parser) end() error {
	if p.more() {
		p.fail("%q is not understood", p.peek())
	}
	return p.err
}

// word returns a name.
func (p *parser) word() string {
	w := p.next()
	if w != "" && !isLetter(w[0]) {
		p.fail("want a name, found %q", w)
	}
	return w
}

func isLetter(b byte) bool { return 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

func (p *parser) number() int64 {
	t := p.next()
	n, err := strconv.ParseInt(t, 10, 64)
	if err != nil {
		p.fail("want a number, found %q", t)
	}
	return n
}

// seconds reads a number that may be followed by s.
func (p *parser) seconds() int64 {
	n := p.number()
	p.accept("s")
	return n
}

// channels are the words of the language for the channels.
var channels = map[string]strowger.Channel{
	"voice": strowger.Voice,
	"chat":  strowger.Chat,
	"task":  strowger.Task,
	"email": strowger.Email,
}

func (p *parser) channel() strowger.Channel {
	w := p.next()
	c, ok := channels[w]
	if !ok {
		p.fail("want voice, chat, task or email, found %q", w)
	}
	return c
}

// startOfDay is midnight of the day on which every trace begins.
var startOfDay = strowger.TimeOf(time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC))

const day = 24 * time.Hour

// clock reads a time of day; 7d before it stands for seven days later.
func (p *parser) clock() strowger.Time {
	var days int64
	if len(p.tokens) > 1 && p.tokens[1] == "d" {
		days = p.number()
		p.expect("d")
	}
	t := p.next()
	at, err := time.Parse("15:04:05.999", t)
	if err != nil {
		p.fail("want a time such as 10:00:00, found %q", t)
		return 0
	}
	midnight := startOfDay.Add(days * 24 * 60 * 60)
	return midnight + strowger.Time(at.Sub(at.Truncate(day)).Milliseconds())
}

// inWords writes a time the way clock reads it.
func inWords(t strowger.Time) string {
	at := t.Time()
	text := at.Format("15:04:05")
	if at.Nanosecond() != 0 {
		text = at.Format("15:04:05.000")
	}
	if d := at.Sub(startOfDay.Time()) / day; d > 0 {
		text = fmt.Sprintf("%dd %s", d, text)
	}
	return text
}
