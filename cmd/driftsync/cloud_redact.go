package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
)

// cloudRedact serves the redact functions of Drift's own cloud module, which look at a row
// at a time.
type cloudRedact struct {
	Root string `placeholder:"DIR" help:"Project root; default as Drift finds it."`
}

// redactAsk is one line of input: a row of a table, or a path.
type redactAsk struct {
	Table string         `json:"table"` // as Drift names it; "cortex.memories" is taken too
	Row   map[string]any `json:"row"`   // a blob is {"hex": "…"}
	Path  *string        `json:"path"`
}

// redactAnswer is one line of output. Row is null where the row stays here, and then
// Reason says why.
type redactAnswer struct {
	Row    map[string]any `json:"row,omitempty"`
	Path   *string        `json:"path,omitempty"`
	Stage  string         `json:"stage,omitempty"`
	Reason string         `json:"reason,omitempty"`
	Column string         `json:"column,omitempty"`
}

// longestAsk is how long a line of input may be, in bytes.
const longestAsk = 32 << 20

// Run answers line by line, and never with a value that would not leave.
func (k *cloudRedact) Run(c *cli, s streams, ctx *context.Context) error {
	return driftStatus(c, s, k.serve(*ctx, c, s))
}

func (k *cloudRedact) serve(ctx context.Context, c *cli, s streams) error {
	root, _, err := c.settings(k.Root)
	if err != nil {
		return err
	}
	o, err := (&pushCommand{To: nowhere}).options(c, root)
	if err != nil {
		return err
	}
	l := lineRedactor{options: host.RedactOptions{Root: root, Plugins: o.Plugins, Limits: o.Limits, Key: o.TeamKey, CacheDir: o.CacheDir}}
	return errors.Join(l.serve(ctx, s.in, s.out), l.close())
}

// lineRedactor starts its worker with the first row: paths need none.
type lineRedactor struct {
	options  host.RedactOptions
	redactor *host.Redactor
}

func (l *lineRedactor) serve(ctx context.Context, in io.Reader, to io.Writer) error {
	lines, out := bufio.NewScanner(in), json.NewEncoder(to)
	lines.Buffer(nil, longestAsk)
	for lines.Scan() {
		answer, err := l.answer(ctx, lines.Bytes())
		if err != nil {
			return err
		}
		if err := out.Encode(answer); err != nil {
			return err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return fault.New(fault.UsageInvalid, "a line of input is longer than 32 MiB", "write one row a line", nil)
	}
	return lines.Err()
}

func (l *lineRedactor) answer(ctx context.Context, line []byte) (*redactAnswer, error) {
	var ask redactAsk
	if json.Unmarshal(line, &ask) != nil {
		return nil, fault.New(fault.UsageInvalid, "a line of input is not a JSON object", `write {"table": …, "row": …} or {"path": …}`, nil)
	}
	if ask.Path != nil {
		path := host.RedactPath(l.options.Root, *ask.Path)
		return &redactAnswer{Path: &path}, nil
	}
	if l.redactor == nil {
		r, err := host.NewRedactor(ctx, l.options)
		if err != nil {
			return nil, err
		}
		l.redactor = r
	}
	return ask.redact(ctx, l.redactor)
}

func (l *lineRedactor) close() error {
	if l.redactor == nil {
		return nil
	}
	return l.redactor.Close()
}

func (a *redactAsk) redact(ctx context.Context, r *host.Redactor) (*redactAnswer, error) {
	for name, cell := range a.Row {
		blob, ok := cell.(map[string]any)
		if !ok {
			continue
		}
		text, _ := blob["hex"].(string)
		data, err := hex.DecodeString(text)
		if err != nil || len(blob) != 1 {
			return nil, fault.New(fault.UsageInvalid, "a cell is an object and not a blob", `write a blob as {"hex": "…"}`, nil)
		}
		a.Row[name] = data
	}
	got, err := r.Row(ctx, fullName(a.Table), a.Row)
	if err != nil {
		return nil, err
	}
	return &redactAnswer{Row: got.Cells, Stage: got.Stage, Reason: got.Reason, Column: got.Column}, nil
}

// fullName adds the database to a table's name, which Drift leaves out: no two of its
// databases have a table of the same name that syncs.
func fullName(table string) string {
	for _, d := range schema.Databases() {
		for _, t := range d.Tables {
			if t.Syncs() && t.Name == table {
				return t.FullName()
			}
		}
	}
	return table
}
