// Package form declares what a cell of each class looks like when it leaves: its grammar,
// length and characters. It is the one declaration; the default plugin takes out what does
// not fit, and the guard stops what still does not.
//
// A form says nothing about what the text means. Classes that may hold any text have none:
// they are searched, string by string, for what must not leave.
package form

import (
	"bytes"
	"unicode/utf8"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/code"
	"github.com/driftsync/driftsync/abi/shape"
)

// Redacted stands in place of a secret.
const Redacted = "[REDACTED]"

// Lengths in bytes.
const (
	MaxSafe       = 64
	MaxIdentifier = 256 // of one name; a list may be longer
	MaxPath       = 4096
	MaxSegment    = 255 // of a path, as file systems have it
	maxMarker     = 34  // with its brackets
	minDigest     = 8
	maxDigest     = 128
)

// Form is the form of a class.
type Form struct {
	Title string            // what fits, for documentation
	Fits  func([]byte) bool // nil where every text does; an empty cell always fits
}

// Of returns the form of a class: that of an unknown class is empty.
func Of(c abi.Class) Form {
	switch c {
	case abi.Safe:
		return Form{"at most 64 bytes of letters, digits and _ . : - or space; or a time stamp", Safe}
	case abi.Identifier:
		return Form{"one line of at most 256 bytes that is no statement, or a JSON list of such", Identifier}
	case abi.EnvName:
		return Form{"letters, digits and _ . - , at most 256 bytes", EnvName}
	case abi.Path:
		return Form{"one relative path below the root, of the characters that file names have, and no statement", Path}
	case abi.RootPath:
		return Form{"empty", empty}
	case abi.Code:
		return Form{"null", empty}
	case abi.Secret, abi.EnvValue:
		return Form{"[REDACTED]", redacted}
	case abi.PII, abi.DerivedID:
		return Form{"a pseudonym: [P: and 16 base32 characters and ]", Pseudonym}
	case abi.Hash:
		return Form{"8 to 128 lower-case hexadecimal digits", digest}
	case abi.Literal:
		return Form{"a number, a boolean or a word of the catalogue", nil}
	case abi.PathEmbedded, abi.URL, abi.FreeText:
		return Form{"any text, searched", nil}
	case abi.PathJSON, abi.JSON, abi.OpaqueBlob:
		return Form{"JSON, searched string by string", nil}
	}
	return Form{"null", empty}
}

func empty(s []byte) bool    { return len(s) == 0 }
func redacted(s []byte) bool { return len(s) == 0 || string(s) == Redacted }

// What a byte may be part of.
const (
	inSafe = 1 << iota
	inName
	inPath
	inDigest
	inPlainPath // of a path of which nothing more has to be asked
	inFrame     // of JSON outside of its strings
	inPlain     // of an identifier that cannot be a statement
)

var bytesOf = func() (t [256]uint8) {
	for c := range t {
		b := byte(c)
		letter := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
		decimal := b >= '0' && b <= '9'
		if letter || decimal {
			t[c] |= inSafe | inName | inPath | inPlain | inPlainPath | inFrame
		}
		if decimal || b >= 'a' && b <= 'f' {
			t[c] |= inDigest
		}
		if b >= ' ' && b != 0x7f && bytes.IndexByte([]byte("\"`<>|*?;\\"), b) < 0 {
			t[c] |= inPath
		}
	}
	for _, c := range []byte("_.: -") {
		t[c] |= inSafe
	}
	for _, c := range []byte("_.-") {
		t[c] |= inName
	}
	for _, c := range []byte("_.:/-@#") {
		t[c] |= inPlain
	}
	for _, c := range []byte("[]{},: \t\r\n.+-") {
		t[c] |= inFrame
	}
	for _, c := range []byte("_./-@+") {
		t[c] |= inPlainPath
	}
	return t
}()

func all(s []byte, set uint8) bool {
	for ; len(s) >= 8; s = s[8:] {
		if bytesOf[s[0]]&bytesOf[s[1]]&bytesOf[s[2]]&bytesOf[s[3]]&bytesOf[s[4]]&bytesOf[s[5]]&bytesOf[s[6]]&bytesOf[s[7]]&set == 0 {
			return false
		}
	}
	for _, c := range s {
		if bytesOf[c]&set == 0 {
			return false
		}
	}
	return true
}

// Safe accepts fixed texts and time stamps.
func Safe(s []byte) bool {
	if len(s) > MaxSafe {
		return false
	}
	i := passed(s, inSafe)
	return i == len(s) || s[i] == '+' && zoned(s, i)
}

// passed returns the end of the bytes of a set that s begins with. A marker, which stands
// in place of what was taken away, is in every set.
func passed(s []byte, set uint8) int {
	for i := 0; i < len(s); i++ {
		if bytesOf[s[i]]&set != 0 {
			continue
		}
		n := marker(s[i:])
		if n == 0 {
			return i
		}
		i += n - 1
	}
	return len(s)
}

