// Command eu-pii is an example of a stricter policy: authors leave as pseudonyms, and
// no mail address and no name of a user of this machine leaves in any text.
package main

import (
	"bytes"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk"
)

// Rules, as manifest.json numbers them.
const (
	ruleAuthor = iota
	ruleMail
	ruleName
)

// shortest is the length in bytes below which a name is too likely to be a word.
const shortest = 4

func redact(b *sdk.Batch) {
	names := users(b)
	for col := range b.Columns() {
		c := b.Column(col)
		if c.Type != abi.Text {
			continue
		}
		for row := range b.Rows() {
			cell := c.Bytes(row)
			switch c.Class {
			case abi.PII:
				b.Pseudonym(row, col, 0, len(cell), ruleAuthor)
			case abi.FreeText, abi.JSON, abi.OpaqueBlob, abi.URL, abi.Identifier, abi.Literal:
				mails(cell, func(start, end int) { b.Mask(row, col, start, end, ruleMail) })
				for _, name := range names {
					words(cell, name, func(start, end int) { b.Mask(row, col, start, end, ruleName) })
				}
			}
		}
	}
}

// users returns the user names of the batch's context, in lower case.
func users(b *sdk.Batch) [][]byte {
	var names [][]byte
	for i := range b.ContextLen() {
		if kind, name := b.Context(i); kind == abi.User && len(name) >= shortest {
			names = append(names, bytes.ToLower(name))
		}
	}
	return names
}

// mails reports every mail address in text.
func mails(text []byte, found func(start, end int)) {
	for at := 0; at < len(text); at++ {
		if text[at] != '@' {
			continue
		}
		start, end := at, at+1
		for start > 0 && local(text[start-1]) {
			start--
		}
		dot := false
		for end < len(text) && domain(text[end]) {
			dot = dot || text[end] == '.'
			end++
		}
		if start < at && dot {
			found(start, end)
			at = end - 1
		}
	}
}

func local(c byte) bool { return domain(c) || c == '_' || c == '+' || c == '%' }

func domain(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-'
}

// words reports every place where a name stands by itself, in any case.
func words(text, name []byte, found func(start, end int)) {
	for at := 0; at+len(name) <= len(text); at++ {
		end := at + len(name)
		if bytes.EqualFold(text[at:end], name) && (at == 0 || !letter(text[at-1])) && (end == len(text) || !letter(text[end])) {
			found(at, end)
			at = end - 1
		}
	}
}

func letter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80
}
