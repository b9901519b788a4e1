// Command strowger is an open, self-hosted contact-routing engine that speaks
// the Amazon Connect API.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	_ "time/tzdata" // hours of operation name time zones; the machine may have none

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run executes one command line and returns the exit status: 0 when it did what
// was asked, 1 when it failed, 2 when the command line made no sense.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := command()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return 0
	}
	cmd.PrintErrf("strowger: %v\n", err)
	if _, wrong := errors.AsType[usageError](err); cmd.Annotations[started] != "" && !wrong {
		return 1
	}
	cmd.PrintErrf("Try '%s --help'.\n", cmd.CommandPath())
	return 2
}

// started marks a command whose flags were understood, so that what fails
// afterwards is not answered with a hint at --help.
const started = "started"

// noArguments refuses everything that is no flag.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes flags only, not %q", cmd.CommandPath(), args[0])
	}
	return nil
}

// usageError is about a flag that was understood but cannot have its value.
type usageError struct{ error }

// usage marks an error as one of the command line.
func usage(err error) error { return usageError{err} }

func command() *cobra.Command {
	root := &cobra.Command{
		Use:   "strowger",
		Short: "Route voice, chat, task and email contacts to agents, as Amazon Connect does",
		Long: `Strowger routes voice, chat, task and email contacts to agents. It speaks the
Amazon Connect API, so the AWS SDKs and the AWS CLI work with it unchanged.

To see it at work:            strowger demo
To run it:                    strowger serve
To point AWS tools at it:     eval "$(strowger env)"
To ask why:                   strowger trace FILE
To look for damage:           strowger verify DIR`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRun: func(cmd *cobra.Command, _ []string) {
			cmd.Annotations = map[string]string{started: "yes"}
		},
	}
	root.SetVersionTemplate("strowger {{.Version}}\n")
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(demoCommand(), serveCommand(), envCommand(), keyCommand(), userCommand(), traceCommand(), verifyCommand())
	return root
}

// version says which strowger this is: the version of the module if it was
// installed by one, else the commit it was built from, and the Go it was built with.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "of an unknown build"
	}
	what := info.Main.Version // (devel) if there is nothing to tell it by
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && what == "(devel)" {
			what = setting.Value
		}
	}
	return fmt.Sprintf("%s (%s %s/%s)", what, info.GoVersion, runtime.GOOS, runtime.GOARCH)
}
