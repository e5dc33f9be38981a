package path

import (
	"bytes"

	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/view"
)

// Paths that follow something other than a space or a quote, and the text that looks like them.

// glued reads what may be an absolute path at the slash s[i] if it begins as those of people do.
func (f *Finder) glued(s []byte, i int, mode Mode) int {
	next := skipSeparators(s, i)
	end := segmentEnd(s, next)
	top := s[next:end]
	ofPeople := f.Words.PeopleTops.Has(top) || i > 0 && (s[i-1] >= 0x80 || s[i] == '%') && f.Words.MachineTops.Has(top)
	if end == next || shape.Separator(s, end) == 0 || !ofPeople || lowerUsers(top) || f.Words.isPage(top, s[skipSeparators(s, end):]) {
		return f.inner(s, i)
	}
	return f.absolute(s, i, mode, true)
}

// isGlue reports that a path may begin at the slash s[i] though the byte before it may belong to
// one: a flag ("-I/x"), a mark ("@/x", "!/x"), emphasis ("*/x*"), a character of another script.
func isGlue(s []byte, i int) bool {
	if i == 0 {
		return false
	}
	switch last := s[i-1]; {
	case last >= 0x80, last == '@':
		return true
	case s[i] == '%' && ascii.Class[last]&ascii.Word == 0 && bytes.IndexByte([]byte("./-%)]}"), last) < 0: // "?%2Fhome%2Fada"
		return true
	case last == '!': // but not s!/x!
		return i < 2 || ascii.Class[s[i-2]]&ascii.Word == 0 || i > 2 && ascii.Class[s[i-3]]&ascii.Word != 0
	case last == '+': // a line of a diff
		return i == 1 || s[i-2] == '\n'
	case last == '*':
		end := i
		for end < len(s) && (segmentByte[s[end]] || s[end] == '/') {
			end++
		}
		return end < len(s) && s[end] == '*' && s[end-1] != '/'
	case afterEscape(s, i):
		return true
	default:
		return letter(last) && i > 1 && s[i-2] == '-' && (i == 2 || ascii.Class[s[i-3]]&ascii.Word == 0 && s[i-3] != '-' && s[i-3] != '/')
	}
}

// afterEscape reports that an escape which spells no part of a path ends before s[i]: "\n",
// "\u0022", "%22".
func afterEscape(s []byte, i int) bool {
	for _, n := range [...]int{4, 6} {
		if i >= n && s[i-n] == '\\' && hexEscape(s, i-n) == i {
			return true
		}
	}
	if i >= 3 && s[i-3] == '%' {
		c, w := view.Percent(s, i-3)
		return w == 3 && !shape.PathByte(c)
	}
	if i < 2 || s[i-2] != '\\' {
		return false
	}
	c := s[i-1]
	return (c == 'n' || c == 't' || c == 'r') && (i < 4 || s[i-3] != ':' || !letter(s[i-4]))
}

// imports reports "@" at s[i] in a quote that names a module: from "@/x".
func (f *Finder) imports(s []byte, i int) bool {
	if i == 0 || s[i] != '@' || s[i-1] != '"' && s[i-1] != '\'' && s[i-1] != '`' {
		return false
	}
	for i--; i > 0 && (s[i-1] == ' ' || s[i-1] == '(' || s[i-1] == '\\'); i-- {
	}
	for _, w := range f.Words.Imports {
		if ascii.HasAt(s, i-len(w), w) {
			return true
		}
	}
	return false
}

// driveFlag reports that the letter of a drive, s[i], follows that of a flag ("-IC:\x") or a
// character of another script.
func driveFlag(s []byte, i int) bool {
	if i == 0 || s[i-1] >= 0x80 {
		return true
	}
	return i > 1 && letter(s[i-1]) && (s[i-2] == '-' || s[i-2] == '/') && (i == 2 || ascii.Class[s[i-3]]&ascii.Word == 0)
}

// lineEscape reports that the letter, colon and backslash that end with s[i] are no drive but a
// format or the end of a text with an escape: "%d:\n".
func lineEscape(s []byte, i int) bool {
	if s[i] != '\\' || i+1 >= len(s) || s[i+1] != 'n' && s[i+1] != 't' && s[i+1] != 'r' {
		return false
	}
	if i >= 3 && s[i-3] == '%' || i+2 >= len(s) {
		return true
	}
	if s[i+2] == '\\' {
		return i+3 >= len(s) || s[i+3] == 'n' || s[i+3] == 'r' || s[i+3] == '"' || s[i+3] == '\''
	}
	return !shape.PathByte(s[i+2])
}

// tilde takes the home of another user, "~name/file", at s[i].
func (f *Finder) tilde(s []byte, i int) int {
	end := tildeEnd(s, i)
	if end == 0 {
		return i + 1
	}
	stop := trimStop(s, end, pathEnd(s, end))
	f.outside(s, i, i, stop)
	return stop
}

// tildeEnd returns the end of "~name/" at s[i], or 0. After a quote or a bracket it is the alias
// of a module, and "~tr/" is an operator.
func tildeEnd(s []byte, i int) int {
	if i > 0 && s[i-1] != ' ' && s[i-1] != '\n' && s[i-1] != '=' && s[i-1] != ':' {
		return 0
	}
	end := i + 1
	for end < len(s) && end < i+32 && (ascii.Class[s[end]]&(ascii.Lower|ascii.Digit) != 0 || s[end] == '_' || s[end] == '-') {
		end++
	}
	if end < i+3 || end+1 >= len(s) || s[end] != '/' || ascii.Class[s[i+1]]&ascii.Lower == 0 || !segmentByte[s[end+1]] {
		return 0
	}
	if ascii.HasAt(s, i, "~tr/") || ascii.HasAt(s, i, "~qr/") {
		return 0
	}
	return end + 1
}

// remoteMount returns the end of a path below the mounts of a desktop at s[i],
// "/run/user/1000/gvfs/smb-share:server=x,share=y/a.txt", or 0.
func remoteMount(s []byte, i int) int {
	if !ascii.HasAt(s, i, "/run/user/") {
		return 0
	}
	end := i + len("/run/user/")
	for end < len(s) && ascii.Class[s[end]]&ascii.Digit != 0 {
		end++
	}
	if !ascii.HasAt(s, end, "/gvfs/") {
		return 0
	}
	for end < len(s) && (segmentByte[s[end]] || s[end] == '/' || s[end] == ':' || s[end] == '=' || s[end] == ',') {
		end++
	}
	return trimStop(s, i, end)
}
