package ruleset

import (
	"fmt"
	"slices"
	"strings"
)

// foreignKey is what another tool calls a value.
var foreignKey = map[string]string{"id": "id", "title": "description", "pattern": "regex", "group": "secretGroup", "entropy": "entropy", "keywords": "keywords", "classes": "id"}

// foreignFile is what is read of a file of gitleaks 8 or betterleaks. Its keys are read
// without regard to case, as they read them.
type foreignFile struct {
	Title      string         `toml:"title"`
	Extend     foreignExtend  `toml:"extend"`
	Rules      []foreignRule  `toml:"rules"`
	AllowList  *foreignAllow  `toml:"allowlist"`
	AllowLists []foreignAllow `toml:"allowlists"`
}

type foreignExtend struct {
	Path          string   `toml:"path"`
	URL           string   `toml:"url"`
	UseDefault    bool     `toml:"useDefault"`
	DisabledRules []string `toml:"disabledRules"`
}

type foreignRule struct {
	ID          string           `toml:"id"`
	Description string           `toml:"description"`
	Path        string           `toml:"path"`
	Regex       string           `toml:"regex"`
	SecretGroup int              `toml:"secretGroup"`
	Entropy     float64          `toml:"entropy"`
	Keywords    []string         `toml:"keywords"`
	AllowList   *foreignAllow    `toml:"allowlist"`
	AllowLists  []foreignAllow   `toml:"allowlists"`
	Required    []map[string]any `toml:"required"`
	SkipReport  bool             `toml:"skipReport"`

	// What betterleaks adds.
	Validate any `toml:"validate"`
	Filter   any `toml:"filter"`
	Expr     any `toml:"expr"`
	Tokens   any `toml:"tokenEfficiency"`
}

type foreignAllow struct {
	TargetRules []string `toml:"targetRules"`
	Condition   string   `toml:"condition"`
	Commits     []string `toml:"commits"`
	Paths       []string `toml:"paths"`
	RegexTarget string   `toml:"regexTarget"`
	Regexes     []string `toml:"regexes"`
	StopWords   []string `toml:"stopwords"`
}

// ParseForeign reads a file of gitleaks or betterleaks as it is. Rules named in without, or
// in the file's own extend.disabledRules, are left out; any other that cannot be carried
// over is a problem. The error is an [*Error].
func ParseForeign(format, name string, text []byte, without []string) (*File, error) {
	if format != "gitleaks" && format != "betterleaks" {
		return nil, &Error{[]Problem{{File: name, Text: fmt.Sprintf("the format %q: gitleaks or betterleaks", clip(format))}}}
	}
	var in foreignFile
	if err := decode(name, text, &in, false); err != nil {
		return nil, err
	}
	f := &File{Name: format, Version: "0.1.0", at: locate(name, text)}
	c := carrier{file: f, in: &in, without: slices.Concat(without, in.Extend.DisabledRules), left: make(map[string]bool)}
	c.carry()
	if len(c.problems) > 0 {
		return nil, &Error{c.problems}
	}
	return f, nil
}

// carrier carries rules over.
type carrier struct {
	file     *File
	in       *foreignFile
	without  []string
	left     map[string]bool
	problems []Problem
	paths    int // lists of paths that have nothing to say here
}

func (c *carrier) refuse(at place, format string, args ...any) {
	c.problems = append(c.problems, c.file.problem(at, format, args...))
}

func (c *carrier) note(format string, args ...any) {
	c.file.at.notes = append(c.file.at.notes, fmt.Sprintf(format, args...))
}

func (c *carrier) carry() {
	if c.in.Extend.UseDefault || c.in.Extend.Path != "" || c.in.Extend.URL != "" {
		c.refuse(place{table: "extend", element: -1}, "the file extends another one: give both to one build with [[from]], or join them")
	}
	for i := range c.in.Rules {
		c.rule(i, &c.in.Rules[i])
	}
	global := c.in.AllowLists
	table := "allowlists"
	if c.in.AllowList != nil {
		global, table = append(global, *c.in.AllowList), "allowlist"
	}
	for i := range global {
		c.global(place{table: table, n: i, element: -1}, &global[i])
	}
	for _, id := range c.without {
		if !c.left[id] {
			c.refuse(place{element: -1}, "there is no rule %q to leave out", clip(id))
		}
	}
	if c.paths > 0 {
		c.note("%d allow-lists of paths and commits: a cell has neither, so they allow nothing here", c.paths)
	}
	c.note("the comment gitleaks:allow: it keeps nothing here, whoever writes a text could write it; nothing is decoded before it is searched")
}

