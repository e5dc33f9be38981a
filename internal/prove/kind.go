package prove

import (
	"slices"

	"github.com/driftsync/driftsync/abi"
)

// Kind is what a canary stands for.
type Kind string

// Kinds, in the order in which they are shown.
const (
	Secret Kind = "secret" // a token or password; its core is the secret part
	Path   Kind = "path"   // an absolute path outside of the project; its core is a directory
	Home   Kind = "home"   // a path in somebody's home; its core is the user's directory
	Root   Kind = "root"   // a path below the project root; its core joins the root's last directory to what follows
	Code   Kind = "code"   // a statement, or five lines of them; its core is an identifier
	Mail   Kind = "mail"   // a mail address; its core is the address
	Name   Kind = "name"   // a person who stands in a column of persons; its core is the surname
	Env    Kind = "env"    // a variable of the environment with its value; its core is the value
)

// Kinds returns every kind in the order in which they are shown.
func Kinds() []Kind { return []Kind{Secret, Path, Home, Root, Code, Mail, Name, Env} }

// Spelling is how a canary is written.
type Spelling string

// Spellings. A column gets those of each kind that writers and tools produce.
const (
	Plain     Spelling = "plain"
	Lines     Spelling = "five lines"
	Quoted    Spelling = "quoted"
	Escaped   Spelling = "JSON in a string"
	Percent   Spelling = "URL-encoded"
	Windows   Spelling = "Windows separators"
	FileURL   Spelling = "file URL"
	Listed    Spelling = "in a list"
	Angled    Spelling = "name and address"
	Turned    Spelling = "surname first"
	Trailer   Spelling = "in a trailer"
	Handle    Spelling = "as a handle"
	UpperCase Spelling = "upper case"
)

// Place is where in a cell a canary stands.
type Place string

// Places. The last three are inside a cell that is JSON.
const (
	Whole    Place = "whole cell"
	Between  Place = "between words"
	Appended Place = "appended"
	Document Place = "JSON document"
	Value    Place = "JSON value"
	Words    Place = "words of a JSON value"
	Element  Place = "JSON element"
)

// main returns the spellings that a column gets both alone and between words. In a
// column of routes nobody can tell /srv/x from one, so paths are spelled as such there.
func (k Kind) main(class abi.Class) []Spelling {
	switch {
	case k == Code:
		return []Spelling{Plain, Lines}
	case class == abi.URL && (k == Path || k == Home):
		return []Spelling{FileURL}
	}
	return []Spelling{Plain}
}

// others returns the spellings of which a column gets some.
func (k Kind) others(class abi.Class) []Spelling {
	switch k {
	case Path, Home:
		if class == abi.URL {
			return []Spelling{FileURL, Windows}
		}
		return []Spelling{Quoted, Escaped, Percent, Windows, FileURL, Listed}
	case Root:
		return []Spelling{Quoted, Escaped, Percent, Windows, Listed}
	case Code:
		return []Spelling{Escaped, Listed}
	case Mail:
		return []Spelling{Quoted, Angled, Percent, Listed}
	case Name:
		return []Spelling{Quoted, Turned, Trailer, Handle, UpperCase, Listed}
	}
	return []Spelling{Quoted, Escaped, Listed}
}

// form is one way to put a canary into a cell.
type form struct {
	spelling Spelling
	place    Place
}

// extra is the number of further spellings of which a column gets each kind.
const extra = 4

// forms returns the ways in which a column gets a kind: each main spelling alone and
// between words, and some of the others at places that go round.
func forms(k Kind, class abi.Class, shuffle func(n int, swap func(i, j int))) []form {
	if class == abi.Hash || class == abi.DerivedID {
		return []form{{Plain, Whole}}
	}
	var all []form
	main, others := k.main(class), slices.Clone(k.others(class))
	for _, s := range main {
		all = append(all, form{s, Whole}, form{s, Between})
	}
	all = append(all, form{main[0], Document})
	shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
	places := []Place{Appended, Whole, Between, Document}
	for i := range extra {
		all = append(all, form{others[i%len(others)], places[i%len(places)]})
	}
	return all
}
