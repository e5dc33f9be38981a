package path

import (
	"bytes"

	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// ownFolders are folders of the system that hold what belongs to a user: of a desktop, a session,
// a telephone. A path below them has at least so many segments.
var ownFolders = [...]struct {
	prefix   string
	segments int
	system   bool // of a path that [shape.SystemPath] knows
}{
	{"run/media/", 3, true}, {"run/user/", 5, true}, {"nix/var/nix/profiles/per-user/", 6, false}, {"nix/var/nix/gcroots/per-user/", 6, false},
	{"storage/emulated/", 4, false}, {"data/app/", 4, false}, {"data/data/", 4, false}, {"data/user/", 4, false},
}

func (w *walker) inOwnFolder(system bool) bool {
	for _, own := range ownFolders {
		if own.system == system && w.count >= own.segments && w.has(own.prefix) {
			return true
		}
	}
	return false
}

// private reports whether a path without a root or home in it is a file of this machine and no
// route, system path, comment or expression.
func (w *walker) private(mode Mode) bool {
	switch {
	case w.count == 0:
		return false
	case mode != Embedded && shape.SystemPath(w.s, w.pathStart()):
		return (w.has("usr/") || w.has("proc/") || w.has("run/host/")) && homeBelow(w.s, w.first, w.last) || w.inOwnFolder(true)
	case w.share:
		return w.namesHost()
	case w.drive != 0, w.scheme, mode == Embedded, w.afterVariable():
		return true
	case w.count < 2, w.start > 0 && w.s[w.start-1] == '<', w.first > w.start+1 && w.s[w.start] == '/' && w.s[w.start+1] == '/' && w.s[w.start+2] != '/':
		return w.count >= 4 && homeOfHost(w.s, w.first, w.last)
	case shape.Route(w.s, w.start, w.last) && !w.fileInSentence():
		return false
	}
	return w.ofPeople()
}

// ofPeople reports a path with slashes that is none of a web site.
func (w *walker) ofPeople() bool {
	top := w.top()
	switch {
	case numbered(w.s[w.first:w.last]) && !w.words.HomeTops.Has(top), w.words.isPage(top, w.s[skipSeparators(w.s, w.first+len(top)):w.last]):
		return false
	case w.inOwnFolder(false), w.words.PrivateTops.Has(top) && !lowerUsers(top), homeBelow(w.s, w.first, w.last):
		return true
	}
	return w.fileName() && !w.words.WebTops.Has(top)
}

func (w *walker) pathStart() int {
	if w.drive != 0 || w.start+1 >= w.first {
		return w.start
	}
	return w.first - 1
}

// afterVariable reports a path that is the value of HOME or PWD.
func (w *walker) afterVariable() bool {
	return ascii.HasAt(w.s, w.start-4, "PWD=") || ascii.HasAt(w.s, w.start-5, "HOME=")
}

// namesHost reports whether \\host\share has the form of one and is no regular expression or
// escape: twice as many backslashes stand before the host as behind it.
func (w *walker) namesHost() bool {
	run := 0
	for w.start+run < len(w.s) && w.s[w.start+run] == '\\' {
		run++
	}
	return w.count >= 2 && run >= 2 && w.slash*2 == run && len(w.top()) >= 2 && ascii.Class[w.s[w.first]]&ascii.Word != 0
}

// fileName reports whether the last segment is a file name with an extension that programs have
// and web pages have not.
func (w *walker) fileName() bool {
	name := w.s[w.name:w.last]
	dot := bytes.LastIndexByte(name, '.')
	if dot <= 0 || w.words.regexpCall(name) {
		return false
	}
	ext := w.extension()
	return len(ext) > 0 && len(ext) <= 8 && letter(ext[0]) && ascii.Classes(ext)&^(ascii.Word|ascii.Token|ascii.Upper|ascii.Lower|ascii.Digit|ascii.Hex) == 0 && !w.words.WebExtensions.Has(ext)
}

// extension returns what stands behind the last full stop of the last segment.
func (w *walker) extension() []byte {
	name := w.s[w.name:w.last]
	return name[bytes.LastIndexByte(name, '.')+1:]
}

// fileInSentence reports a file of a program behind a word that is the method of a request in
// capitals only: "cannot connect /home/bob/shop/a.ts". In quotes, a file in a home is no route
// behind any word, get("/home/bob/shop/a.ts"), and source code where no site has it is none either.
func (w *walker) fileInSentence() bool {
	if w.count < 3 || !w.fileName() || bytes.ContainsAny(w.s[w.start:w.last], ":{<") {
		return false
	}
	if w.words.MachineTops.Has(w.top()) && w.words.SourceExtensions.Has(w.extension()) && !lowerUsers(w.top()) {
		return true
	}
	before := w.s[max(0, w.start-8):w.start]
	outside := bytes.TrimRight(before, "\"'`")
	word := bytes.TrimRight(outside, " ")
	verb := len(word) > 0 && len(word) < len(outside) && ascii.Class[word[len(word)-1]]&ascii.Lower != 0
	if w.has("home/") || w.has("Users/") {
		return verb || len(outside) < len(before)
	}
	return verb && w.words.PrivateTops.Has(w.top()) && !lowerUsers(w.top())
}

// lowerUsers reports a "/users/..." that is a route rather than macOS's "/Users".
func lowerUsers(top []byte) bool { return ascii.EqualFold(top, "users") && string(top) != "Users" }

// isPage reports a page of a web site, "/home/settings": no one is called so.
func (w *Words) isPage(top, rest []byte) bool {
	if !ascii.EqualFold(top, "home") {
		return false
	}
	end := segmentEnd(rest, 0)
	return w.Pages.Has(rest[:end]) || shape.Separator(rest, end) == 0 && w.CommonNames.Has(rest[:end])
}

// regexpCall reports the end of a regular expression and a call of it, "gi.test".
func (w *Words) regexpCall(name []byte) bool {
	flags, method, _ := bytes.Cut(name, []byte("."))
	return len(flags) <= 4 && len(bytes.Trim(flags, "gimsuy")) == 0 && w.RegexpCalls.Has(method)
}

// numbered reports a path of which two parts are numbers, the last one among them, as the route
// of a thing within a thing is: "/projects/12/builds/99".
func numbered(s []byte) bool {
	numbers, last := 0, false
	for len(s) > 0 {
		part, rest, _ := bytes.Cut(s, []byte("/"))
		if last = len(part) > 0 && len(bytes.Trim(part, "0123456789")) == 0; last {
			numbers++
		}
		s = rest
	}
	return last && numbers >= 2
}

// homeBelow reports a directory of people below that of a system or a network, at the segment
// from at on: /usr/home/x/y, /afs/cell/user/x/y.
func homeBelow(s []byte, at, end int) bool {
	for depth := 0; at < end && depth < 5; depth++ {
		stop := segmentEnd(s, at)
		next := skipSeparators(s, stop)
		if next == stop || next >= end {
			return false
		}
		if name := string(s[at:stop]); depth > 0 && (name == "home" || name == "Users" || name == "homes") {
			return skipSeparators(s, segmentEnd(s, next)) < end
		}
		at = next
	}
	return false
}

// homeOfHost reports "//host/users/name/file"; with a dot in the host it is a URL without its
// scheme.
func homeOfHost(s []byte, at, end int) bool {
	stop := segmentEnd(s, at)
	switch host := s[at:stop]; {
	case ascii.EqualFold(host, "wsl$"), ascii.EqualFold(host, "wsl.localhost"): // a distribution follows
		stop = segmentEnd(s, skipSeparators(s, stop))
	case ascii.HasByte(host, '.'):
		return false
	}
	at = skipSeparators(s, stop)
	stop = segmentEnd(s, at)
	for _, top := range [...]string{"users", "home", "homes", "profiles"} {
		if ascii.EqualFold(s[at:stop], top) {
			return skipSeparators(s, segmentEnd(s, skipSeparators(s, stop))) < end
		}
	}
	return false
}
