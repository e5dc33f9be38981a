package prove

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"
)

// put returns a cell with a text in it, and the place where it stands, which is another
// one in a cell that is JSON.
func put(cell, text string, at Place, pick func(n int) int) (string, Place) {
	if at == Whole {
		return text, at
	}
	if v, ok := parse(cell); ok {
		return inside(v, text, at, pick)
	}
	switch at {
	case Document:
		return marshal(map[string]any{"note": text, "line": 12}), at
	case Appended:
		return strings.TrimSpace(cell + " " + text), at
	}
	return between(cell, text), Between
}

// between puts a text behind the middle word of another.
func between(cell, text string) string {
	words := strings.Fields(cell)
	if len(words) < 2 {
		return strings.TrimSpace(cell + " found " + text + " in orders")
	}
	middle := len(words) / 2
	return strings.Join(words[:middle], " ") + " " + text + " " + strings.Join(words[middle:], " ")
}

// parse returns a JSON object or array.
func parse(cell string) (any, bool) {
	d := json.NewDecoder(strings.NewReader(cell))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil, false
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, false
	}
	switch v.(type) {
	case map[string]any, []any:
		return v, true
	}
	return nil, false
}

// inside puts a text into a JSON document: as a value or an element by itself, or among
// the words of a value.
func inside(v any, text string, at Place, pick func(n int) int) (string, Place) {
	count := 0
	walk(v, func(s string) string { count++; return s })
	if count == 0 || at == Document && pick(2) == 0 {
		return marshal(added(v, text)), Element
	}
	target, place := pick(count), Value
	v = walk(v, func(s string) string {
		if target--; target != -1 {
			return s
		}
		switch at {
		case Between:
			place = Words
			return between(s, text)
		case Appended:
			place = Words
			return strings.TrimSpace(s + " " + text)
		}
		return text
	})
	return marshal(v), place
}

// walk calls each with every text of a document, in a fixed order, and puts what it
// returns in its place. Keys stay as they are.
func walk(v any, each func(string) string) any {
	switch v := v.(type) {
	case string:
		return each(v)
	case []any:
		for i := range v {
			v[i] = walk(v[i], each)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			v[key] = walk(v[key], each)
		}
	}
	return v
}

func added(v any, text string) any {
	switch v := v.(type) {
	case []any:
		return append(v, text)
	case map[string]any:
		v["note"] = text
		return v
	}
	return v
}
