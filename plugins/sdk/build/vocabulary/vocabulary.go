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
}

// About is what each entry says of itself.
type About struct {
	ID, Title, Why string
	Match          []string // texts, with what is taken between « and »
	Leave          []string // texts in which nothing is taken
	File           string
	Line           int
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
	Arguments int    // before the one that is a password; -1 where there is a flag or a way of its own
	Own       bool   // it is read in a way of its own
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
	if len(r.problems) > 0 {
		return nil, &Error{r.problems}
	}
	return &r.out, nil
}
