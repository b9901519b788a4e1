package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/strowger/strowger/server"
)

func verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify DIR",
		Short: "Look for damage in a data directory",
		Long: `Read the whole data directory DIR of a server that is stopped, or of a copy, and
say what is damaged in it. Nothing is changed.

It checks that the records of the journal are whole and follow each other, that
snapshots are whole and that the records lead from one to the next, and that the
records of ended contacts are as they were written. Each instance has a line; of
what is damaged the first bad record is named, and the exit status is 1.

A server that is started finds the same damage where it reads: an instance whose
journal is damaged does not start, and says so; of a damaged record of ended
contacts it saves what can be read.`,
		Example: `  strowger verify strowger-data`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("%s wants one data directory", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			out := &findings{out: cmd.OutOrStdout(), progress: cmd.ErrOrStderr()}
			err := server.Verify(cmd.Context(), args[0], out.print, out.tell)
			out.clear()
			return errors.Join(err, out.err())
		},
	}
}

// findings prints what was found, and in a terminal what is being done.
type findings struct {
	out, progress io.Writer
	failed        error // to print
	damaged       bool

	told  time.Time // when progress was last shown
	shown bool      // and is on the screen
}

func (f *findings) print(found server.Finding) {
	f.clear()
	verdict := "whole"
	if len(found.Damage) > 0 {
		verdict, f.damaged = "DAMAGED", true
	}
	line := found.Subject + ": " + verdict
	if found.Summary != "" {
		line += " (" + found.Summary + ")"
	}
	_, err := fmt.Fprintln(f.out, line)
	for _, damage := range found.Damage {
		_, failure := fmt.Fprintf(f.out, "  %v\n", damage)
		err = errors.Join(err, failure)
	}
	f.failed = errors.Join(f.failed, err)
}

// The time between two lines of progress.
const progressInterval = 200 * time.Millisecond

// clearLine goes to the beginning of the line and removes what is on it.
const clearLine = "\r\x1b[K"

// tell shows what is being done, over what was shown before.
func (f *findings) tell(doing string) {
	screen, ok := f.progress.(*os.File)
	if !ok || !term.IsTerminal(int(screen.Fd())) || time.Since(f.told) < progressInterval {
		return
	}
	f.told, f.shown = time.Now(), true
	_, _ = fmt.Fprint(screen, clearLine, doing) // what cannot be shown is not missed
}

func (f *findings) clear() {
	if f.shown {
		_, _ = fmt.Fprint(f.progress, clearLine)
		f.shown = false
	}
}

func (f *findings) err() error {
	if f.damaged {
		return errors.Join(f.failed, errors.New("there is damage"))
	}
	return f.failed
}
