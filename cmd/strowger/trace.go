package main

import (
	"fmt"
	"io"
	"os"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"github.com/strowger/strowger/routing/trace"
)

func traceCommand() *cobra.Command {
	var write bool
	cmd := &cobra.Command{
		Use:   "trace FILE...",
		Short: "Tell what the router makes of a story, and why",
		Long: `Play a story of a contact centre and print it with the answers of the router:
who is offered what, and why. FILE is plain text, '-' the standard input:

configure
queue Sales
profile Both: voice 1
  Sales voice priority 1
agent Ann profile Both
----

at 10:00:00
voice c1 to Sales
explain c1

The language is described in routing/trace/README.md of the source.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("%s wants a file, or - for the standard input", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, name := range args {
				if err := answerFile(cmd, name, write); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&write, "write", false, "write the answers into the file instead of printing them")
	return cmd
}

// answerFile prints a trace with its answers, or writes them into the file.
func answerFile(cmd *cobra.Command, name string, write bool) error {
	read := os.ReadFile
	if name == "-" {
		write = false
		read = func(string) ([]byte, error) { return io.ReadAll(cmd.InOrStdin()) }
	}
	story, err := read(name)
	if err != nil {
		return err
	}
	told, err := trace.Answer(string(story))
	switch {
	case err != nil:
		return err
	case write:
		return renameio.WriteFile(name, []byte(told), 0o644, renameio.WithExistingPermissions())
	}
	_, err = io.WriteString(cmd.OutOrStdout(), told)
	return err
}
