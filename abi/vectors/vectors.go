// Package vectors holds golden vectors for redaction plugins: rows, the classes
// of their columns, and what is left of each cell after the plugin's directives
// are applied. They run natively and inside WebAssembly with the same code.
package vectors

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	"github.com/driftsync/driftsync/abi"
)

// Files holds the vectors, one JSON file each, in folder "data". A broken bar
// (U+00A6) in a file stands for nothing: it keeps scanners from taking test
// strings for secrets; [Load] removes it.
//
//go:embed data/*.json
var Files embed.FS

// Vector is one table with its expected result. All its columns are text.
type Vector struct {
	Name    string // file name without extension
	Comment string
	Table   string
	Context []Entry
	Columns []Column
	Rows    [][]*string // nil is null
	Expect  [][]*string // as Rows; a row that is dropped is nil
}

// Entry is one context entry of the frame.
type Entry struct{ Kind, Value string }

// Column is a column of a vector.
type Column struct{ Name, Class string }

var kinds = map[string]abi.ContextKind{"root": abi.Root, "home": abi.Home, "user": abi.User, "host": abi.Host, "word": abi.Word, "person": abi.Person}

// Load returns the golden vectors, by name.
func Load() ([]Vector, error) {
	data, err := fs.Sub(Files, "data")
	if err != nil {
		return nil, err
	}
	return LoadFS(data)
}

// LoadFS returns the vectors in the JSON files of a folder, by name.
func LoadFS(fsys fs.FS) ([]Vector, error) {
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, err
	}
	all := make([]Vector, 0, len(names))
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		v := Vector{Name: strings.TrimSuffix(name, ".json")}
		decoder := json.NewDecoder(strings.NewReader(strings.ReplaceAll(string(data), "\u00a6", "")))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&v); err != nil {
			return nil, fmt.Errorf("vector %s: %w", v.Name, err)
		}
		if err := v.check(); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// Encode returns the text of a file that [LoadFS] reads as this vector.
func (v *Vector) Encode() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(struct { // texts always can
		Comment string
		Table   string
		Context []Entry
		Columns []Column
		Rows    [][]*string
		Expect  [][]*string
	}{v.Comment, v.Table, v.Context, v.Columns, v.Rows, v.Expect})
	return b.Bytes()
}

func (v *Vector) check() error {
	if len(v.Rows) != len(v.Expect) {
		return fmt.Errorf("vector %s: %d rows, %d expected", v.Name, len(v.Rows), len(v.Expect))
	}
	for i := range v.Rows {
		if len(v.Rows[i]) != len(v.Columns) || v.Expect[i] != nil && len(v.Expect[i]) != len(v.Columns) {
			return fmt.Errorf("vector %s: row %d has another number of cells than there are columns", v.Name, i)
		}
	}
	for _, e := range v.Context {
		if kinds[e.Kind] == 0 {
			return fmt.Errorf("vector %s: context kind %q", v.Name, e.Kind)
		}
	}
	return nil
}

// Frame returns the vector's rows as a frame.
func (v *Vector) Frame() []byte {
	spec := abi.FrameSpec{Table: v.Table, Rows: len(v.Rows)}
	for _, e := range v.Context {
		spec.Context = append(spec.Context, abi.ContextSpec{Kind: kinds[e.Kind], Value: e.Value})
	}
	for i, c := range v.Columns {
		cells := make([]*string, len(v.Rows))
		for row := range v.Rows {
			cells[row] = v.Rows[row][i]
		}
		spec.Columns = append(spec.Columns, TextColumn(c.Name, abi.ParseClass(c.Class), cells))
	}
	return abi.AppendFrame(nil, &spec)
}

// TextColumn encodes cells, nil for null, as a text column.
func TextColumn(name string, class abi.Class, cells []*string) abi.ColumnSpec {
	c := abi.ColumnSpec{Name: name, Class: class, Type: abi.Text, Nulls: make([]byte, (len(cells)+7)/8), Offsets: []uint32{0}}
	for row, cell := range cells {
		if cell == nil {
			c.Nulls[row>>3] |= 1 << (row & 7)
		} else {
			c.Data = append(c.Data, *cell...)
		}
		c.Offsets = append(c.Offsets, uint32(len(c.Data)))
	}
	return c
}
