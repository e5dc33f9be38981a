package guard

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/shape"
)

const (
	lookBack  = 256 // bytes before a match that are read to judge it
	lookAhead = 256 // bytes behind it
)

// path returns the rule of the first needle whose path goes through the separators
// s[from:at].
func (g *Guard) path(s []byte, from, at int, class abi.Class) string {
	for i := range g.needles {
		n := &g.needles[i]
		end := n.match(s, at)
		if end >= 0 && n.counts(s, from, end, class) {
			return n.rule
		}
	}
	return ""
}

// match returns the end of the needle that begins at s[at], behind its first
// separator, or -1.
func (n *needle) match(s []byte, at int) int {
	for k, want := range n.segments {
		if k > 0 {
			next := separators(s, at)
			if next == at {
				return -1
			}
			at = next
		}
		if at = segment(s, at, want, n.fold); at < 0 {
			return -1
		}
	}
	if !ends(s, at) {
		return -1
	}
	return at
}

// counts reports whether the needle at s[from:end] is where it tells something.
func (n *needle) counts(s []byte, from, end int, class abi.Class) bool {
	typed := class == abi.Path || class == abi.PathEmbedded || class == abi.PathJSON
	if n.system && !typed {
		return false
	}
	if n.drive != 0 && n.reach >= absolute {
		return n.onDrive(s, from, end, typed)
	}
	switch n.reach {
	case anywhere:
		return true
	case outside:
		return begins(s, from) || !inName(s, from)
	case absolute:
		return begins(s, from) && (typed || !isRoute(s, from, end, class))
	default:
		if !begins(s, from) {
			return false
		}
		return typed || isFile(s, end) && !isRoute(s, from, end, class)
	}
}

// onDrive is counts for a short root of a Windows drive: the drive tells, in any of
// its spellings.
func (n *needle) onDrive(s []byte, from, end int, typed bool) bool {
	if driveBefore(s, from) == n.drive {
		return true
	}
	if from < 2 || lower(s[from-1]) != n.drive {
		return false
	}
	before := s[max(0, from-1-12) : from-1] // "/mnt/" of /mnt/c/src
	for _, mount := range [...]string{"mnt", "cygdrive", "host_mnt"} {
		if i := bytes.LastIndex(before, []byte(mount)); i > 0 && separators(before, i+len(mount)) == len(before) {
			return true
		}
	}
	return separator(s, from-2) > 0 && begins(s, from-2) && (typed || isFile(s, end))
}

// driveBefore returns the letter of the drive that stands before s[at], in lower
// case, 0 where none does.
func driveBefore(s []byte, at int) byte {
	letter := -1
	switch {
	case at >= 2 && (s[at-1] == ':' || s[at-1] == '|'):
		letter = at - 2
	case at >= 4 && hasPrefixFold(s[at-3:at], "%3a"):
		letter = at - 4
	case at >= 6 && hasPrefixFold(s[at-5:at], "%253a"):
		letter = at - 6
	}
	if letter < 0 || !isLetter(s[letter]) {
		return 0
	}
	// Another letter before it makes it a word, unless that is an escape (\nC:\x,
	// %2FC:\x).
	if letter > 0 && shape.WordByte(s[letter-1]) && !escapeEnds(s, letter) {
		return 0
	}
	return lower(s[letter])
}

// escapeEnds reports whether an escaped end of line or a percent escape stands
// right before s[at].
func escapeEnds(s []byte, at int) bool {
	if at >= 2 && s[at-2] == '\\' && (s[at-1] == 'n' || s[at-1] == 'r' || s[at-1] == 't') {
		return true
	}
	return at >= 3 && s[at-3] == '%' && isHex(s[at-2]) && isHex(s[at-1])
}

// begins reports whether the separator at s[at] is the first of an absolute path:
// nothing that could be an earlier part of a path, a URL or an expression stands
// before it.
func begins(s []byte, at int) bool {
	if at == 0 {
		return true
	}
	c := s[at-1]
	switch {
	case c == ':':
		return !isURL(s, at)
	case c == '-': // "<gate>-/app/x.ts", an id of Drift's
		return true
	case c >= utf8.RuneSelf:
		r, _ := utf8.DecodeLastRune(s[:at])
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}
	if at >= 2 && s[at-2] == '\\' && (c == 'n' || c == 'r' || c == 't') {
		return true // an escaped end of line
	}
	if at >= 3 && s[at-3] == '%' {
		if decoded, n := percent(s[at-3:]); n == 3 {
			return shape.Boundary([]byte{decoded}, 1)
		}
	}
	return shape.Boundary(s, at) || remote(s, at)
}

