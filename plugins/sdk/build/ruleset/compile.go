package ruleset

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/plugins/sdk/build/pattern"
	"github.com/driftsync/driftsync/plugins/sdk/keyword"
	"github.com/driftsync/driftsync/plugins/sdk/rule"
)

// Limits of a file, beside those of a manifest.
const (
	maxWord    = 256 // bytes of a keyword
	maxWords   = 20_000
	maxSteps   = 400_000 // instructions of all patterns
	maxTests   = 64      // texts of one rule, of each kind
	maxEntropy = 8
)

// defaultMarker stands in place of what a rule masks.
const defaultMarker = "[REDACTED]"

// defaultClasses are those that hold texts of people and programs; other classes have a
// form of their own, which a marker might break.
var defaultClasses = []string{"identifier", "env_name", "path", "path_embedded", "path_json", "literal", "url", "free_text", "json", "opaque_blob"}

// compiler makes the table of a file.
type compiler struct {
	file     *File
	table    rule.Table
	patterns map[string]int // numbers by text
	steps    int
	words    [][]byte // keywords of all rules, folded
	problems []Problem
}

func (c *compiler) add(at place, format string, args ...any) {
	c.problems = append(c.problems, c.file.problem(at, format, args...))
}

func (c *compiler) compile() (*rule.Table, error) {
	f := c.file
	if len(f.Rules) == 0 {
		return nil, f.refuse(place{element: -1}, "the file has no [[rule]]")
	}
	if len(f.Rules) > abi.MaxRules {
		return nil, f.refuse(place{table: "rule", n: abi.MaxRules, element: -1}, "%d rules, at most %d are allowed", len(f.Rules), abi.MaxRules)
	}
	c.table.Words = append(c.table.Words, nil) // the keywords of the rules
	var global []int
	for i := range f.Allow {
		global = append(global, c.allow(place{table: "allow", n: i, element: -1}, "allow", &f.Allow[i], false)...)
	}
	markers, ids := make(map[string]bool), make(map[string]bool)
	for i := range f.Rules {
		r := &f.Rules[i]
		if ids[r.ID] {
			c.add(f.where(i, "id"), "a second rule with the id %q", r.ID)
		}
		ids[r.ID] = true
		compiled := c.rule(i, r)
		compiled.Allow = append(slices.Clone(global), compiled.Allow...)
		markers[compiled.Marker] = true
		c.table.Rules = append(c.table.Rules, compiled)
		if len(c.problems) > mostProblems {
			break
		}
	}
	if len(markers) > manifest.MaxMarkers {
		c.add(place{element: -1}, "%d different markers, at most %d are allowed", len(markers), manifest.MaxMarkers)
	}
	c.keywords()
	if len(c.problems) > 0 {
		return nil, &Error{c.problems}
	}
	return &c.table, nil
}

// where names a value of a rule.
func (f *File) where(i int, key string) place {
	r := &f.Rules[i]
	if r.foreign {
		return place{table: "rules", n: r.from, key: foreignKey[key], element: -1}
	}
	return place{table: "rule", n: r.from, key: key, element: -1}
}

// keywords compiles those of all rules to one set.
func (c *compiler) keywords() {
	if len(c.words) == 0 {
		return
	}
	if len(c.words) > maxWords {
		c.add(place{element: -1}, "%d keywords and words, at most %d are allowed", len(c.words), maxWords)
		return
	}
	encoded, err := keyword.Encode(c.words)
	if err != nil {
		c.add(place{element: -1}, "the keywords and words are too many and too long together: at most %d letters that are not shared", keyword.MaxStates)
		return
	}
	c.table.Words[0] = encoded
}

// rule compiles one rule; what is wrong with it is noted.
func (c *compiler) rule(i int, r *Rule) rule.Rule {
	at := func(key string) place { return c.file.where(i, key) }
	out := rule.Rule{Pattern: rule.None, MinLength: r.MinLength, MaxLength: r.MaxLength, Entropy: r.Entropy, Standalone: r.foreign}
	name := fmt.Sprintf("rule %q", clip(r.ID))
	c.about(at, name, r)
	c.action(at, name, r, &out)
	c.scope(at, name, r, &out)
	switch {
	case !(r.Entropy >= 0 && r.Entropy <= maxEntropy): // not a number is neither
		c.add(at("entropy"), "%s: entropy is between 0 and %d bits a character", name, maxEntropy)
	case r.MinLength < 0 || r.MaxLength < 0 || r.MaxLength > 0 && r.MaxLength < r.MinLength:
		c.add(at("min_length"), "%s: no length lies between %d and %d", name, r.MinLength, r.MaxLength)
	}
	switch r.Checksum {
	case "":
	case "luhn":
		out.Checksum = rule.Luhn
	case "mod97":
		out.Checksum = rule.Mod97
	default:
		c.add(at("checksum"), "%s: the checksum %q: luhn or mod97", name, clip(r.Checksum))
	}
	for n := range r.Allow {
		p := place{table: "rule.allow", n: r.from, sub: n, element: -1}
		if r.foreign {
			p.table = "rules.allowlists"
		}
		out.Allow = append(out.Allow, c.allow(p, name, &r.Allow[n], r.foreign)...)
	}
	c.detector(i, name, r, &out)
	c.tests(at, name, r)
	return out
}

