// Package ruleset makes a plugin of a rules file: it reads the file, checks it, compiles it
// to a table, and puts that into the engine's module. The same file and engine give the same
// bytes, everywhere. What a hostile file could cost is bounded: nothing is run that it
// holds, and each limit is asked for before the work that it limits.
package ruleset

import (
	"fmt"
	"strings"

	"github.com/driftsync/driftsync/plugins/sdk/build/pattern"
	"github.com/driftsync/driftsync/plugins/sdk/rule"
)

// File is a rules file.
type File struct {
	Name    string `toml:"name"`    // of the plugin
	Version string `toml:"version"` // semantic
	Allow   []Allow
	Rules   []Rule `toml:"rule"`
	From    []From `toml:"from"`

	at positions
}

// From adds the rules of another tool's file.
type From struct {
	Format  string   `toml:"format"`  // "gitleaks" or "betterleaks"
	File    string   `toml:"file"`    // beside the rules file
	Without []string `toml:"without"` // rules that are left out
	Action  string   `toml:"action"`
	Marker  *string  `toml:"marker"`
	Classes []string `toml:"classes"`
}

// Rule is one rule of a file.
type Rule struct {
	ID        string   `toml:"id"`
	Title     string   `toml:"title"`
	Why       string   `toml:"why"`
	Keywords  []string `toml:"keywords"`
	Words     []string `toml:"words"`
	Pattern   string   `toml:"pattern"`
	Group     int      `toml:"group"`
	Entropy   float64  `toml:"entropy"`
	MinLength int      `toml:"min_length"`
	MaxLength int      `toml:"max_length"`
	Checksum  string   `toml:"checksum"`
	Allow     []Allow  `toml:"allow"`
	Classes   []string `toml:"classes"`
	Tables    []string `toml:"tables"`
	Columns   []string `toml:"columns"`
	Action    string   `toml:"action"`
	Marker    *string  `toml:"marker"`
	Match     []string `toml:"match"` // texts in which it has to find something
	Leave     []string `toml:"leave"` // texts in which it must not

	foreign bool // of another tool: ends, groups and lines as that has them
	from    int  // number of the rule in its file
}

// Allow leaves what it holds alone.
type Allow struct {
	Words    []string `toml:"words"`    // what would be taken holds one
	Patterns []string `toml:"patterns"` // one matches in the target
	Target   string   `toml:"target"`   // "secret" (default), "match" or "line"
	All      bool     `toml:"all"`      // both are asked for
}

// Problem is one reason to refuse a file.
type Problem struct {
	File   string
	Line   int // from 1; 0 where there is none
	Column int // in bytes, from 1
	Text   string
}

func (p *Problem) String() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Text)
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Text)
}

// Error says why a file is refused.
type Error struct{ Problems []Problem }

// mostProblems is how many are said at once.
const mostProblems = 20

func (e *Error) Error() string {
	var b strings.Builder
	for i := range e.Problems[:min(len(e.Problems), mostProblems)] {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(e.Problems[i].String())
	}
	if more := len(e.Problems) - mostProblems; more > 0 {
		fmt.Fprintf(&b, "\nand %d more", more)
	}
	return b.String()
}

// Product is what a rules file becomes.
type Product struct {
	Wasm     []byte
	Manifest []byte
	Table    []byte
	Vectors  map[string][]byte // by file name
	Rules    int
	Notes    []string // what of another tool's file has no meaning here
}

// Build makes the plugin of a parsed file. engine is the module of plugins/sdk/rule/guest.
// The error is an [*Error] where the file is to blame.
func Build(f *File, engine []byte) (*Product, error) {
	table, err := Compile(f)
	if err != nil {
		return nil, err
	}
	p := &Product{Rules: len(f.Rules), Table: table.Append(nil), Notes: f.at.notes}
	if len(p.Table) > rule.AreaSize {
		return nil, f.refuse(place{}, "the rules take %d bytes compiled, at most %d fit: shorten lists or repetitions", len(p.Table), rule.AreaSize)
	}
	e, err := newEngine(p.Table)
	if err != nil {
		return nil, err
	}
	if err := f.try(e, table); err != nil {
		return nil, err
	}
	if p.Manifest, err = f.manifest(); err != nil {
		return nil, f.refuse(place{}, "%v", err)
	}
	if p.Vectors, err = f.vectors(e); err != nil {
		return nil, err
	}
	p.Wasm, err = Pack(engine, p.Table, p.Manifest)
	return p, err
}

// Compile makes the table of a parsed file. The error is an [*Error].
func Compile(f *File) (*rule.Table, error) {
	c := compiler{file: f, patterns: make(map[string]int)}
	return c.compile()
}

func newEngine(encoded []byte) (*rule.Engine, error) {
	table, err := rule.Decode(encoded)
	if err != nil {
		return nil, err
	}
	return rule.New(table)
}

// refuse returns an error with one problem.
func (f *File) refuse(at place, format string, args ...any) error {
	return &Error{[]Problem{f.problem(at, format, args...)}}
}

func (f *File) problem(at place, format string, args ...any) Problem {
	line, column := f.at.position(at)
	return Problem{f.at.name, line, column, fmt.Sprintf(format, args...)}
}

// patternProblem says where in a pattern the fault is.
func (f *File) patternProblem(at place, of string, err *pattern.Error) Problem {
	line, column := f.at.inside(at, err.Offset)
	return Problem{f.at.name, line, column, fmt.Sprintf("%s: %s", of, err.Reason)}
}
