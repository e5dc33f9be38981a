package policy

import (
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Paths that follow something other than a space or a quote, and the text that
// looks like them.

// editor reads the URL of an editor whose "://" is at s[i].
func (p *Policy) editor(s []byte, i int, m mode) int {
	end := shape.URLHost(s, i)
	if end >= len(s) || s[end] != '/' {
		return end
	}
	if next := segmentEnd(s, end+1); ascii.HasFold(s, i+len("://"), "vscode-remote/") && next < len(s) && s[next] == '/' {
		end = next // after the name of the remote
	}
	return p.glued(s, end, m)
}

// withoutHost returns the last slash of the "///" at s[i], and of the "/.." that
// follow it, or 0.
func withoutHost(s []byte, i int) int {
	if !ascii.HasAt(s, i, "///") {
		return 0
	}
	for i++; i+1 < len(s) && s[i+1] == '/'; i++ {
	}
	for ascii.HasAt(s, i, "/../") {
		i += len("/..")
	}
	return i
}

// glued reads what may be an absolute path at the slash s[i] if it begins as those
// of people do.
func (p *Policy) glued(s []byte, i int, m mode) int {
	next := skipSeparators(s, i)
	end := segmentEnd(s, next)
	if end == next || shape.Separator(s, end) == 0 || !gluedTops.Has(s[next:end]) || allLower(s[next:end], "Users") {
		return p.inner(s, i, m)
	}
	if isPage(s[next:end], s[skipSeparators(s, end):]) {
		return p.inner(s, i, m)
	}
	return p.absolute(s, i, m, true)
}

// isGlue reports that a path may begin at the slash s[i] though the byte before it
// may belong to one: a flag ("-I/x"), a mark ("@/x", "!/x"), emphasis ("*/x*"), a
// character of another script.
func isGlue(s []byte, i int) bool {
	if i == 0 {
		return false
	}
	switch last := s[i-1]; {
	case last >= 0x80:
		return true
	case last == '!': // but not s!/x!
		return i < 2 || ascii.Class[s[i-2]]&ascii.Word == 0 || i > 2 && ascii.Class[s[i-3]]&ascii.Word != 0
	case last == '+': // a line of a diff
		return i == 1 || s[i-2] == '\n'
	case last == '@':
		return !imports(s, i-1)
	case last == '*':
		end := i
		for end < len(s) && (segmentByte[s[end]] || s[end] == '/') {
			end++
		}
		return end < len(s) && s[end] == '*' && s[end-1] != '/'
	case afterEscape(s, i):
		return true
	case ascii.Class[last]&(ascii.Upper|ascii.Lower) != 0:
		return i > 1 && s[i-2] == '-' && (i == 2 || ascii.Class[s[i-3]]&ascii.Word == 0 && s[i-3] != '-' && s[i-3] != '/')
	}
	return false
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

// hexEscape returns the end of "\u0022" or "\x22" at s[i] that spells no part of a
// path, or 0.
func hexEscape(s []byte, i int) int {
	if s[i] != '\\' || i+3 >= len(s) {
		return 0
	}
	switch s[i+1] {
	case 'u':
		if r := hex4(s, i+1); r >= 0 && r < 0x80 && r != '/' && r != '\\' && !shape.PathByte(byte(r)) {
			return i + 6
		}
	case 'x':
		if ascii.Class[s[i+2]]&ascii.Class[s[i+3]]&ascii.Hex == 0 {
			return 0
		}
		if c := hexValue(s[i+2])<<4 | hexValue(s[i+3]); c < 0x80 && c != '/' && c != '\\' && !shape.PathByte(c) {
			return i + 4
		}
	}
	return 0
}

// afterEscape reports that an escape which spells no part of a path ends before
// s[i]: "\n", "\u0022", "%22".
func afterEscape(s []byte, i int) bool {
	for _, n := range [...]int{2, 3, 4, 6} {
		if i < n || s[i-n] != '\\' && (s[i-n] != '%' || n != 3) {
			continue
		}
		if s[i-n] == '%' {
			c, w := percentByte(s, i-n)
			return w == 3 && !shape.PathByte(c)
		}
		if n > 2 {
			return hexEscape(s, i-n) == i
		}
		c := s[i-1]
		return (c == 'n' || c == 't' || c == 'r') && (i < 4 || s[i-3] != ':' || ascii.Class[s[i-4]]&(ascii.Upper|ascii.Lower) == 0)
	}
	return false
}

// imports reports a quote before s[i] that names a module: from "@/x".
func imports(s []byte, i int) bool {
	if i == 0 || s[i-1] != '"' && s[i-1] != '\'' && s[i-1] != '`' {
		return false
	}
	for i--; i > 0 && (s[i-1] == ' ' || s[i-1] == '(' || s[i-1] == '\\'); i-- {
	}
	for _, w := range importWords {
		if ascii.HasAt(s, i-len(w), w) {
			return true
		}
	}
	return false
}

// isPage reports a page of a web site, "/home/settings": no one is called so.
func isPage(top, rest []byte) bool {
	if !ascii.EqualFold(top, "home") {
		return false
	}
	end := segmentEnd(rest, 0)
	if pageWords.Has(rest[:end]) {
		return true
	}
	return shape.Separator(rest, end) == 0 && commonNames.Has(rest[:end])
}

// driveFlag reports that the letter of a drive, s[i], follows that of a flag ("-IC:\x")
// or a character of another script.
func driveFlag(s []byte, i int) bool {
	if i == 0 || s[i-1] >= 0x80 {
		return true
	}
	return i > 1 && ascii.Class[s[i-1]]&(ascii.Upper|ascii.Lower) != 0 && (s[i-2] == '-' || s[i-2] == '/') && (i == 2 || ascii.Class[s[i-3]]&ascii.Word == 0)
}

// lineEscape reports that the letter, colon and backslash that end with s[i] are
// no drive but a format or the end of a text with an escape: "%d:\n".
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
func (p *Policy) tilde(s []byte, i int) int {
	end := tildeEnd(s, i)
	if end == 0 {
		return i + 1
	}
	stop := end
	for stop < len(s) {
		next := segmentEnd(s, stop)
		if next == stop || shape.Separator(s, next) == 0 {
			stop = trimStop(s, stop, next)
			break
		}
		stop = skipSeparators(s, next)
	}
	base := p.base
	p.base += i
	p.outside(s[i:stop], 0, stop-i)
	p.base = base
	return stop
}

// tildeEnd returns the end of "~name/" at s[i], or 0. After a quote or a bracket it
// is the alias of a module.
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
	if name := s[i+1 : end]; string(name) == "tr" || string(name) == "qr" {
		return 0 // an operator
	}
	return end + 1
}

// homeBelow reports a directory of people below that of a system or a network, at
// the segment from at on: /usr/home/x/y, /afs/cell/user/x/y.
func homeBelow(s []byte, at, end int) bool {
	for depth := 0; at < end && depth < 5; depth++ {
		stop := segmentEnd(s, at)
		next := skipSeparators(s, stop)
		if next == stop || next >= end {
			return false
		}
		if depth > 0 && (string(s[at:stop]) == "home" || string(s[at:stop]) == "Users" || string(s[at:stop]) == "homes") {
			return skipSeparators(s, segmentEnd(s, next)) < end
		}
		at = next
	}
	return false
}

// shared reports "//host/users/name/file".
func shared(s []byte, at, end int) bool {
	stop := segmentEnd(s, at)
	for _, c := range s[at:stop] {
		if c == '.' {
			return false // a URL without its scheme
		}
	}
	at = skipSeparators(s, stop)
	stop = segmentEnd(s, at)
	if top := s[at:stop]; !ascii.EqualFold(top, "users") && !ascii.EqualFold(top, "home") && !ascii.EqualFold(top, "homes") && !ascii.EqualFold(top, "profiles") {
		return false
	}
	at = skipSeparators(s, segmentEnd(s, skipSeparators(s, stop)))
	return at < end
}

// regexpCall reports the end of a regular expression and a call of it, "i.test".
func regexpCall(name []byte) bool {
	dot := 0
	for dot < len(name) && (name[dot] == 'g' || name[dot] == 'i' || name[dot] == 'm' || name[dot] == 's' || name[dot] == 'u' || name[dot] == 'y') {
		dot++
	}
	return dot < len(name) && dot <= 4 && name[dot] == '.' && regexpCalls.Has(name[dot+1:])
}