// about checks what a rule says of itself.
func (c *compiler) about(at func(string) place, name string, r *Rule) {
	switch {
	case r.ID == "":
		c.add(at("id"), "the rule has no id")
	case !manifest.ValidRule(r.ID):
		c.add(at("id"), "the id %q: a-z, 0-9, dots, dashes, at most 64", clip(r.ID))
	}
	if strings.TrimSpace(r.Title) == "" {
		c.add(at("title"), "%s has no title", name)
	}
	for key, text := range map[string]string{"title": r.Title, "why": r.Why} {
		if len(text) > 1000 || strings.ContainsFunc(text, isControl) {
			c.add(at(key), "%s: the %s is longer than 1000 bytes, or not one line", name, key)
		}
	}
}

// tests checks that a rule has texts to be tried on, and not too many.
func (c *compiler) tests(at func(string) place, name string, r *Rule) {
	if !r.foreign && (r.Pattern != "" || len(r.Words) > 0) && (len(r.Match) == 0 || len(r.Leave) == 0) {
		c.add(at("match"), "%s: match and leave need a text each, one in which it finds something and one in which it does not", name)
	}
	if len(r.Match) > maxTests || len(r.Leave) > maxTests {
		c.add(at("match"), "%s: at most %d texts in match and in leave", name, maxTests)
	}
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f || r == utf8.RuneError }

// clip shortens what is quoted.
func clip(s string) string {
	const most = 60
	if len(s) > most {
		return s[:most] + "..."
	}
	return s
}

func (c *compiler) action(at func(string) place, name string, r *Rule, out *rule.Rule) {
	switch r.Action {
	case "", "mask":
		out.Marker = defaultMarker
		if r.Marker != nil {
			out.Marker = *r.Marker
		}
		if !manifest.ValidMarker(out.Marker) {
			c.add(at("marker"), "%s: the marker %q: empty, /, or A-Z, 0-9, _, :, - in brackets", name, clip(out.Marker))
		}
		return
	case "pseudonym":
		out.Action = rule.Pseudonym
	case "null":
		out.Action = rule.Null
	case "drop":
		out.Action = rule.Drop
	default:
		c.add(at("action"), "%s: the action %q: mask, pseudonym, null or drop", name, clip(r.Action))
	}
	if r.Marker != nil {
		c.add(at("marker"), "%s: only a rule that masks has a marker", name)
	}
}

func (c *compiler) scope(at func(string) place, name string, r *Rule, out *rule.Rule) {
	classes := r.Classes
	whole := r.Pattern == "" && len(r.Words) == 0
	if len(classes) == 0 && !whole {
		classes = defaultClasses
	}
	for n, class := range classes {
		parsed := abi.ParseClass(class)
		if parsed == abi.Unknown {
			p := at("classes")
			p.element = n
			c.add(p, "%s: there is no class %q", name, clip(class))
		}
		out.Classes |= 1 << parsed
	}
	if len(classes) == 0 {
		out.Classes = 1<<32 - 1
	}
	for n, text := range r.Tables {
		s, ok := parseScope(text + ".*")
		if !ok {
			p := at("tables")
			p.element = n
			c.add(p, "%s: %q is not a table: write table or database.table", name, clip(text))
		}
		out.Columns = append(out.Columns, s)
	}
	for n, text := range r.Columns {
		s, ok := parseScope(text)
		if !ok {
			p := at("columns")
			p.element = n
			c.add(p, "%s: %q is not a column: write column, table.column or database.table.column", name, clip(text))
		}
		out.Columns = append(out.Columns, s)
	}
	if whole && len(r.Classes) == 0 && len(out.Columns) == 0 {
		c.add(at("id"), "%s matches everything: it has no pattern, no words and no scope", name)
	}
}

func parseScope(text string) (rule.Scope, bool) {
	if !manifest.ValidReads(text) {
		return rule.Scope{}, false
	}
	parts := append([]string{"*", "*"}, strings.Split(text, ".")...)
	n := len(parts)
	return rule.Scope{Database: parts[n-3], Table: parts[n-2], Column: parts[n-1]}, true
}

