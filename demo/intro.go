package demo

import (
	"fmt"
	"io"
	"strings"
)

// introduce says where the server is, how to reach it and what to try.
func (c *Config) introduce(w io.Writer, endpoint string, centre *centre) error {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("strowger demo: listening on %s (seed %d, pace %g)", endpoint, c.Seed, c.Pace)
	p("")
	p("In another terminal, point any AWS tool at it:")
	p("")
	for _, line := range c.Connect.Lines {
		p("    %s", line)
	}
	p("")
	p("Then look around, and give somebody something to do:")
	p("")
	p("    aws connect list-queues --endpoint-url %s \\", endpoint)
	p("        --instance-id %s --queue-types STANDARD", centre.InstanceID)
	p("    aws connect start-task-contact --endpoint-url %s \\", endpoint)
	p("        --instance-id %s --name 'Say hello' \\", centre.InstanceID)
	p("        --contact-flow-id %s", centre.Flows["Sales"])
	p("")
	_, err := io.WriteString(w, b.String())
	return err
}

// farewell says what has become of the contacts, and of the data.
func (c *Config) farewell(w io.Writer, t tally) error {
	kept := "The data is gone with it; --data DIR keeps it."
	if c.Kept {
		kept = fmt.Sprintf("The data is in %s; the same command goes on with it.", c.Server.DataDir)
	}
	_, err := fmt.Fprintf(w, "\nThe demo has ended: %d contacts answered, %d abandoned. %s\n", t.answered.sum(), t.abandoned, kept)
	return err
}