// marker returns the length of the marker that s begins with, or 0.
func marker(s []byte) int {
	if s[0] != '[' {
		return 0
	}
	for i, c := range s[1:min(len(s), maxMarker)] {
		switch {
		case c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '_', c == ':', c == '-':
		case c == ']' && i > 0:
			return i + 2
		default:
			return 0
		}
	}
	return 0
}

// zoned reports whether s is a time stamp with its zone behind s[at] (RFC 3339).
func zoned(s []byte, at int) bool {
	zone := s[at+1:]
	for i, c := range zone {
		if (c < '0' || c > '9') && !(c == ':' && i == 2 && len(zone) == 5) {
			return false
		}
	}
	if len(zone) != 2 && len(zone) != 4 && len(zone) != 5 {
		return false
	}
	for _, c := range s[:at] {
		if (c < '0' || c > '9') && c != '-' && c != ':' && c != '.' && c != 'T' && c != ' ' {
			return false
		}
	}
	return at >= len("2026-01-02T03:04")
}

// EnvName accepts the name of an environment variable.
func EnvName(s []byte) bool { return len(s) <= MaxIdentifier && passed(s, inName) == len(s) }

// Plain reports that s is made of the bytes of which an identifier may be made whatever
// they spell, so that only its length is to be asked.
func Plain(s []byte) bool { return all(s, inPlain) }

// Identifier accepts one name, or JSON with names in it.
func Identifier(s []byte) bool {
	if Plain(s) {
		return len(s) <= MaxIdentifier
	}
	if (s[0] == '[' || s[0] == '{') && (bytes.IndexByte(s, '"') > 0 || names(s)) {
		return names(s)
	}
	return oneName(s)
}

func oneName(s []byte) bool {
	if len(s) > MaxIdentifier {
		return false
	}
	for _, c := range s {
		if c < ' ' || c == 0x7f {
			return false
		}
	}
	return !code.In(s)
}

// names accepts JSON of which every string is a name.
func names(s []byte) bool {
	for {
		start := bytes.IndexByte(s, '"')
		if start < 0 {
			return len(s) <= MaxIdentifier && all(s, inFrame)
		}
		if !all(s[:start], inFrame) {
			return false
		}
		end := start + 1
		for end < len(s) && s[end] != '"' {
			if s[end] == '\\' {
				if end+1 < len(s) && (s[end+1] == 'n' || s[end+1] == 'r') {
					return false // a line end
				}
				end++
			}
			end++
		}
		if end >= len(s) || start > MaxIdentifier || !oneName(s[start+1:end]) {
			return false
		}
		s = s[end+1:]
	}
}

// Path accepts one path that stays below the root, with slashes.
func Path(s []byte) bool {
	if len(s) == 0 {
		return true
	}
	if len(s) <= MaxSegment && s[0] != '/' && all(s, inPlainPath) && !bytes.Contains(s, []byte("..")) {
		return true
	}
	if len(s) > MaxPath || !all(s, inPath) || shape.Absolute(s, 0) > 0 || s[0] == '/' || s[0] == '~' && len(s) > 1 && s[1] == '/' {
		return false
	}
	if len(s) > 1 && s[1] == ':' && (s[0]|0x20) >= 'a' && (s[0]|0x20) <= 'z' || shape.Drive(s, 0) > 0 || bytes.Contains(s, []byte("://")) || hasPrefixFold(s, "file:") {
		return false
	}
	return below(s) && !quotesPath(s) && utf8.Valid(s) && !code.In(s)
}

// quotesPath reports that another path, which is absolute, stands in a relative one.
func quotesPath(s []byte) bool {
	return bytes.Contains(s, []byte(" /")) || bytes.Contains(s, []byte(":/"))
}

// below reports that a relative path does not climb out of the folder it begins in.
func below(s []byte) bool {
	depth := 0
	for len(s) > 0 {
		step, rest, _ := bytes.Cut(s, []byte("/"))
		switch string(step) {
		case "", ".":
		case "..":
			if depth--; depth < 0 {
				return false
			}
		default:
			depth++
		}
		if len(step) > MaxSegment {
			return false
		}
		s = rest
	}
	return true
}

func hasPrefixFold(s []byte, prefix string) bool {
	return len(s) >= len(prefix) && bytes.EqualFold(s[:len(prefix)], []byte(prefix))
}

// Pseudonym accepts what [abi.IsPseudonym] does, and nothing at all.
func Pseudonym(s []byte) bool {
	return len(s) == 0 || abi.IsPseudonym(s)
}

func digest(s []byte) bool {
	return len(s) == 0 || len(s) >= minDigest && len(s) <= maxDigest && all(s, inDigest)
}
