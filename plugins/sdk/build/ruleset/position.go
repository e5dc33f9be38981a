package ruleset

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// maxDepth bounds brackets within brackets, which a reader would follow on its stack.
const maxDepth = 32

// maxFile is the largest rules file in bytes.
const maxFile = 1 << 20

// place names a value: that of key in the n-th table of an array, and an element of it.
type place struct {
	table   string // "rule", "rule.allow", "rules.allowlists"; "" for the top
	n       int    // number of the rule
	sub     int    // number of the table in the rule
	key     string
	element int // from 0; -1 for the whole value
}

// positions is where the values of a file stand.
type positions struct {
	name  string
	text  []byte
	at    map[place]int // offsets
	notes []string
}

// locate reads where values stand. The file is valid.
func locate(name string, text []byte) positions {
	p := positions{name: name, text: text, at: make(map[place]int)}
	var parser unstable.Parser
	parser.Reset(text)
	here := place{element: -1}
	counts := make(map[string]int)
	for parser.NextExpression() {
		e := parser.Expression()
		key, offset := path(e)
		switch e.Kind {
		case unstable.ArrayTable, unstable.Table:
			here = p.enter(here, key, counts)
			p.note(here, offset)
		case unstable.KeyValue:
			here.key = key
			p.value(&parser, here, e.Value())
			here.key = ""
		}
	}
	return p
}

// path returns the dotted key of an expression, and where it stands.
func path(e *unstable.Node) (key string, offset int) {
	var parts []string
	offset = -1
	for it := e.Key(); it.Next(); {
		if offset < 0 {
			offset = int(it.Node().Raw.Offset)
		}
		parts = append(parts, string(it.Node().Data))
	}
	return strings.Join(parts, "."), offset
}

// enter returns the place of a table: a rule by number, and in it a table by number.
func (p *positions) enter(here place, key string, counts map[string]int) place {
	top, _, below := strings.Cut(key, ".")
	if !below {
		counts[key]++
		counts["in "+key] = 0
		return place{table: key, n: counts[key] - 1, element: -1}
	}
	counts["in "+top]++
	return place{table: key, n: max(0, counts[top]-1), sub: counts["in "+top] - 1, element: -1}
}

func (p *positions) note(at place, offset int) {
	if _, ok := p.at[at]; !ok && offset >= 0 {
		p.at[at] = offset
	}
}

func (p *positions) value(parser *unstable.Parser, at place, value *unstable.Node) {
	p.note(at, int(value.Raw.Offset))
	switch value.Kind {
	case unstable.Array:
		it := value.Children()
		for i := 0; it.Next(); i++ {
			n := it.Node()
			if n.Kind == unstable.InlineTable {
				p.inline(parser, place{table: at.table + "." + at.key, n: at.n, sub: i, element: -1}, n)
				continue
			}
			at.element = i
			p.note(at, int(n.Raw.Offset))
		}
	case unstable.InlineTable:
		p.inline(parser, place{table: at.table + "." + at.key, n: at.n, element: -1}, value)
	}
}

func (p *positions) inline(parser *unstable.Parser, at place, table *unstable.Node) {
	it := table.Children()
	for it.Next() {
		at.key, _ = path(it.Node())
		p.value(parser, at, it.Node().Value())
	}
}

// position returns the line and column of a place, or of what holds it.
func (p *positions) position(at place) (line, column int) {
	for {
		if offset, ok := p.at[at]; ok {
			return p.lineOf(offset)
		}
		switch {
		case at.element >= 0:
			at.element = -1
		case at.key != "":
			at.key = ""
		case at.sub > 0:
			at.sub = 0
		case strings.Contains(at.table, "."):
			at.table = at.table[:strings.LastIndexByte(at.table, '.')]
		default:
			return 0, 0
		}
	}
}

// inside returns the line and column of a byte of a text value. Where the value is written
// with escapes it is the value's own.
func (p *positions) inside(at place, offset int) (line, column int) {
	begin, ok := p.at[at]
	if !ok {
		return p.position(at)
	}
	rest := p.text[begin:]
	for _, quote := range []string{"'''", `"""`, "'", `"`} {
		if !bytes.HasPrefix(rest, []byte(quote)) {
			continue
		}
		text := rest[len(quote):]
		text = text[:max(0, bytes.Index(text, []byte(quote)))]
		if quote[0] == '"' && bytes.IndexByte(text, '\\') >= 0 || offset > len(text) {
			break
		}
		return p.lineOf(begin + len(quote) + offset)
	}
	return p.lineOf(begin)
}

func (p *positions) lineOf(offset int) (line, column int) {
	before := p.text[:min(offset, len(p.text))]
	return 1 + bytes.Count(before, []byte("\n")), len(before) - bytes.LastIndexByte(before, '\n')
}

// decode reads TOML into v. The error is an [*Error].
func decode(name string, text []byte, v any, strict bool) error {
	refuse := func(line, column int, reason string) error {
		return &Error{[]Problem{{name, line, column, reason}}}
	}
	if len(text) > maxFile {
		return refuse(0, 0, fmt.Sprintf("the file has %d bytes, at most %d are allowed", len(text), maxFile))
	}
	if at := tooDeep(text); at >= 0 {
		line, column := (&positions{text: text}).lineOf(at)
		return refuse(line, column, fmt.Sprintf("more than %d brackets within one another", maxDepth))
	}
	d := toml.NewDecoder(bytes.NewReader(text))
	if strict {
		d.DisallowUnknownFields()
	}
	err := d.Decode(v)
	if missing, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		var all []Problem
		for i := range missing.Errors {
			line, column := missing.Errors[i].Position()
			all = append(all, Problem{name, line, column, fmt.Sprintf("there is no field %q", strings.Join(missing.Errors[i].Key(), "."))})
		}
		return &Error{all}
	}
	if bad, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, column := bad.Position()
		return refuse(line, column, strings.TrimPrefix(bad.Error(), "toml: "))
	}
	if err != nil {
		return refuse(0, 0, strings.TrimPrefix(err.Error(), "toml: "))
	}
	return nil
}

// tooDeep returns where brackets stand too deep within one another, -1 where they do not.
// Brackets in texts and comments count for little: a line of them is no rule.
func tooDeep(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\'', '"':
			i += skip(text[i:])
		case '#':
			if end := bytes.IndexByte(text[i:], '\n'); end >= 0 {
				i += end
			}
		case '[', '{':
			if depth++; depth > maxDepth {
				return i
			}
		case ']', '}':
			depth = max(0, depth-1)
		}
	}
	return -1
}

// skip returns the length of the text that b begins with, less one byte.
func skip(b []byte) int {
	quote := b[:1]
	if len(b) >= 3 && b[1] == b[0] && b[2] == b[0] {
		quote = b[:3]
	}
	for i := len(quote); i < len(b); i++ {
		switch {
		case b[i] == '\\' && quote[0] == '"':
			i++
		case bytes.HasPrefix(b[i:], quote):
			return i + len(quote) - 1
		case b[i] == '\n' && len(quote) == 1:
			return i
		}
	}
	return len(b) - 1
}
