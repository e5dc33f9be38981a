package main

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/driftsync/driftsync/schema"
)

// testCase is one line of a file of cases; fields that it does not name are for people.
type testCase struct {
	Kind     string         `json:"kind"`   // the file's name without one
	Table    string         `json:"table"`  // "database.table"
	Column   string         `json:"column"` // the cell that must_stay is about; empty for any
	Text     *string        `json:"text"`   // what it holds
	Row      map[string]any `json:"row"`    // other cells
	Root     string         `json:"root"`   // project root; [defaultRoot] without one
	Roots    []string       `json:"roots"`  // other roots that the databases name
	Home     string         `json:"home"`   // that of root without one
	User     string         `json:"user"`   // last segment of home without one
	Host     string         `json:"host"`   // name of the machine; [defaultHost] without one
	MustGo   []string       `json:"must_go"`
	MustStay []string       `json:"must_stay"`

	place string // file:line
}

// Where a case takes place that does not say it.
const (
	defaultRoot = "/home/mkowalska/work/shopfront"
	defaultHost = "mk-thinkpad"
)

const (
	maxLine  = 64 << 20
	maxFalse = 20 // wrong lines that are named
)

// load reads the cases that o asks for. The error names every line that is no case.
func load(o *options) ([]*testCase, error) {
	if info, err := os.Stat(o.dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s is not a folder", o.dir)
	}
	var names []string
	for _, pattern := range []string{"*.jsonl", "*.jsonl.gz"} {
		found, _ := filepath.Glob(filepath.Join(o.dir, pattern)) // the pattern is a good one
		names = append(names, found...)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no *.jsonl or *.jsonl.gz in %s", o.dir)
	}
	var all []*testCase
	var wrong []error
	for _, name := range names {
		if !matches(o.file, filepath.Base(name)) {
			continue
		}
		cases, errs := loadFile(name)
		wrong = append(wrong, errs...)
		for _, c := range cases {
			if matches(o.kind, c.Kind) {
				all = append(all, c)
			}
		}
	}
	if more := len(wrong) - maxFalse; more > 0 {
		wrong = append(wrong[:maxFalse], fmt.Errorf("and %d more", more))
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("lines that are not cases:\n%w", errors.Join(wrong...))
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no case in %s fits: kind %q, file %q", o.dir, cmp.Or(o.kind, "*"), cmp.Or(o.file, "*"))
	}
	return all, nil
}

func loadFile(name string) ([]*testCase, []error) {
	base := filepath.Base(name)
	fail := func(err error) []error { return []error{fmt.Errorf("%s: %w", base, err)} }
	f, err := os.Open(name)
	if err != nil {
		return nil, fail(err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return nil, fail(err)
		}
	}
	var all []*testCase
	var wrong []error
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		c := &testCase{place: fmt.Sprintf("%s:%d", base, n)}
		if err := c.parse(lines.Bytes()); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", c.place, err))
			continue
		}
		kind, _, _ := strings.Cut(base, ".")
		c.Kind = cmp.Or(c.Kind, kind)
		all = append(all, c)
	}
	if err := lines.Err(); err != nil {
		wrong = append(wrong, fail(err)...)
	}
	return all, wrong
}

func (c *testCase) parse(line []byte) error {
	if err := json.Unmarshal(line, c); err != nil {
		return err
	}
	database, name, _ := strings.Cut(c.Table, ".")
	t := schema.Find(database, name)
	if t == nil || !t.Syncs() {
		return fmt.Errorf("table %q does not leave", c.Table)
	}
	if c.Text == nil && len(c.Row) == 0 {
		return errors.New("it has no text and no row")
	}
	if c.Text != nil && c.Column == "" {
		return errors.New("its text has no column")
	}
	carried := map[string]bool{}
	for _, column := range t.Carried() {
		carried[column.Name] = true
	}
	for column := range c.cells() {
		if !carried[column] {
			return fmt.Errorf("column %q of %s does not leave", column, c.Table)
		}
	}
	return nil
}

// cells returns the row, text included.
func (c *testCase) cells() map[string]any {
	cells := maps.Clone(c.Row)
	if cells == nil {
		cells = map[string]any{}
	}
	if c.Text != nil {
		cells[c.Column] = *c.Text
	}
	return cells
}
