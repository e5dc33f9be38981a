// Package reading knows the ways in which people and programs write "name, relation, value".
// Each way is one file and gives the same three things: where the name is, where the value
// is, and where to go on. Whether the name tells and the value is a secret is not asked here;
// see package judge.
package reading

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Span is a part of a text: s[Start:End].
type Span struct{ Start, End int }

// Pair is a name with a value of it.
type Pair struct {
	Name, Value Span
	Close       bool // nothing but markup and signs stands between the two, or the value is words in quotes
	Quoted      bool // a quote, or the form of the text, says where the value ends
	Verb        bool // a word or sign before the value announces it
	Whole       Span // the value with the rest of its line, where no space divides the two
	Below       bool // a line end stands between the two
	Indented    bool // white space stands before the name on its line
	Decoded     bool // the value is text that a call makes bytes of
	Next        int  // where to go on, 0 without a pair
}

// Way is one way of writing a name and its value. It keeps nothing between calls, and reads
// a bounded part of the text.
type Way interface {
	// Begins takes a cheap look whether a pair may have its trigger at s[i].
	Begins(s []byte, i int) bool
	// Read returns a pair whose trigger is s[i], where one may begin. Where there may be several values of one
	// name, from is the end of what was read last, else 0.
	Read(s []byte, i, from int) Pair
}

const (
	maxName  = 48 // bytes of a name
	maxValue = 96 // bytes of a value that no quote ends
)

// skip returns the end of the run of spaces at s[i], line ends aside.
func skip(s []byte, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	return i
}

// quotedAt returns the text in quotes whose first quote is s[i], on one line and without escapes.
func quotedAt(s []byte, i int) (v Span, ok bool) {
	if i >= len(s) || !isQuote(s[i]) {
		return Span{}, false
	}
	v = quoted(s, i, maxValue)
	return v, v.End > v.Start && bytes.IndexByte(s[v.Start:v.End], '\\') < 0
}

// nameBefore returns the name that ends before s[i].
func nameBefore(s []byte, i int) Span {
	return Span{nameStart(s, max(0, i-maxName), i), i}
}

// InName reports a byte of names: of a word, or what joins its parts.
func InName(c byte) bool { return ascii.Class[c]&ascii.Word != 0 || c == '-' || c == '.' }