// impossible returns why a rule cannot be carried over, "" if it can.
func impossible(r *foreignRule) string {
	switch {
	case r.Path != "" && r.Regex == "":
		return "it looks at the path of a file only, which a cell does not have"
	case r.Path != "":
		return "it holds for the files of some paths only, and a cell has no path"
	case r.Regex == "":
		return "it has no regex"
	case len(r.Required) > 0:
		return "it requires a finding of another rule near by"
	case r.SkipReport:
		return "it reports nothing by itself"
	case r.Filter != nil || r.Expr != nil:
		return "it has a filter that is a program"
	}
	return ""
}

func (c *carrier) rule(i int, r *foreignRule) {
	at := place{table: "rules", n: i, key: "id", element: -1}
	if slices.Contains(c.without, r.ID) {
		c.left[r.ID] = true
		c.note("rule %s: left out, as asked for", r.ID)
		return
	}
	if reason := impossible(r); reason != "" {
		c.refuse(at, "rule %q cannot be carried over: %s; leave it out by name (--without, or disabledRules under [extend])", clip(r.ID), reason)
		return
	}
	if r.Validate != nil {
		c.note("rule %s: what asks a server is left out", r.ID)
	}
	out := Rule{ID: r.ID, Title: firstLine(r.Description, r.ID), Keywords: compact(r.Keywords), Pattern: r.Regex, Group: r.SecretGroup, Entropy: r.Entropy, foreign: true, from: i}
	lists := r.AllowLists
	if r.AllowList != nil {
		lists = append(lists, *r.AllowList)
	}
	for n := range lists {
		if a, ok := c.allow(at, &lists[n]); ok {
			out.Allow = append(out.Allow, a)
		}
	}
	c.file.Rules = append(c.file.Rules, out)
}

// compact drops keywords that stand twice.
func compact(words []string) []string {
	var kept []string
	for _, w := range words {
		if w = strings.ToLower(w); !slices.Contains(kept, w) {
			kept = append(kept, w)
		}
	}
	return kept
}

func firstLine(text, instead string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if line == "" {
		return instead
	}
	return strings.ToValidUTF8(line[:min(len(line), 200)], "")
}

// allow carries an allow-list over. It is not ok where it can allow nothing in a cell.
func (c *carrier) allow(at place, in *foreignAllow) (Allow, bool) {
	a := Allow{Words: in.StopWords, Patterns: in.Regexes, Target: in.RegexTarget}
	nowhere := len(in.Paths)+len(in.Commits) > 0
	switch strings.ToUpper(in.Condition) {
	case "AND", "&&":
		if nowhere { // one of its conditions never holds
			c.paths++
			return a, false
		}
		a.All = len(a.Words) > 0 && len(a.Patterns) > 0
	case "", "OR", "||":
	default:
		c.refuse(at, "an allow-list has the condition %q", clip(in.Condition))
	}
	if nowhere {
		c.paths++
	}
	return a, len(a.Words)+len(a.Patterns) > 0
}

// global adds an allow-list to all rules, or to those that it names.
func (c *carrier) global(at place, in *foreignAllow) {
	a, ok := c.allow(at, in)
	if !ok {
		return
	}
	for _, id := range in.TargetRules {
		i := slices.IndexFunc(c.file.Rules, func(r Rule) bool { return r.ID == id })
		switch {
		case i >= 0:
			c.file.Rules[i].Allow = append(c.file.Rules[i].Allow, a)
		case !c.left[id]:
			c.refuse(at, "an allow-list names the rule %q, which is not there", clip(id))
		}
	}
	if len(in.TargetRules) == 0 {
		for i := range c.file.Rules {
			c.file.Rules[i].Allow = append(c.file.Rules[i].Allow, a)
		}
	}
}
