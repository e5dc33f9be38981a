// Package vocabulary makes the tables that a policy in Go is compiled with of its rules
// files: lists of words, languages, providers of tokens and their forms, commands. What a
// file says wrongly is an error with its line. The same files give the same bytes.
package vocabulary

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Vocabulary is what the rules files of a policy say.
type Vocabulary struct {
	Lists     []List
	Languages []Language
	Providers []Provider
	Commands  []Command
	Hashes    []Hash
	Rules     []Rule // in the order of the manifest
}

// About is what each entry says of itself.
type About struct {
	ID, Title, Why string
	Class          string   // of the column that the texts stand in
	Match          []string // texts, with what is taken between « and »
	Leave          []string // texts in which nothing is taken
	Each           []string // what {} stands for in the texts, one after the other
	File           string
	Line           int
}

// Rule is a reason to take something away, which the manifest names.
type Rule struct {
	About
	Removes string // what it takes away, in a sentence
	Marker  string // what stands in its place
}

// List is a list of words that a detector looks up.
type List struct {
	About
	Kind  string   // "words" (looked up whole), "texts" (compared in order) or "endings"
	Words []string // lower case
}

// Language is how one human language speaks of secrets.
type Language struct {
	About
	Names    []Name   // of secrets
	Segments []string // names that are telling anywhere in a longer one
	Spoken   []string // words of sentences that a secret follows
	Bare     []string // of these, those that it follows without a word between
	Says     []string // words between the two, with their spaces
	Attached []string // the same, without spaces
	Public   []string // whole values that stand for a secret and are none
}

// Name is a name whose value is a secret.
type Name struct {
	Text  string // lower case
	Value string // what the value has to look like: "password", "token" or "random"
	Glued bool   // may follow letters without a boundary
	Open  bool   // may be something else, by the segment before it
}

// Provider gives out tokens or keys.
type Provider struct {
	About
	Names    []string // that stand before keys which no prefix tells
	Tokens   []Token
	Webhooks []Webhook
}

// Token is the form of a token that identifies itself.
type Token struct {
	Pattern     string
	Prefix      string
	Body        string // alphabet
	Least, Most int    // bytes after the prefix; Most is 0 without a limit
	Apart       bool   // does not follow a full stop, a slash or a hyphen
	Joint       byte   // before a second part; 0 without one
	Tail        string // its alphabet
	Rest        int    // its least length
}

// Webhook is a URL that is a secret in itself.
type Webhook struct{ Host, Before string }

// Command is a program that takes a secret as an argument.
type Command struct {
	About
	Names     []string
	Flag      string // of one letter, before a password
	Account   string // of one letter, before an account with its password
	Arguments int    // before the one that is a password; -1 without such a one
	Option    string // before an argument that is a password
	Takes     string // which argument it is instead
	Near      string // what stands before the command
}

// Hash is the form of a hash of a password.
type Hash struct {
	About
	Forms []HashForm
	Names []string // before the first dollar
}

// HashForm is the name between the first two dollars of a hash, and the least that follows.
type HashForm struct {
	Name  string
	Least int
}

// Problem is one reason to refuse a rules file.
type Problem struct {
	File string
	Line int // from 1; 0 where there is none
	Text string
}

// Error says why rules files are refused.
type Error struct{ Problems []Problem }

func (e *Error) Error() string {
	var b strings.Builder
	for i, p := range e.Problems {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s:%d: %s", p.File, p.Line, p.Text)
	}
	return b.String()
}

// Entries returns what all entries say of themselves.
func (v *Vocabulary) Entries() (all []*About) {
	for i := range v.Rules {
		all = append(all, &v.Rules[i].About)
	}
	for i := range v.Lists {
		all = append(all, &v.Lists[i].About)
	}
	for i := range v.Languages {
		all = append(all, &v.Languages[i].About)
	}
	for i := range v.Providers {
		all = append(all, &v.Providers[i].About)
	}
	for i := range v.Commands {
		all = append(all, &v.Commands[i].About)
	}
	for i := range v.Hashes {
		all = append(all, &v.Hashes[i].About)
	}
	return all
}

// Load reads all rules files of a folder, by name. The error is an [*Error] or that of the
// file system.
func Load(dir fs.FS) (*Vocabulary, error) {
	names, err := fs.Glob(dir, "*.toml")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var r reader
	for _, name := range names {
		source, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		entries, err := read(path.Base(name), source)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			r.entry(e)
		}
	}
	r.contradictions()
	if len(r.problems) > 0 {
		return nil, &Error{r.problems}
	}
	return &r.out, nil
}

// MadeUp puts values in place of $R (letters and digits), $P (a password), $H (a digest), $U (a
// UUID), $W (a word), $N (capitals and digits), $L (letters) and $S (capitals in groups).
var MadeUp = strings.NewReplacer(
	"$R", "q7Wm2Zx9"+"Kd4Rt8Lp3Vn6Bc", "$P", "Copper!"+"Lynx482", "$H", "5d1f0c9a7b3e4826"+"91d0c7f2b8a43e65", "$U", "7c1e9f04-3b5a-"+"4d82-9e61-0f2b8a7c4d13",
	"$W", "meadow"+"lantern", "$N", "T7QH2VXK"+"9MWD4RZP6NBC", "$L", "kXqTzRwB"+"vNpJhGsD", "$S", "Q7TXW-9KD2M-"+"ZR4PV-H6BNC",
)

// Examples returns texts with made-up values in them, with each word of the entry in place
// of {}, and without the broken bars that keep scanners from taking them for secrets.
func (a *About) Examples(texts []string) (all []string) {
	for _, t := range texts {
		t = strings.ReplaceAll(MadeUp.Replace(t), "\u00a6", "")
		if !strings.Contains(t, "{}") {
			all = append(all, t)
			continue
		}
		for _, w := range a.Each {
			all = append(all, strings.ReplaceAll(t, "{}", w))
		}
	}
	return all
}
