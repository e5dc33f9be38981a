package ruleset

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/abi/vectors"
	"github.com/driftsync/driftsync/plugins/sdk"
	"github.com/driftsync/driftsync/plugins/sdk/rule"
)

// manifest returns the manifest of the plugin, as JSON.
func (f *File) manifest() ([]byte, error) {
	m := manifest.Manifest{Name: f.Name, Version: f.Version, ABI: abi.Version, Classes: []string{}, Reads: f.reads()}
	for i := range f.Rules {
		r := &f.Rules[i]
		marker := defaultMarker
		switch {
		case r.Action != "" && r.Action != "mask":
			marker = ""
		case r.Marker != nil:
			marker = *r.Marker
		}
		m.Rules = append(m.Rules, manifest.Rule{ID: r.ID, Title: r.Title, Removes: removes(r), Marker: marker})
	}
	text, err := encode(m)
	if err != nil {
		return nil, err
	}
	_, err = manifest.Parse(text)
	return text, err
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// reads returns the columns that the rules look at, all where a rule names none.
func (f *File) reads() []string {
	var all []string
	for i := range f.Rules {
		r := &f.Rules[i]
		if len(r.Tables)+len(r.Columns) == 0 {
			return []string{"*"}
		}
		all = append(all, r.Tables...)
		for _, c := range r.Columns {
			if !strings.Contains(c, ".") {
				c = "*." + c
			}
			all = append(all, c)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// removes says in a sentence what a rule takes away.
func removes(r *Rule) string {
	what := "The whole cell"
	switch {
	case r.Action == "drop":
		what = "The whole row"
	case r.Action == "null":
	case len(r.Words) > 0:
		what = fmt.Sprintf("Any of %d words", len(r.Words))
	case r.Pattern != "" && r.Group > 0:
		what = fmt.Sprintf("Group %d of its pattern", r.Group)
	case r.Pattern != "":
		what = "What its pattern finds"
	}
	if r.Action == "pseudonym" {
		what += ", in favour of a keyed pseudonym"
	}
	if r.Why != "" {
		what += ". " + r.Why
	}
	return what
}

// vectors returns a vector of each rule: its tests, and what the rules together leave of
// them.
func (f *File) vectors(e *rule.Engine) (map[string][]byte, error) {
	all := make(map[string][]byte)
	for i := range f.Rules {
		r := &f.Rules[i]
		if len(r.Match)+len(r.Leave) == 0 {
			continue
		}
		v := f.vector(r)
		left, err := leave(e, f, &v)
		if err != nil {
			return nil, err
		}
		v.Expect = left
		all[r.ID+".json"] = v.Encode()
	}
	return all, nil
}

// vector returns the tests of a rule as rows of a column in its scope.
func (f *File) vector(r *Rule) vectors.Vector {
	classes := r.Classes
	if len(classes) == 0 {
		classes = defaultClasses
	}
	class := classes[0]
	if slices.Contains(classes, "free_text") {
		class = "free_text"
	}
	table, column := "drift.violations", "message"
	for _, name := range slices.Concat(r.Columns, r.Tables) {
		parts := strings.Split(strings.ReplaceAll(name, "*", "x"), ".")
		switch {
		case slices.Contains(r.Tables, name) && len(parts) == 2:
			table = strings.Join(parts, ".")
		case slices.Contains(r.Tables, name):
			table = "drift." + parts[0]
		case len(parts) == 3:
			table, column = parts[0]+"."+parts[1], parts[2]
		case len(parts) == 2:
			table, column = "drift."+parts[0], parts[1]
		default:
			column = parts[0]
		}
	}
	v := vectors.Vector{Name: r.ID, Comment: r.Title, Table: table, Context: []vectors.Entry{}, Columns: []vectors.Column{{Name: column, Class: class}}}
	for _, texts := range [][]string{r.Match, r.Leave} {
		for _, text := range texts {
			v.Rows = append(v.Rows, []*string{&text})
		}
	}
	return v
}

// leave returns what a policy leaves of a vector, natively.
func leave(e *rule.Engine, f *File, v *vectors.Vector) ([][]*string, error) {
	frame := v.Frame()
	answer, err := sdk.Run(e, frame)
	if err != nil {
		return nil, err
	}
	markers := make([]string, len(f.Rules))
	for i := range f.Rules {
		if r := &f.Rules[i]; r.Marker != nil {
			markers[i] = *r.Marker
		} else if r.Action == "" || r.Action == "mask" {
			markers[i] = defaultMarker
		}
	}
	return vectors.Apply(frame, answer, markers)
}
