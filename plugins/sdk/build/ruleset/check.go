package ruleset

import (
	"slices"
	"strings"

	"github.com/driftsync/driftsync/plugins/sdk/automaton"
	"github.com/driftsync/driftsync/plugins/sdk/build/pattern"
	"github.com/driftsync/driftsync/plugins/sdk/rule"
)

// ordinary are texts that have nothing in common but that nobody would take them away.
var ordinary = []string{
	"The handler returns 3 of 5 results when no filter is set.", "x", "0", "Added retry with jitter, see the design note", "日本語のテキスト", "ok",
	"TypeError: undefined is not a function", "-", "camelCaseName", "2026-01-02T15:04:05Z",
}

// try runs each rule on its own tests, on markers and on ordinary texts.
func (f *File) try(e *rule.Engine, table *rule.Table) error {
	var problems []Problem
	add := func(at place, format string, args ...any) {
		problems = append(problems, f.problem(at, format, args...))
	}
	for i := range f.Rules {
		r := &f.Rules[i]
		for key, texts := range map[string][]string{"match": r.Match, "leave": r.Leave} {
			for n, text := range texts {
				found := slices.ContainsFunc(e.Find(nil, []byte(text)), func(found rule.Finding) bool { return found.Rule == i })
				at := f.where(i, key)
				at.element = n
				switch {
				case key == "match" && !found:
					add(at, "rule %q finds nothing in this text: see its keywords, pattern, entropy and allow", r.ID)
				case key == "leave" && found:
					add(at, "rule %q finds something in this text", r.ID)
				}
			}
		}
		for _, marker := range f.markers(table) {
			if f.finds(table, i, marker) {
				add(f.where(i, detectorKey(r)), "rule %q matches %s, which replaces what a rule takes: what is left would be taken again", r.ID, marker)
				break
			}
		}
		if len(r.Tables)+len(r.Columns) == 0 && !slices.ContainsFunc(ordinary, func(text string) bool { return !f.finds(table, i, text) }) {
			add(f.where(i, detectorKey(r)), "rule %q matches everything: give it a narrower pattern, or name tables or columns", r.ID)
		}
	}
	if len(problems) > 0 {
		slices.SortFunc(problems, func(a, b Problem) int {
			if a.Line != b.Line {
				return a.Line - b.Line
			}
			return a.Column - b.Column
		})
		return &Error{problems}
	}
	return nil
}

func detectorKey(r *Rule) string {
	if len(r.Words) > 0 {
		return "words"
	}
	return "pattern"
}

// markers returns what a text holds in place of what is gone.
func (f *File) markers(table *rule.Table) []string {
	all := []string{defaultMarker, "[P:QK7W2ZLD5XN4HT3M]"}
	for i := range table.Rules {
		if m := table.Rules[i].Marker; m != "" && !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	return all
}

// finds reports whether what a rule looks for is in a text, whatever else it asks for.
func (f *File) finds(table *rule.Table, i int, text string) bool {
	r := &f.Rules[i]
	for _, w := range r.Words {
		if strings.EqualFold(w, strings.Trim(text, "[]")) {
			return true
		}
	}
	if table.Rules[i].Pattern == rule.None {
		return false
	}
	program, err := pattern.Compile(r.Pattern)
	if err != nil {
		return false
	}
	start, end := automaton.NewMatcher(program, &automaton.Budget{Bytes: 1 << 20}).Find([]byte(text), 0)
	if r.foreign && end-start < len(text) {
		return false // a part of a marker is not taken
	}
	return start < end
}