// inName reports whether the separator at s[at] follows a name, of more than one
// letter: a/ and b/ are how a diff begins.
func inName(s []byte, at int) bool {
	if at == 0 || !shape.WordByte(s[at-1]) {
		return false
	}
	return at == 1 || s[at-1] != 'a' && s[at-1] != 'b' || !shape.Boundary(s, at-1)
}

// isURL reports whether the colon before s[at] ends the scheme of a URL with a
// host, so that what follows is not a path of this machine.
func isURL(s []byte, at int) bool {
	if separator(s, at) == 0 || separators(s, at)-at < 2 {
		return false
	}
	start := at - 1
	for start > 0 && at-start < 24 && (isLetter(s[start-1]) || isDigit(s[start-1]) || s[start-1] == '-' || s[start-1] == '+') {
		start--
	}
	scheme := s[start : at-1]
	return len(scheme) > 1 && !hasSuffixFold(scheme, "file")
}

// remote reports whether s[at] begins the path of a URL whose host is this machine
// or one that it works on: file://host/app, vscode-remote://wsl+ubuntu/app,
// \\wsl$\Ubuntu\app.
func remote(s []byte, at int) bool {
	before := s[max(0, at-lookBack/2):at]
	if i := bytes.LastIndex(before, []byte("://")); i > 0 && separatorIn(before[i+3:]) < 0 {
		scheme := before[:i]
		return hasSuffixFold(scheme, "file") || hasSuffixFold(scheme, "vscode-remote") || hasSuffixFold(scheme, "sftp") ||
			hasSuffixFold(scheme, "ssh")
	}
	for _, host := range [...]string{"wsl$", "wsl.localhost"} {
		if i := bytes.LastIndex(before, []byte(host)); i > 0 {
			name := separators(before, i+len(host))
			return name > i+len(host) && separatorIn(before[name:]) < 0
		}
	}
	return false
}

func separatorIn(s []byte) int { return bytes.IndexAny(s, `/\ "'`) }

func hasSuffixFold(s []byte, suffix string) bool {
	return len(s) >= len(suffix) && hasPrefixFold(s[len(s)-len(suffix):], suffix)
}

// isRoute reports whether the path at s[from:end] may as well be a route.
func isRoute(s []byte, from, end int, class abi.Class) bool {
	if from > 0 && driveBefore(s, from) != 0 || remote(s, from) || from > 0 && s[from-1] == ':' && hasSuffixFold(s[:from-1], "file") {
		return false
	}
	return class == abi.URL || shape.Route(s, from, tail(s, end))
}

// tail returns the end of the path that goes on at s[end], as far as is looked.
func tail(s []byte, end int) int {
	s = s[:min(len(s), end+lookAhead)]
	for end < len(s) {
		if n := separator(s, end); n > 0 {
			end += n
			continue
		}
		if !shape.PathByte(s[end]) {
			break
		}
		end++
	}
	return end
}

var fileNames = [...]string{"makefile", "dockerfile", "license", "readme", "gemfile", "rakefile", "procfile", "jenkinsfile", "vagrantfile"}

// isFile reports whether the path that goes on at s[end] leads to a file: its last
// segment has an extension or a known name, or one of them is hidden.
func isFile(s []byte, end int) bool {
	last, stop := end, tail(s, end)
	for i := end; i < stop; {
		n := separator(s, i)
		if n == 0 {
			i++
			continue
		}
		i += n
		last = i
		if i+1 < stop && s[i] == '.' && isLetter(s[i+1]) {
			return true
		}
	}
	name := s[last:stop]
	for _, known := range fileNames {
		if hasPrefixFold(name, known) && ends(name, len(known)) {
			return true
		}
	}
	return hasExtension(name)
}

// hasExtension looks for a full stop and up to eight letters or digits, a letter
// first, so that versions and sentences have none.
func hasExtension(name []byte) bool {
	for i := 1; i+1 < len(name); i++ {
		if name[i] != '.' || !isLetter(name[i+1]) {
			continue
		}
		n := i + 1
		for n < len(name) && (isLetter(name[n]) || isDigit(name[n])) {
			n++
		}
		if n-i-1 <= 8 && (n == len(name) || name[n] != '_') {
			return true
		}
	}
	return false
}