// detector compiles what finds something: a pattern, or words.
func (c *compiler) detector(i int, name string, r *Rule, out *rule.Rule) {
	at := func(key string) place { return c.file.where(i, key) }
	if len(r.Words) > 0 {
		out.Words = true
		if r.Pattern != "" || len(r.Keywords) > 0 || r.Group != 0 {
			c.add(at("words"), "%s: a rule has words, or a pattern with keywords, not both", name)
		}
		c.addWords(i, name, "words", r.Words)
		return
	}
	if r.Pattern == "" {
		if len(r.Keywords) > 0 || r.Group != 0 || r.Entropy != 0 || r.Checksum != "" || len(r.Allow) > 0 || len(r.Match) > 0 {
			c.add(at("id"), "%s: a rule without pattern and words takes whole cells, so it has no keywords, group, entropy, checksum, allow or match", name)
		}
		return
	}
	out.Always = len(r.Keywords) == 0
	c.addWords(i, name, "keywords", r.Keywords)
	groups := c.pattern(at("pattern"), name, r.Pattern, true, &out.Pattern)
	switch {
	case r.Group < 0 || r.Group > groups:
		c.add(at("group"), "%s: there is no group %d, the pattern has %d", name, r.Group, groups)
	case r.foreign && r.Group == 0 && groups > 0:
		out.Group = rule.FirstGroup
	default:
		out.Group = r.Group
	}
}

// addWords adds the keywords of a rule.
func (c *compiler) addWords(i int, name, key string, words []string) {
	if len(c.words)+len(words) > maxWords {
		c.words = append(c.words, make([][]byte, len(words))...)
		return // said once, for all
	}
	for n, w := range words {
		folded := strings.ToLower(w)
		if strings.TrimSpace(w) == "" || len(w) > maxWord || strings.ContainsFunc(w, isControl) {
			p := c.file.where(i, key)
			p.element = n
			c.add(p, "%s: %q is no keyword: 1 to %d bytes on one line", name, clip(w), maxWord)
			continue
		}
		c.words = append(c.words, []byte(folded))
		c.table.Keywords = append(c.table.Keywords, rule.Keyword{Rule: i, Length: len(folded)})
	}
}

// pattern compiles a pattern once, and returns the number of its groups.
func (c *compiler) pattern(at place, name, text string, finds bool, number *int) (groups int) {
	p, err := pattern.Compile(text)
	if refused, ok := errors.AsType[*pattern.Error](err); ok {
		c.problems = append(c.problems, c.file.patternProblem(at, name, refused))
		return 0
	} else if err != nil {
		c.add(at, "%s: %v", name, err)
		return 0
	}
	if finds && pattern.MatchesEmpty(text) {
		c.add(at, "%s: the pattern matches the empty text, so it matches everywhere: ask for one character at least", name)
		return p.Groups - 1
	}
	if n, ok := c.patterns[text]; ok {
		*number = n
		return p.Groups - 1
	}
	if c.steps += len(p.Insts); c.steps > maxSteps {
		c.add(at, "%s: the patterns take more than %d steps together: repeat less", name, maxSteps)
		return p.Groups - 1
	}
	*number = len(c.table.Patterns)
	c.patterns[text] = *number
	c.table.Patterns = append(c.table.Patterns, p.Append(nil))
	return p.Groups - 1
}

// allow compiles an allow-list, and returns its numbers.
func (c *compiler) allow(at place, name string, a *Allow, foreign bool) []int {
	out := rule.Allow{Pattern: rule.None, Words: rule.None, All: a.All}
	switch a.Target {
	case "", "secret":
	case "match":
		out.Target = rule.Match
	case "line":
		out.Target = rule.Line
	default:
		c.add(at, "%s: the target %q: secret, match or line", name, clip(a.Target))
	}
	if len(a.Patterns)+len(a.Words) == 0 {
		c.add(at, "%s: an allow-list has words or patterns", name)
		return nil
	}
	for n, text := range a.Patterns {
		here := at
		here.key, here.element = "patterns", n
		if foreign || at.table == "allowlist" || at.table == "allowlists" {
			here.key = "regexes"
		}
		if _, err := pattern.Compile(text); err != nil {
			refused, _ := errors.AsType[*pattern.Error](err)
			c.problems = append(c.problems, c.file.patternProblem(here, name, refused))
			return nil
		}
	}
	if len(a.Patterns) > 0 {
		c.pattern(at, name, joined(a.Patterns, foreign), false, &out.Pattern)
	}
	if len(a.Words) > 0 {
		var folded [][]byte
		for _, w := range a.Words {
			if w == "" || len(w) > maxWord {
				c.add(at, "%s: %q is no word of an allow-list: 1 to %d bytes", name, clip(w), maxWord)
				return nil
			}
			folded = append(folded, []byte(strings.ToLower(w)))
		}
		encoded, err := keyword.Encode(folded)
		if err != nil || len(folded) > maxWords {
			c.add(at, "%s: the words of the allow-list are too many", name)
			return nil
		}
		out.Words = len(c.table.Words)
		c.table.Words = append(c.table.Words, encoded)
	}
	c.table.Allows = append(c.table.Allows, out)
	return []int{len(c.table.Allows) - 1}
}

// joined returns one pattern for several. gitleaks sets none of them apart, so that a flag of
// one holds for those behind it.
func joined(patterns []string, foreign bool) string {
	if foreign {
		return "(?:" + strings.Join(patterns, "|") + ")"
	}
	return "(?:" + strings.Join(patterns, ")|(?:") + ")"
}
