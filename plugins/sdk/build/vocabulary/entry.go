package vocabulary

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/driftsync/driftsync/abi"
)

// reader makes a vocabulary of entries, and notes what is wrong with them.
type reader struct {
	out      Vocabulary
	problems []Problem
	here     entry
	used     map[string]bool // fields of the entry that were asked for
	ids      map[string]int
}

func (r *reader) problem(line int, format string, args ...any) {
	r.problems = append(r.problems, Problem{r.here.file, line, fmt.Sprintf(format, args...)})
}

// entry reads one entry.
func (r *reader) entry(e entry) {
	r.here, r.used = e, make(map[string]bool)
	about := r.about()
	switch e.kind {
	case "list":
		r.list(about)
	case "language":
		r.language(about)
	case "provider":
		r.provider(about)
	case "command":
		r.command(about)
	case "hash":
		r.hash(about)
	case "rule":
		r.rule(about)
	default:
		r.problem(e.line, "there is no entry [[%s]]", e.kind)
		return
	}
	r.shown(about)
	for _, name := range slices.Sorted(maps.Keys(e.fields)) {
		if !r.used[name] {
			r.problem(e.fields[name].line, "[[%s]] has no field %q", e.kind, name)
		}
	}
}

// shown notes an entry without the texts that prove it. Those of tokens are made of their
// forms; a rule that takes whole cells leaves none, and a list may be of what stays.
func (r *reader) shown(about About) {
	switch r.here.kind {
	case "language", "command", "hash":
		if len(about.Match) == 0 {
			r.problem(r.here.line, "%s %q has no match, a text of which it takes the part between « and »", r.here.kind, about.ID)
		}
	case "rule", "provider":
		return
	}
	if len(about.Leave) == 0 {
		r.problem(r.here.line, "%s %q has no leave, a text in which nothing is taken", r.here.kind, about.ID)
	}
}

// line returns where a field stands, or the entry.
func (r *reader) line(field string) int {
	if f, ok := r.here.fields[field]; ok {
		return f.line
	}
	return r.here.line
}

// one returns the text of a field, empty without one.
func (r *reader) one(name string) string {
	r.used[name] = true
	f, ok := r.here.fields[name]
	if !ok {
		return ""
	}
	if f.list {
		r.problem(f.line, "%s is one text", name)
		return ""
	}
	return f.text[0].string
}

// many returns the texts of a field.
func (r *reader) many(name string) (all []string) {
	r.used[name] = true
	f, ok := r.here.fields[name]
	if ok && (!f.list || len(f.text) == 0) {
		r.problem(f.line, "%s is a list of texts", name)
	}
	for _, t := range f.text {
		all = append(all, t.string)
	}
	return all
}

// words returns the words of a field: lower case, none twice.
func (r *reader) words(name string) []string {
	all := r.many(name)
	seen := make(map[string]bool)
	for i, w := range all {
		line := r.here.fields[name].text[i].line
		switch {
		case strings.TrimSpace(w) == "":
			r.problem(line, "%s: an empty word", name)
		case strings.ToLower(w) != w:
			r.problem(line, "%s: %q is compared in lower case", name, w)
		case seen[w]:
			r.problem(line, "%s: %q stands here twice", name, w)
		}
		seen[w] = true
	}
	return all
}

var idForm = regexp.MustCompile(`^[a-z0-9]+(?:[.-][a-z0-9]+)*$`)

func (r *reader) about() About {
	a := About{ID: r.one("id"), Title: r.one("title"), Why: r.one("why"), Class: r.one("class"), Match: r.many("match"), Leave: r.many("leave"), File: r.here.file, Line: r.here.line}
	if !idForm.MatchString(a.ID) {
		r.problem(r.line("id"), "the id %q: a-z, 0-9, dots and dashes", a.ID)
	}
	if a.Why == "" {
		a.Why = r.here.why
	}
	if a.Class == "" {
		a.Class = abi.FreeText.String()
	}
	if abi.ParseClass(a.Class) == abi.Unknown && a.Class != abi.Unknown.String() {
		r.problem(r.line("class"), "there is no class %q", a.Class)
	}
	if a.Title == "" {
		r.problem(r.line("title"), "%s %q has no title", r.here.kind, a.ID)
	}
	if a.Why == "" {
		r.problem(r.line("why"), "%s %q has no why, nor has its file", r.here.kind, a.ID)
	}
	for _, text := range a.Match {
		if strings.Count(text, "«") != strings.Count(text, "»") || !strings.Contains(text, "«") {
			r.problem(r.line("match"), "match: no part of %q stands between « and »", text)
		}
	}
	if r.ids == nil {
		r.ids = make(map[string]int)
	}
	key := r.here.kind + " " + a.ID
	if line, ok := r.ids[key]; ok {
		r.problem(r.line("id"), "%s stands in line %d too", key, line)
	}
	r.ids[key] = r.here.line
	return a
}

