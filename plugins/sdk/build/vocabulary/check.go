package vocabulary

import "slices"

// contradictory lists say opposite things of a word; one of them would never be asked.
var contradictory = [][2]string{
	{"key-qualifiers", "open-qualifiers"},
	{"code-keys", "quote-keys"},
	{"code-keys", "change-keys"},
	{"quote-keys", "change-keys"},
	{"author-keys", "account-keys"},
	{"author-keys", "owner-keys"},
	{"method-keys", "route-keys"},
}

// contradictions notes the words that stand in two lists which say opposite things,
// and names and forms that stand twice.
func (r *reader) contradictions() {
	lists := make(map[string]*List)
	for i := range r.out.Lists {
		lists[r.out.Lists[i].ID] = &r.out.Lists[i]
	}
	for _, pair := range contradictory {
		a, b := lists[pair[0]], lists[pair[1]]
		if a == nil || b == nil {
			continue
		}
		for _, w := range b.Words {
			if slices.Contains(a.Words, w) {
				r.here.file = b.File
				r.problem(b.Line, "%q stands in %s and in %s, which contradict each other", w, a.ID, b.ID)
			}
		}
	}
	r.names()
	r.prefixes()
}

// names notes a name of secrets whose value has to look different in two languages, or that
// stands twice in one.
func (r *reader) names() {
	type use struct{ language, value string }
	seen := make(map[string]use)
	for _, l := range r.out.Languages {
		for _, n := range l.Names {
			before, ok := seen[n.Text]
			if ok && (before.language == l.ID || before.value != n.Value) {
				r.here.file = l.File
				r.problem(l.Line, "%q is a name of %s (%s) and of %s (%s)", n.Text, before.language, before.value, l.ID, n.Value)
			}
			seen[n.Text] = use{l.ID, n.Value}
		}
	}
}

// prefixes notes a form of tokens that stands twice.
func (r *reader) prefixes() {
	seen := make(map[string]string)
	for _, p := range r.out.Providers {
		for _, t := range p.Tokens {
			if other, ok := seen[t.Pattern]; ok {
				r.here.file = p.File
				r.problem(p.Line, "%s is a form of %s and of %s", t.Pattern, other, p.ID)
			}
			seen[t.Pattern] = p.ID
		}
	}
}
