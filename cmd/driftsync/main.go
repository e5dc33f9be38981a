// Command driftsync carries the analysis metadata of Drift to a team's Supabase
// project, or into a file, and makes sure that nothing else leaves the machine.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/network"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/internal/glyph"
)

func main() {
	host.WorkerMain()
	// Batches come and go by the thousand and little stays: a smaller heap costs no time.
	debug.SetGCPercent(50)
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // a reader that goes away ends no push
	os.Exit(run(os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}

// streams are where a command reads answers and secrets, and where it writes: results
// to out, everything else to err.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

type cli struct {
	JSON       bool          `group:"For every command" help:"Print the result as one JSON object."`
	JSONStream bool          `group:"For every command" name:"json-stream" help:"As --json, and report progress on standard error, one JSON object a line."`
	Quiet      bool          `group:"For every command" short:"q" xor:"loudness" help:"Print nothing but errors."`
	Verbose    bool          `group:"For every command" short:"v" xor:"loudness" help:"Tell more on standard error: a line a stage, and one a request with its table, rows, bytes and status; never a value."`
	NoInput    bool          `group:"For every command" help:"Never ask; end with an error that says what to set instead."`
	LogFormat  string        `group:"For every command" enum:"none,text,json" default:"none" env:"DRIFTSYNC_LOG_FORMAT" help:"Write a line a stage to standard error: none, text or json; counts and codes only."`
	LogFile    string        `group:"For every command" placeholder:"FILE" help:"Write those lines to the end of this file; as json unless --log-format says text."`
	Color      string        `group:"For every command" enum:"auto,always,never" default:"auto" help:"Colours: auto (on a terminal), always or never."`
	Timeout    time.Duration `group:"For every command" placeholder:"TIME" help:"End after this time, as after one Ctrl-C: what is on its way arrives and is remembered. 90s, 5m."`
	AllowHost  []string      `group:"For every command" placeholder:"HOST" help:"Connect to no other host than this one, HOST or HOST:PORT; a proxy on the way counts. May be repeated. An organisation's policy can narrow it with allowed_hosts."`
	ConfigFile string        `group:"For every command" name:"config" type:"path" placeholder:"FILE" help:"Read this file instead of your own ~/.drift/driftsync.toml, and trust it as that; the project's driftsync.toml overrides either. Drift's own file with cortex, which does not read it."`
	State      string        `group:"For every command" placeholder:"DIR" env:"DRIFTSYNC_STATE" help:"Folder for state; default the user's own."`
	Cache      string        `group:"For every command" placeholder:"DIR" env:"DRIFTSYNC_CACHE" help:"Folder for compiled code; default the user's own."`

	Worker string `group:"For every command" placeholder:"COMMAND" help:"Start plugin workers with this command, as an emulator needs it: 'qemu-aarch64-static /usr/bin/driftsync'. What it starts must be this driftsync."`

	Version_ versionFlag `group:"For every command" name:"version" help:"Print the version, and end."`

	Login      loginCommand      `cmd:"" group:"Start" help:"Log in to your team's Supabase project."`
	Link       linkCommand       `cmd:"" group:"Start" help:"Choose or make the tenant and project that pushes go to; who belongs to the tenant."`
	Demo       demoCommand       `cmd:"" group:"Start" help:"Make a sample project and push it to a file."`
	Logout     logoutCommand     `cmd:"" group:"Start" help:"End the session at the server, and delete it here."`
	Push       pushCommand       `cmd:"" group:"Sync" help:"Send what changed since the last push."`
	Status     statusCommand     `cmd:"" group:"Sync" help:"Say what was pushed, what is pending, who would push."`
	Watch      watchCommand      `cmd:"" group:"Sync" help:"Push after every run of Drift, until interrupted."`
	Cortex     cortexCommand     `cmd:"" group:"Sync" help:"What Drift's memory calls its cloud sync: sync, status, resolve."`
	Cloud      cloudCommand      `cmd:"" group:"Sync" help:"Drift's own spelling of login, push, status and logout."`
	MCP        mcpCommand        `cmd:"" group:"Sync" name:"mcp" help:"Serve agents over the Model Context Protocol, on standard input and output."`
	Dashboard  dashboardCommand  `cmd:"" group:"Look" help:"Show what was sent as pages in the browser, from this machine alone."`
	Preview    previewCommand    `cmd:"" group:"Look" help:"Show rows before and after, here only."`
	Check      checkCommand      `cmd:"" group:"Look" help:"Would anything that leaves break the policy? Offline; for pre-commit and CI."`
	Prove      proveCommand      `cmd:"" group:"Look" help:"Plant secrets, paths, code and names into a copy of the databases, and see whether any would leave. Offline."`
	Quarantine quarantineCommand `cmd:"" group:"Look" help:"Rows that stay here: list, show, retry, drop."`
	Source     sourceCommand     `cmd:"" group:"Look" help:"Sources of the destination: list, adopt, rename, handover, primary, retire."`
	Purge      purgeCommand      `cmd:"" group:"Look" help:"Erase for good what was sent to the Supabase project: a source, an author, what is old."`
	Report     reportCommand     `cmd:"" group:"Look" help:"What a push did, for an auditor."`
	Plugins    pluginsCommand    `cmd:"" group:"Plugins" help:"Verify, pin, explain and write redaction plugins."`
	Doctor     doctorCommand     `cmd:"" group:"Diagnose" help:"Check configuration, databases, login and plugins, and say how to fix what is wrong."`
	Config     configCommand     `cmd:"" group:"Diagnose" help:"Settings in force, and where they come from."`
	Env        envCommand        `cmd:"" group:"Diagnose" help:"List the variables that driftsync reads."`
	Schema     schemaCommand     `cmd:"" group:"Diagnose" help:"Print, compare, write or apply the cloud schema."`
	Version    versionCommand    `cmd:"" group:"Diagnose" help:"Print the version."`
	Completion completionCommand `cmd:"" group:"Diagnose" help:"Print what a shell evaluates to complete driftsync's commands."`
	Docs       docsCommand       `cmd:"" group:"Diagnose" help:"Explain a topic or the code of an error; without one, print the reference of every command."`

	ctx    context.Context // of the command, for what ended it
	out    *output
	drains bool // see [drains]
}

// AfterApply makes one flag of two that mean nearly the same, and names the workers.
func (c *cli) AfterApply() error {
	c.JSON = c.JSON || c.JSONStream
	if c.Worker != "" {
		plugin.UseWorker(strings.Fields(c.Worker)...)
	}
	if entry, found := network.NoHost(c.AllowHost); found {
		return fmt.Errorf("--allow-host %q is neither HOST nor HOST:PORT", entry)
	}
	return nil
}

// allowedHosts returns the lists of hosts that hold for this process: the flag's, and those
// of policies.
func (c *cli) allowedHosts() ([][]string, error) {
	policies, err := lock.LoadPolicies(policyFile())
	if err != nil {
		return nil, err
	}
	lists := policies.Hosts()
	if len(c.AllowHost) > 0 {
		lists = append(lists, c.AllowHost)
	}
	return lists, nil
}

// newParser returns the command line over c.
func newParser(c *cli, s streams) (*kong.Kong, error) {
	return kong.New(c,
		kong.Name("driftsync"),
		kong.Description("Redacts Drift's metadata and syncs it to your team's Supabase project. Source code, secrets and absolute paths stay here."),
		kong.Writers(s.out, s.err),
		kong.Exit(func(status int) { panic(exit(status)) }),
		kong.Help(printHelp),
		helpOptions(),
	)
}

// run is main without the process: it returns the exit status.
func run(args []string, s streams) int {
	var c cli
	out := &output{Writer: s.out}
	s.out = out
	parser, err := newParser(&c, s)
	if err != nil {
		fmt.Fprintln(s.err, "driftsync:", err)
		return fault.ExitFailure
	}
	return out.end(s, parse(parser, &c, args, s))
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
	args = helped(parser, args)
	command, err := parser.Parse(args)
	if out, ok := s.out.(*output); ok && out.err != nil { // of help; run says so
		return fault.ExitOK
	}
	if err != nil {
		return badUsage(args, s, err, parser)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second interrupt ends what waits for input
	c.drains = drains(command.Command())
	if c.Timeout > 0 {
		var end context.CancelFunc
		ctx, end = context.WithTimeoutCause(ctx, c.Timeout, outOfTime(c.Timeout, c.drains && command.Command() != "login"))
		defer end()
	}
	if c.out, _ = s.out.(*output); c.out == nil {
		c.out = &output{Writer: s.out}
	}
	c.out.stop, c.ctx = stop, ctx
	network.Restrict(c.allowedHosts)
	work := func() error { return command.Run(c, s, &ctx, parser.Model) }
	if !c.drains {
		work = inTime(ctx, c, s, work)
	}
	if err := c.because(work()); err != nil && !c.out.caused(err) {
		return interruptedBy(ctx, tell(s, err))
	}
	return fault.ExitOK
}

// badUsage reports a bad command line: as JSON where that was asked for in it, as help
// where a command is missing.
func badUsage(args []string, s streams, cause error, parser *kong.Kong) int {
	err := fault.New(fault.UsageInvalid, usageText(cause), strings.TrimSpace("driftsync "+named(cause))+" --help", nil)
	if slices.Contains(args, "--json") || slices.Contains(args, "--json-stream") {
		if printErr := printJSON(s.out, envelope{Schema: "driftsync.usage/1", Error: newFault(err)}); printErr != nil {
			return fault.ExitFailure
		}
	} else if at := incomplete(cause); at != nil {
		parser.Stdout = s.err
		if helpErr := at.PrintUsage(false); helpErr != nil {
			return fault.ExitFailure
		}
		return fault.ExitUsage
	}
	return tell(s, err)
}

// statusError ends a command whose findings are printed already.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// tell prints an error for a person, on standard error, with what to do next.
func tell(s streams, err error) int {
	if status, ok := errors.AsType[statusError](err); ok {
		return int(status)
	}
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		f = &fault.Error{Code: fault.Internal, Message: err.Error(), Hint: "please report this"}
	}
	printFault(s.err, f.Error(), f.Code, f.Hint)
	return f.Code.Status()
}

// printFault prints what happened, its code, what to do next and where to read more.
func printFault(w io.Writer, what string, code fault.Code, hint string) {
	fmt.Fprintf(w, "driftsync: error: %s\n  code:  %s\n", glyph.Lines(what), code)
	if hint != "" {
		fmt.Fprintf(w, "  hint:  %s\n", glyph.Lines(hint))
	}
	fmt.Fprintf(w, "  docs:  driftsync docs %s\n", code)
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
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(glyph.JSON(b.Bytes()))
	return err
}
