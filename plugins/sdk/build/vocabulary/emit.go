package vocabulary

import (
	"bytes"
	"fmt"
	"go/format"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// emitter writes Go.
type emitter struct{ bytes.Buffer }

const header = `// Code generated from the rules files by go generate; DO NOT EDIT.

package %s

import "github.com/driftsync/driftsync/plugins/sdk/wordlist"
`

// Go returns the tables as a file of Go, for a package.
func (v *Vocabulary) Go(name string) ([]byte, error) {
	var e emitter
	fmt.Fprintf(&e, header, name)
	e.rules(v.Rules)
	for _, l := range v.merged() {
		e.list(l)
	}
	e.keywords(v.Languages)
	e.providers(v.Providers)
	e.commands(v.Commands)
	e.hashes(v.Hashes)
	return format.Source(e.Bytes())
}

// merged returns all lists, those that several entries make up too.
func (v *Vocabulary) merged() []List {
	all := append([]List(nil), v.Lists...)
	add := func(kind, id, title string, words []string) {
		all = append(all, List{About: About{ID: id, Title: title}, Kind: kind, Words: words})
	}
	join := func(of func(*Language) []string) (words []string) {
		for i := range v.Languages {
			for _, w := range of(&v.Languages[i]) {
				for _, w := range cased(w) {
					if !slices.Contains(words, w) {
						words = append(words, w)
					}
				}
			}
		}
		return words
	}
	add("texts", "strong-segments", "Names that make a key telling wherever they stand in it", join(func(l *Language) []string { return l.Segments }))
	add("words", "spoken-words", "Words of sentences that a secret follows", join(func(l *Language) []string { return l.Spoken }))
	add("words", "bare-words", "Words that a password may follow directly", join(func(l *Language) []string { return l.Bare }))
	add("texts", "speaking", "Words of one sentence between a telling word and its value", join(func(l *Language) []string { return l.Says }))
	add("texts", "attached-words", "Words that follow a name without a space and mean that it is", join(func(l *Language) []string { return l.Attached }))
	add("words", "placeholder-words", "Whole values that stand for a secret and are none", join(func(l *Language) []string { return l.Public }))
	var issuers []string
	for _, p := range v.Providers {
		issuers = append(issuers, p.Names...)
	}
	add("words", "issuers", "Who gives out keys that no prefix tells", issuers)
	var names []string
	for _, h := range v.Hashes {
		names = append(names, h.Names...)
	}
	add("words", "crypt-names", "Names before the first dollar of a hash", names)
	return all
}

// goName returns the name in Go of what has an id: roleWords of role-words.
func goName(id string) string {
	parts := strings.FieldsFunc(id, func(c rune) bool { return c == '-' || c == '.' })
	for i, p := range parts[1:] {
		switch p {
		case "id", "pii", "url":
			p = strings.ToUpper(p)
		}
		parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
	}
	return strings.Join(parts, "")
}

// rules writes the numbers of the rules in the manifest, and their markers.
func (e *emitter) rules(all []Rule) {
	e.WriteString("\n// Rules by their position in the manifest.\nconst (\n")
	for i, r := range all {
		of := ""
		if i == 0 {
			of = " uint8 = iota"
		}
		fmt.Fprintf(e, "%s%s // %s\n", goName(r.ID), of, r.Title)
	}
	e.WriteString("ruleCount\n)\n")
	e.open("What replaces what a rule takes away", "markers", "[ruleCount]string{")
	for _, r := range all {
		if r.Marker != "" {
			fmt.Fprintf(e, "%s: %q,\n", goName(r.ID), r.Marker)
		}
	}
	e.WriteString("}\n")
}

func (e *emitter) list(l List) {
	begin, end := "wordlist.New(", ")"
	switch l.Kind {
	case "texts":
		begin, end = "[]string{", "}"
	case "endings":
		begin = "byLast("
	}
	e.open(l.Title, goName(l.ID), begin)
	e.words(l.Words)
	e.WriteString(end + "\n")
}

// open begins a variable.
func (e *emitter) open(title, name, begin string) {
	fmt.Fprintf(e, "\n// %s.\nvar %s = %s\n", strings.TrimSuffix(title, "."), name, begin)
}

// cased returns a word as it is compared: without regard to the case of ASCII, so that other
// letters need each of their spellings.
func cased(w string) (all []string) {
	first, size := utf8.DecodeRuneInString(w)
	for _, w := range []string{w, string(unicode.ToUpper(first)) + w[size:], strings.ToUpper(w)} {
		w = strings.Map(func(c rune) rune {
			if c < utf8.RuneSelf {
				return unicode.ToLower(c)
			}
			return c
		}, w)
		if !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	return all
}

// words writes texts, some on a line.
func (e *emitter) words(all []string) {
	line := 0
	for _, w := range all {
		n, _ := fmt.Fprintf(e, "%q, ", w)
		if line += n; line > 140 {
			e.WriteByte('\n')
			line = 0
		}
	}
	if line > 0 {
		e.WriteByte('\n')
	}
}

var weights = map[string]string{"password": "passlike", "token": "tokenlike", "random": "entropic"}

func (e *emitter) keywords(all []Language) {
	e.open("Names of secrets, of all languages", "keywords", "[]keyword{")
	seen := make(map[string]bool) // languages share some
	for _, l := range all {
		for _, n := range l.Names {
			for _, text := range cased(n.Text) {
				if !seen[text] {
					fmt.Fprintf(e, "{Text: %q, Weight: %s, Glued: %t, Open: %t},\n", text, weights[n.Value], n.Glued, n.Open)
				}
				seen[text] = true
			}
		}
	}
	e.WriteString("}\n")
}

func (e *emitter) providers(all []Provider) {
	var tokens []Token
	for _, p := range all {
		tokens = append(tokens, p.Tokens...)
	}
	slices.SortStableFunc(tokens, func(a, b Token) int { return len(b.Prefix) - len(a.Prefix) }) // the narrower form first
	e.open("Forms of tokens that identify themselves", "providers", "[]kind{")
	for _, t := range tokens {
		most, tail := "maxToken", "0"
		if t.Most > 0 {
			most = fmt.Sprint(t.Most)
		}
		if t.Tail != "" {
			tail = t.Tail
		}
		fmt.Fprintf(e, "{%q, %d, %s, %s, %t, %d, %s, %d},\n", t.Prefix, t.Least, most, t.Body, t.Apart, t.Joint, tail, t.Rest)
	}
	e.WriteString("}\n")
	e.open("Hosts whose URL is a secret in itself, and the text before its telling part", "webhooks", "[]webhook{")
	for _, p := range all {
		for _, w := range p.Webhooks {
			fmt.Fprintf(e, "{%q, %q},\n", w.Host, w.Before)
		}
	}
	e.WriteString("}\n")
}

func (e *emitter) commands(all []Command) {
	e.open("Programs that take a password, or an account and its password, after a flag of one letter", "tools", "[]tool{")
	for _, c := range all {
		for _, name := range c.Names {
			if flag := c.Flag + c.Account; flag != "" {
				fmt.Fprintf(e, "{%q, %q, %t},\n", name, flag[0], c.Account != "")
			}
		}
	}
	e.WriteString("}\n")
	e.open("Commands that take a password in another way", "commands", "[]command{")
	for _, c := range all {
		way := commandWays[c.Takes]
		switch {
		case c.Arguments >= 0:
			way = fmt.Sprintf("argumentAfter(%d)", c.Arguments)
		case c.Option != "":
			way = fmt.Sprintf("argumentOf(%q)", c.Option)
		}
		for _, name := range c.Names {
			if first, _, _ := strings.Cut(name, " "); way != "" {
				fmt.Fprintf(e, "{%q, %q, %q, %s},\n", first, name[len(first):], c.Near, way)
			}
		}
	}
	e.WriteString("}\n")
}

// commandWays are the ways of the policy by what a command takes.
var commandWays = map[string]string{"account": "logonWay", "echo": "echoedWay", "text": "textBefore", "any": "anyArgument", "credentials": "headerWay"}

func (e *emitter) hashes(all []Hash) {
	e.open("Names between the first two dollars of the hash of a password, and the least that follows them", "cryptForms", "[]cryptForm{")
	for _, h := range all {
		for _, f := range h.Forms {
			fmt.Fprintf(e, "{%q, %d},\n", f.Name, f.Least)
		}
	}
	e.WriteString("}\n")
}
