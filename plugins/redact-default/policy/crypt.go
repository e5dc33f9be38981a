package policy

import (
	"slices"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// Hashes of passwords in the forms that systems keep them: people choose passwords
// that a hash does not hide.

// cryptForm is a name between the first two dollars of a hash, as the rules files give it.
type cryptForm token.HashForm

var hashes = makeHashes()

func makeHashes() *token.HashSet {
	forms := make([]token.HashForm, len(cryptForms))
	for i, f := range cryptForms {
		forms[i] = token.HashForm(f)
	}
	return &token.HashSet{Forms: forms, Names: cryptNames}
}

// storedHash reports that the value s[v.Start:v.End] stands where lists of accounts
// have a hash: after "{SSHA}", as "*HEX" of MySQL, or between the colons of a dump.
func storedHash(s []byte, v reading.Span) bool {
	if v.Start == 0 {
		return false
	}
	text := s[v.Start:v.End]
	switch s[v.Start-1] {
	case '}':
		for k := v.Start - 2; k >= 0 && k > v.Start-18; k-- {
			if s[k] == '{' {
				return slices.ContainsFunc(hashSchemes, func(scheme string) bool { return ascii.HasFold(s, k, scheme) })
			}
		}
	case '*':
		return len(text) == 40 && isHex(text) && ascii.Classes(text)&ascii.Lower == 0 && (v.Start < 2 || s[v.Start-2] == '\'' || s[v.Start-2] == '"')
	case ':':
		return len(text) == 32 && isHex(text) && (ascii.HasAt(s, v.End, ":::") || v.End+33 <= len(s) && s[v.End] == ':' && isHex(s[v.End+1:v.End+33]))
	}
	return false
}
