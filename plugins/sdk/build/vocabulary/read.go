package vocabulary

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// entry is a table of a rules file: texts, lists of texts and yes or no by field.
type entry struct {
	kind   string // "list", "language", ...
	file   string
	line   int
	fields map[string]field
	why    string // what holds for all entries of the file that say nothing else
}

// field is the value of one field; a single text is a list of one.
type field struct {
	line int
	list bool
	text []text
}

type text struct {
	string
	line int
}

// read returns the entries of a rules file. The error is an [*Error].
func read(name string, source []byte) ([]entry, error) {
	var any map[string]any
	if err := toml.Unmarshal(source, &any); err != nil {
		line := 0
		if bad, ok := err.(*toml.DecodeError); ok {
			line, _ = bad.Position()
		}
		return nil, &Error{[]Problem{{name, line, strings.TrimPrefix(err.Error(), "toml: ")}}}
	}
	var all []entry
	var problems []Problem
	var parser unstable.Parser
	why := ""
	parser.Reset(source)
	lineOf := func(n *unstable.Node) int { return 1 + bytes.Count(source[:n.Raw.Offset], []byte("\n")) }
	for parser.NextExpression() {
		e := parser.Expression()
		key, line := "", 0
		for it := e.Key(); it.Next(); {
			key += "." + string(it.Node().Data)
			if line == 0 {
				line = lineOf(it.Node())
			}
		}
		key = strings.TrimPrefix(key, ".")
		switch {
		case e.Kind == unstable.ArrayTable:
			all = append(all, entry{key, name, line, make(map[string]field), why})
		case e.Kind == unstable.KeyValue && len(all) > 0:
			f, ok := readField(e.Value(), line, lineOf)
			if !ok {
				problems = append(problems, Problem{name, line, fmt.Sprintf("%s is a text or a list of texts", key)})
			}
			all[len(all)-1].fields[key] = f
		case key == "why" && e.Value().Kind == unstable.String:
			why = string(e.Value().Data)
		default:
			problems = append(problems, Problem{name, line, fmt.Sprintf("%q: a rules file holds why, and then entries such as [[list]]", key)})
		}
	}
	if len(problems) > 0 {
		return nil, &Error{problems}
	}
	return all, nil
}

// readField reads the value of a field that stands on a line.
func readField(v *unstable.Node, line int, lineOf func(*unstable.Node) int) (f field, ok bool) {
	f.line = line
	switch v.Kind {
	case unstable.String, unstable.Bool, unstable.Integer:
		f.text = []text{{string(v.Data), line}}
		return f, true
	case unstable.Array:
		f.list = true
		for it := v.Children(); it.Next(); {
			if it.Node().Kind != unstable.String {
				return f, false
			}
			f.text = append(f.text, text{string(it.Node().Data), lineOf(it.Node())})
		}
		return f, true
	}
	return f, false
}
