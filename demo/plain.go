package demo

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"
)

// How often is looked: often enough to be lively, and seldom enough to cost
// nothing.
const lookEvery = 400 * time.Millisecond

// printLines looks on until ctx ends and prints a line for every decision and,
// now and then, one that sums up.
func (c *Config) printLines(ctx context.Context, o *observer) error {
	looks := time.NewTicker(lookEvery)
	defer looks.Stop()
	summaries := time.NewTicker(max(time.Second, pace(c.Pace).real(5)))
	defer summaries.Stop()
	for summary := false; ; summary = false {
		select {
		case <-ctx.Done():
			return nil
		case <-looks.C:
		case <-summaries.C:
			summary = true
		}
		p, made, err := o.look(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err == nil {
			err = printPicture(c.Out, p, made, summary)
		}
		if err != nil {
			return err
		}
	}
}

func printPicture(w io.Writer, p *picture, made []decision, summary bool) error {
	var b strings.Builder
	for i := range made {
		b.WriteString(made[i].line() + "\n")
	}
	if summary {
		b.WriteString(p.summary() + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

const clockFormat = "15:04:05"

// line is a decision in plain words.
func (d *decision) line() string {
	return fmt.Sprintf("%s  %-8.8s %-5s %s → %s after %s: %s",
		d.At.Local().Format(clockFormat), d.Contact, d.Channel, d.Queue, d.Agent, brief(d.Waited), d.reasons())
}

// summary sums up the picture in one line.
func (p *picture) summary() string {
	var waiting []string
	offered, connected := 0, 0
	for _, q := range p.Queues {
		waiting = append(waiting, fmt.Sprintf("%s %d", q.Name, q.Waiting))
		offered += q.Offered
		connected += q.Connected
	}
	return fmt.Sprintf("%s  ── waiting %s; offered %d; connected %d; completed %s; abandoned %d",
		p.At.Local().Format(clockFormat), strings.Join(waiting, ", "), offered, connected,
		&p.Total.handled, p.Total.abandoned)
}

// brief writes a span as people read it: 7s, 1:32, 2h05.
func brief(d time.Duration) string {
	s := int(max(0, d) / time.Second)
	switch {
	case s < 60:
		return fmt.Sprintf("%ds", s)
	case s < 60*60:
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%dh%02d", s/3600, s/60%60)
}
