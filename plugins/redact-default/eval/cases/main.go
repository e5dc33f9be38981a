// Command cases runs cases of redaction through the default plugin and the guard, as
// a push would, and counts by kind what leaked and what was taken away for nothing.
//
//	go run ./cases [-show] [-kind GLOB] [-file GLOB] [-native] [-min-fine PERCENT] [-max-leaked PERCENT] DIR
//
// It reads every *.jsonl[.gz] in DIR, one case a line; see [testCase] for the fields.
// A case leaks if a string of must_go is in any cell that would leave, and is
// over-redacted if a string of must_stay is not in its cell; it can be both. A row that
// the plugin or the guard keeps back leaks nothing and holds nothing.
//
// With -show the failing cases are printed by file and line, text included: cases are
// made up. The bundled plugin runs in a worker; -native runs the policy of the source
// tree in its place, without a build of the module. The exit status is 0, 1 where a
// threshold is missed, 2 where the cases cannot be run.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path"

	"github.com/driftsync/driftsync/host"
)

func main() {
	host.WorkerMain()
	err := run(context.Background(), os.Args[1:], os.Stdout)
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cases:", err)
		os.Exit(status(err))
	}
}

// errMissed says that the cases ran, and that a threshold was missed.
var errMissed = errors.New("threshold missed")

func status(err error) int {
	if errors.Is(err, errMissed) {
		return 1
	}
	return 2
}

type options struct {
	dir        string
	kind, file string // globs; empty takes all
	show       bool
	native     bool
	minFine    float64 // percent of what was tried
	maxLeaked  float64
}

func parse(args []string) (*options, error) {
	var o options
	flags := flag.NewFlagSet("cases", flag.ContinueOnError)
	flags.StringVar(&o.kind, "kind", "", "run the kinds that match this `glob` only")
	flags.StringVar(&o.file, "file", "", "run the files whose names match this `glob` only")
	flags.BoolVar(&o.show, "show", false, "print the failing cases")
	flags.BoolVar(&o.native, "native", false, "run the policy of the source tree instead of the bundled module")
	flags.Float64Var(&o.minFine, "min-fine", 0, "fail if fewer `percent` are fine")
	flags.Float64Var(&o.maxLeaked, "max-leaked", 100, "fail if more `percent` leak")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() != 1 {
		return nil, errors.New("name one folder of cases: cases [flags] DIR")
	}
	for _, glob := range []string{o.kind, o.file} {
		if _, err := path.Match(glob, ""); err != nil {
			return nil, fmt.Errorf("%q is not a glob: %w", glob, err)
		}
	}
	o.dir = flags.Arg(0)
	return &o, nil
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	all, err := load(o)
	if err != nil {
		return err
	}
	outcomes, err := redactAll(ctx, all, o.native)
	if err != nil {
		return err
	}
	if o.show {
		for i := range outcomes {
			show(out, all[i], &outcomes[i])
		}
	}
	total := table(out, all, outcomes)
	return total.judge(o)
}

// matches reports whether name fits glob; an empty glob takes all.
func matches(glob, name string) bool {
	ok, err := path.Match(glob, name)
	return glob == "" || ok && err == nil
}
