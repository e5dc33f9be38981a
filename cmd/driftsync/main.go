// Command driftsync carries the analysis metadata of Drift to a team's Supabase
// project, or into a file, and makes sure that nothing else leaves the machine.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
)

func main() {
	host.WorkerMain()
	// Batches come and go by the thousand and little stays: a smaller heap costs no time.
	debug.SetGCPercent(50)
	os.Exit(run(os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}

// streams are where a command reads answers and secrets, and where it writes: results
// to out, everything else to err.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

type cli struct {
	JSON       bool   `help:"Print the result as one JSON object."`
	JSONStream bool   `name:"json-stream" help:"As --json, and tell of progress on standard error, one JSON object a line."`
	Quiet      bool   `short:"q" help:"Print nothing but errors."`
	NoInput    bool   `help:"Never ask; end with an error that says what to set instead."`
	LogFormat  string `enum:"none,text,json" default:"none" env:"DRIFTSYNC_LOG_FORMAT" help:"Write a line a stage to standard error: none, text or json; counts and codes only."`
	Color      string `enum:"auto,always,never" default:"auto" help:"Colours: auto (on a terminal), always or never."`
	State      string `placeholder:"DIR" env:"DRIFTSYNC_STATE" help:"Folder for state; default the user's own."`
	Cache      string `placeholder:"DIR" env:"DRIFTSYNC_CACHE" help:"Folder for compiled code; default the user's own."`

	Login      loginCommand      `cmd:"" help:"Log in to your team's Supabase project."`
	Logout     logoutCommand     `cmd:"" help:"End the session at the server, and delete it here."`
	Status     statusCommand     `cmd:"" help:"Say what was pushed, what is pending, who would push."`
	Quarantine quarantineCommand `cmd:"" help:"Rows that stay here: list, show, retry, drop."`
	Report     reportCommand     `cmd:"" help:"What a push did, for an auditor."`
	Doctor     doctorCommand     `cmd:"" help:"Find out why a push would not work."`
	Preview    previewCommand    `cmd:"" help:"Show rows before and after, here only."`
	Config     configCommand     `cmd:"" help:"Settings in force, and where they come from."`
	Env        envCommand        `cmd:"" help:"List the variables that driftsync reads."`
	Cloud      cloudCommand      `cmd:"" help:"Drift's own spelling of login, push, status and logout."`
	Push       pushCommand       `cmd:"" help:"Send what changed since the last push."`
	Link       linkCommand       `cmd:"" help:"Choose or make the tenant and project that pushes go to."`
	Schema     schemaCommand     `cmd:"" help:"Print, compare, write or apply the cloud schema."`
	Demo       demoCommand       `cmd:"" help:"Make a sample project and push it to a file."`
	Cortex     cortexCommand     `cmd:"" help:"What Drift's memory calls its cloud sync: sync, status, resolve."`
	MCP        mcpCommand        `cmd:"" name:"mcp" help:"Serve agents over the Model Context Protocol, on standard input and output."`
	Watch      watchCommand      `cmd:"" help:"Push after every run of Drift, until interrupted."`
	Check      checkCommand      `cmd:"" help:"Would anything that leaves break the policy? Offline; for pre-commit and CI."`
	Plugins    pluginsCommand    `cmd:"" help:"Verify, pin, explain and write redaction plugins."`
	Version    versionCommand    `cmd:"" help:"Print the version."`
	Completion completionCommand `cmd:"" help:"Print what a shell evaluates to complete driftsync's commands."`
	Docs       docsCommand       `cmd:"" help:"Print the reference of every command."`
}

// AfterApply makes one flag of two that mean nearly the same.
func (c *cli) AfterApply() error {
	c.JSON = c.JSON || c.JSONStream
	return nil
}

// run is main without the process: it returns the exit status.
func run(args []string, s streams) int {
	var c cli
	parser, err := kong.New(&c,
		kong.Name("driftsync"),
		kong.Description("Carries Drift's metadata to your team's Supabase; source code, secrets and absolute paths stay here."),
		kong.Writers(s.out, s.err),
		kong.Exit(func(status int) { panic(exit(status)) }),
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(s.err, "driftsync:", err)
		return fault.ExitFailure
	}
	return parse(parser, &c, args, s)
}

// exit is how kong ends early, after --help for example.
type exit int

func parse(parser *kong.Kong, c *cli, args []string, s streams) (status int) {
	defer func() {
		switch early := recover().(type) {
		case nil:
		case exit:
			status = int(early)
		default:
			panic(early)
		}
	}()
	answerShell(parser)
	command, err := parser.Parse(args)
	if err != nil {
		return badUsage(args, s, err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := command.Run(c, s, &ctx, parser.Model); err != nil {
		return interruptedBy(ctx, tell(c, s, err))
	}
	return fault.ExitOK
}

// badUsage reports a bad command line, as JSON where that was asked for in it.
func badUsage(args []string, s streams, cause error) int {
	err := fault.New(fault.UsageInvalid, cause.Error(), "driftsync --help", nil)
	if slices.Contains(args, "--json") {
		if printErr := printJSON(s.out, envelope{Schema: "driftsync.usage/1", Error: newFault(err)}); printErr != nil {
			return fault.ExitFailure
		}
	}
	fmt.Fprintf(s.err, "driftsync: error: %v\n  code:  %s\n  hint:  driftsync --help\n", cause, fault.UsageInvalid)
	return fault.ExitUsage
}

// statusError ends a command whose findings are printed already.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// tell prints an error for a person, on standard error, with what to do next.
func tell(c *cli, s streams, err error) int {
	if status, ok := errors.AsType[statusError](err); ok {
		return int(status)
	}
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		f = &fault.Error{Code: fault.Internal, Message: err.Error(), Hint: "please report this"}
	}
	fmt.Fprintf(s.err, "driftsync: error: %s\n  code:  %s\n", f.Error(), f.Code)
	if f.Hint != "" {
		fmt.Fprintf(s.err, "  hint:  %s\n", f.Hint)
	}
	return f.Code.Status()
}

// envelope is what --json prints, for every command.
type envelope struct {
	Schema  string     `json:"schema"`
	OK      bool       `json:"ok"`
	Summary any        `json:"summary"`
	Result  any        `json:"result"`
	Error   *jsonFault `json:"error"`
}

type jsonFault struct {
	Code    fault.Code `json:"code"`
	Message string     `json:"message"`
	Hint    string     `json:"hint"`
}

func newFault(err error) *jsonFault {
	if err == nil {
		return nil
	}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return &jsonFault{f.Code, f.Error(), f.Hint}
	}
	return &jsonFault{fault.Internal, err.Error(), ""}
}

func printJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}
