package pattern_test

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/driftsync/driftsync/plugins/sdk/automaton"
	"github.com/driftsync/driftsync/plugins/sdk/build/pattern"
)

// find returns all matches of a matcher, as FindAllSubmatchIndex does.
func find(m *automaton.Matcher, text string) [][]int {
	var all [][]int
	for at := 0; at <= len(text); {
		start, end := m.Find([]byte(text), at)
		if start < 0 {
			return all
		}
		all = append(all, []int{start, end})
		at = end
		if start == end {
			if at == len(text) {
				return all
			}
			_, size := utf8.DecodeRuneInString(text[at:])
			at += size
		}
	}
	return all
}

// same compares a pattern's matches in a text with those of Go's regexp.
func same(t *testing.T, expression, text string, budget int) {
	t.Helper()
	re, err := regexp.Compile(expression)
	if err != nil || !utf8.ValidString(text) {
		return
	}
	p, err := pattern.Compile(expression)
	if err != nil {
		var refused *pattern.Error
		if !errors.As(err, &refused) || refused.Offset > len(expression) {
			t.Fatalf("%q: %v", expression, err)
		}
		return
	}
	m := automaton.NewMatcher(p, &automaton.Budget{Bytes: budget})
	start, end := m.Find([]byte(text), 0)
	want := re.FindStringSubmatchIndex(text)
	switch {
	case want == nil && start >= 0, want != nil && (start != want[0] || end != want[1]):
		t.Fatalf("%q in %q: match [%d,%d], want %v", expression, text, start, end, want)
	case m.Match([]byte(text)) != (want != nil):
		t.Fatalf("%q in %q: Match is %v", expression, text, want == nil)
	}
	var groups []int
	for _, at := range m.Groups(nil, []byte(text), 0) {
		groups = append(groups, int(at))
	}
	if !slices.Equal(groups, want) {
		t.Fatalf("%q in %q: groups %v, want %v", expression, text, groups, want)
	}
	if pattern.MatchesEmpty(expression) {
		return // rules never match the empty text, and Go's way past an empty match is its own
	}
	all := re.FindAllStringIndex(text, -1)
	if got := find(m, text); !slices.EqualFunc(got, all, func(a, b []int) bool { return slices.Equal(a, b) }) && !hasEmpty(all) {
		t.Fatalf("%q in %q: matches %v, want %v", expression, text, got, all)
	}
}

func hasEmpty(all [][]int) bool {
	return slices.ContainsFunc(all, func(m []int) bool { return m[0] == m[1] })
}

var expressions = []string{
	`a`, `abc|abd`, `a*?b`, `(a|ab)(c|bcd)(d*)`, `x*`, `\bkey\b`, `^a|b$`, `(?m)^\w+$`, `(?i)straße|K`, `[^a-z]+`, `\pL{2,4}`, `(?s).+?x`, `a{2,5}?`, `\Bx\B`, `(a+)(b+)?`,
	`(?i)[\w.-]{0,50}?(?:key|token)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|:)[\s'"]{0,5}([\w.=-]{10,150})(?:['"\s;]|\\[nr]|$)`,
	`(?:a.*b|a)`, `((a)|(b))*`, `\x{1F600}|é`, `[[:alpha:]]+[^[:digit:]]`, `(?i)ſ`, `$`, `\z`, `(|a)+`, `(?:(?:^|x)y){1,3}`, `\d{4}-\d\d`, `(?U)a+`, `a\b.`,
}

var texts = []string{
	"", "a", "abcd", "aaab aab", "api_key = 'abcdefghij0123'; token: abc", "x\ny\nz", "STRASSE straße K k \u212a", "é\U0001F600日本", "2026-01-02 key",
	"aab\nab", "ſs", "zzzz key keys", "a bb a", strings.Repeat("ab", 40), "ab" + strings.Repeat("a", 30),
}

func TestCompile_Differential(t *testing.T) {
	for _, expression := range expressions {
		for _, text := range texts {
			same(t, expression, text, 1<<20)
			same(t, expression, text, 1) // every state is forgotten at once
		}
	}
}

func TestCompile_Errors(t *testing.T) {
	for _, c := range []struct {
		name, text, reason string
		offset             int
	}{
		{"look ahead", `ab(?=c)`, "look ahead", 2},
		{"look behind", `ab(?<!c)`, "look behind", 2},
		{"reference", `(a)\1`, "reference to a group", 3},
		{"open group", `ab(c`, "missing closing )", 0},
		{"open set", `ab[c`, "missing closing ]", 2},
		{"not UTF-8", "a\xff", "invalid UTF-8", 0},
		{"repetition", `a{1001}`, "invalid repeat count", 1},
		{"repeated repetition", `((a{500}){500})`, "repeat", 0},
		{"explodes", strings.Repeat(`x{1000}`, 20), "repeat less", 0},
		{"explodes inside", `(?:` + strings.Repeat(`[a-z]{100}`, 9) + `){10}`, "repeat less", 0},
		{"deep", strings.Repeat("(", 2000) + strings.Repeat(")", 2000), "nest", 0},
		{"long", strings.Repeat("a", pattern.MaxLength+1), "at most", pattern.MaxLength},
		{"groups", strings.Repeat("(a)", 100), "groups", 0},
	} {
		_, err := pattern.Compile(c.text)
		var refused *pattern.Error
		if !errors.As(err, &refused) || !strings.Contains(refused.Reason, c.reason) || c.offset > 0 && refused.Offset != c.offset {
			t.Errorf("%s: %+v", c.name, err)
		}
	}
}

// FuzzCompile compares parser and engine with Go's regexp.
func FuzzCompile(f *testing.F) {
	for i, expression := range expressions {
		f.Add(expression, texts[i%len(texts)])
	}
	f.Fuzz(func(t *testing.T, expression, text string) {
		if len(expression) > 200 || len(text) > 1000 {
			return
		}
		if _, err := syntax.Parse(expression, syntax.Perl); err != nil {
			if _, err := pattern.Compile(expression); err == nil {
				t.Fatalf("%q compiles", expression)
			}
			return
		}
		same(t, expression, text, 1<<20)
		same(t, expression, text, 2000)
	})
}

// FuzzDecode shows damaged programs to a guest's decoder: what it takes can be run.
func FuzzDecode(f *testing.F) {
	for _, expression := range expressions {
		if p, err := pattern.Compile(expression); err == nil {
			f.Add(p.Append(nil), "text key=1")
		}
	}
	f.Fuzz(func(t *testing.T, b []byte, text string) {
		p, err := automaton.Decode(b)
		if err != nil || len(text) > 100 || len(p.Insts) > 500 {
			return
		}
		m := automaton.NewMatcher(p, &automaton.Budget{Bytes: 1 << 16})
		if start, end := m.Find([]byte(text), 0); start > end || end > len(text) {
			t.Fatalf("match [%d,%d] of %d bytes", start, end, len(text))
		}
	})
}