func (r *reader) rule(about About) {
	rule := Rule{about, r.one("removes"), r.one("marker")}
	if rule.Removes == "" {
		r.problem(r.here.line, "rule %q does not say what it removes", rule.ID)
	}
	r.out.Rules = append(r.out.Rules, rule)
}

func (r *reader) list(about About) {
	l := List{About: about}
	for _, kind := range []string{"words", "texts", "endings"} {
		if _, ok := r.here.fields[kind]; !ok {
			continue
		}
		if l.Kind != "" {
			r.problem(r.line(kind), "a list has %s or %s", l.Kind, kind)
		}
		l.Kind = kind
		if kind == "texts" {
			l.Words = r.many(kind)
		} else {
			l.Words = r.words(kind)
		}
	}
	if l.Kind == "" {
		r.problem(r.here.line, "the list %q has no words, texts or endings", l.ID)
	}
	l.About.Each = l.Words
	r.out.Lists = append(r.out.Lists, l)
}

func (r *reader) language(about About) {
	l := Language{About: about}
	for _, value := range []string{"password", "token", "random"} {
		for _, w := range r.words(value) {
			n := Name{Text: w, Value: value}
			n.Text, n.Glued = strings.CutPrefix(n.Text, "*")
			n.Text, n.Open = strings.CutPrefix(n.Text, "?")
			l.Names = append(l.Names, n)
		}
	}
	l.Segments, l.Spoken, l.Bare, l.Public = r.words("anywhere"), r.words("spoken"), r.words("bare"), r.words("placeholders")
	l.Says, l.Attached = r.many("says"), r.words("attached")
	for _, n := range l.Names {
		l.About.Each = append(l.About.Each, n.Text)
	}
	if len(l.Names) == 0 {
		r.problem(r.here.line, "language %q has no names of secrets: password, token or random", l.ID)
	}
	r.out.Languages = append(r.out.Languages, l)
}

func (r *reader) provider(about About) {
	about.Each = r.words("names")
	p := Provider{About: about, Names: about.Each}
	for _, form := range []string{"patterns", "apart"} {
		for i, pattern := range r.many(form) {
			t, err := parseToken(pattern)
			if err != nil {
				r.problem(r.here.fields[form].text[i].line, "%s: %v", pattern, err)
			}
			t.Apart = form == "apart"
			p.Tokens = append(p.Tokens, t)
		}
	}
	for _, url := range r.many("webhooks") {
		host, before, _ := strings.Cut(url, "/")
		p.Webhooks = append(p.Webhooks, Webhook{host, "/" + before})
	}
	if len(p.Names)+len(p.Tokens)+len(p.Webhooks) == 0 {
		r.problem(r.here.line, "provider %q has no names, patterns, apart or webhooks", p.ID)
	}
	r.out.Providers = append(r.out.Providers, p)
}

func (r *reader) command(about About) {
	about.Each = r.words("names")
	c := Command{About: about, Names: about.Each, Flag: r.one("password"), Account: r.one("account"), Arguments: -1, Option: r.one("option"), Takes: r.one("takes"), Near: r.one("near")}
	if c.Takes != "" && commandWays[c.Takes] == "" {
		r.problem(r.line("takes"), "takes is account, echo, text, any or credentials")
	}
	if after := r.one("after"); after != "" {
		n, err := strconv.Atoi(after)
		if err != nil || n < 0 || n > 9 {
			r.problem(r.line("after"), "after is the number of arguments before the password")
		}
		c.Arguments = n
	}
	ways := 0
	for _, way := range []string{"password", "account", "after", "option", "takes"} {
		if _, ok := r.here.fields[way]; ok {
			ways++
		}
	}
	if ways != 1 || len(c.Names) == 0 || len(c.Flag+c.Account) > 1 {
		r.problem(r.here.line, "command %q has names, and one of password and account (an option of one letter), after, option and takes", c.ID)
	}
	r.out.Commands = append(r.out.Commands, c)
}

func (r *reader) hash(about About) {
	h := Hash{About: about, Names: r.words("names")}
	for i, form := range r.many("patterns") {
		f, err := parseHash(form)
		if err != nil {
			r.problem(r.here.fields["patterns"].text[i].line, "%s: %v", form, err)
		}
		h.Forms = append(h.Forms, f)
	}
	r.out.Hashes = append(r.out.Hashes, h)
}
