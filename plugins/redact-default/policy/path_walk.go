package policy

import (
	"bytes"

	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// walker reads an absolute path segment by segment.
type walker struct {
	s      []byte
	start  int // of the path
	first  int // of the first segment
	name   int // of the last segment
	tail   int // of a part that is the same on every machine, 0 without one
	last   int // end of the path
	count  int // segments
	drive  byte
	slash  int // backslashes of a separator; 0: slashes only, -1: not known yet
	unc    bool
	home   bool // below a home of the context
	scheme bool
	mounts mounts
}

// style learns from the prefix of the path which separators divide it.
func (w *walker) style(start, prefix int) {
	w.name, w.last = w.first, w.first
	head := w.s[start : start+prefix]
	w.drive = driveIn(head)
	w.mounts = mounts{alone: true, drive: w.drive}
	w.scheme = prefix >= 5 && ascii.Class[head[0]]&(ascii.Upper|ascii.Lower) != 0 && head[1] != ':' && w.drive == 0 || prefix >= 5 && (head[0]|0x20 == 'f' || head[0]|0x20 == 'v')
	run := 0
	for i := len(head); i > 0 && head[i-1] == '\\'; i-- {
		run++
	}
	switch {
	case run == 0 && w.drive != 0:
		w.slash = -1
	case run > 0 && w.drive == 0:
		w.unc, w.slash = true, -1
	default:
		w.slash = run
	}
}

// ofMachine reports a path that is no route, by its scheme, its drive or its separators.
func (w *walker) ofMachine() bool { return w.drive != 0 || w.unc || w.scheme || w.slash > 0 }

// separator returns the width of a separator at s[at] in the style of the path.
func (w *walker) separator(at int) int {
	n := shape.Separator(w.s, at)
	if n == 0 || w.s[at] != '\\' || w.s[at+n-1] != '\\' {
		return n
	}
	switch {
	case w.slash == 0:
		return 0
	case w.slash < 0:
		w.slash = n
	case n < w.slash:
		return 0 // an escape: C:\\dir\n
	}
	if escapeLetter(w.s, at, n) {
		return 0
	}
	return n
}

// segment passes one segment and the separators after it, and returns where the
// next one begins; at itself at the end of the path.
func (w *walker) segment(at int) int {
	end := segmentEnd(w.s, at)
	if w.home && w.open(end) || !w.home && w.spaced() {
		end = w.extend(end)
	}
	if end == at {
		return at
	}
	w.name, w.count = at, w.count+1
	seg := w.s[at:end]
	w.mounts.pass(seg)
	if w.tail == 0 && sharedTails.Has(seg) {
		w.tail = at
	}
	w.last = trimStop(w.s, at, end)
	n := w.separator(end)
	if n == 0 || w.s[end-1] == '!' { // what follows lies in an archive
		return at
	}
	next := skipSeparators(w.s, end)
	if segmentEnd(w.s, next) == next {
		w.last = end
		return at
	}
	return next
}

// spaced reports whether the segment that comes is a user's directory, whose
// name may hold spaces.
func (w *walker) spaced() bool {
	if w.count == 1 && ascii.HasAt(w.s, w.first, "Volumes/") {
		return true
	}
	if w.count != 1 || w.drive == 0 && !ascii.HasAt(w.s, w.first, "Users") {
		return false
	}
	return ascii.HasFold(w.s, w.first, "users") || ascii.HasFold(w.s, w.first, "documents and settings")
}

// open reports a space and a capital after the end of a segment that is no file
// name: "/Users/ada/Library/Application Support/x".
func (w *walker) open(end int) bool {
	if end+1 >= len(w.s) || w.s[end] != ' ' || ascii.Class[w.s[end+1]]&ascii.Upper == 0 {
		return false
	}
	for i := end; i > w.first && w.s[i-1] != '/' && w.s[i-1] != '\\'; i-- {
		if w.s[i-1] == '.' {
			return false
		}
	}
	return true
}

// extend passes spaces if a separator follows before anything that ends a path.
func (w *walker) extend(end int) int {
	for at := end; at < len(w.s) && at < end+48; at++ {
		switch c := w.s[at]; {
		case at > end && shape.Separator(w.s, at) > 0:
			return at
		case c == ' ', shape.PathByte(c):
		default:
			return end
		}
		if shape.Separator(w.s, at) > 0 {
			return end
		}
	}
	return end
}

// end returns the end of the path without moving.
func (w *walker) end(at int) int {
	for at < len(w.s) && (shape.PathByte(w.s[at]) || shape.Separator(w.s, at) > 0) {
		at++
	}
	return at
}

// trimStop leaves out the full stop that ends a sentence.
func trimStop(s []byte, at, end int) int {
	for end > at+1 && s[end-1] == '.' {
		end--
	}
	return end
}

// unknown reports whether a path without a root or home in it is a file of this
// machine and no route, system path, comment or expression.
func (w *walker) unknown(m mode) bool {
	if w.count == 0 || shape.SystemPath(w.s, w.pathStart()) && m != modeEmbedded {
		return w.count > 0 && (ascii.HasFold(w.s, w.first, "usr/") && homeBelow(w.s, w.first, w.last) || w.count > 2 && ascii.HasAt(w.s, w.first, "run/media/") || w.count > 4 && ascii.HasAt(w.s, w.first, "run/user/"))
	}
	if w.unc {
		return w.uncHost()
	}
	if w.drive != 0 || w.scheme || m == modeEmbedded {
		return true
	}
	if w.afterEnv() {
		return true
	}
	if w.count < 2 || w.start > 0 && w.s[w.start-1] == '<' || w.first > w.start+1 && w.s[w.start] == '/' && w.s[w.start+1] == '/' {
		return w.count >= 4 && shared(w.s, w.first, w.last)
	}
	if shape.Route(w.s, w.start, w.last) && !w.homeFile() {
		return false
	}
	top := w.s[w.first:segmentEnd(w.s, w.first)]
	if numbered(w.s[w.first:w.last]) && !homeTops.Has(top) {
		return false
	}
	if isPage(top, w.s[skipSeparators(w.s, w.first+len(top)):w.last]) {
		return false
	}
	if w.count > 3 && (ascii.HasAt(w.s, w.first, "storage/emulated/") || ascii.HasAt(w.s, w.first, "data/app/") || ascii.HasAt(w.s, w.first, "data/data/") || ascii.HasAt(w.s, w.first, "data/user/")) {
		return true // of a telephone
	}
	if privateTops.Has(top) && !allLower(top, "Users") || homeBelow(w.s, w.first, w.last) {
		return true
	}
	return w.fileName() && !webTops.Has(top)
}

// afterEnv reports a path that is the value of HOME or PWD.
func (w *walker) afterEnv() bool {
	i := w.start
	return i >= 4 && w.s[i-1] == '=' && (ascii.HasAt(w.s, i-4, "PWD") || i >= 5 && ascii.HasAt(w.s, i-5, "HOME"))
}

// allLower reports a "/users/..." that is a route rather than macOS's "/Users".
func allLower(top []byte, name string) bool {
	return ascii.EqualFold(top, "users") && string(top) != name
}

func (w *walker) pathStart() int {
	if w.drive != 0 || w.start+1 >= w.first {
		return w.start
	}
	return w.first - 1
}

// uncHost reports whether \\host\share has the form of one and is no regular
// expression or escape.
func (w *walker) uncHost() bool {
	run := 0
	for w.start+run < len(w.s) && w.s[w.start+run] == '\\' {
		run++
	}
	inner := w.slash
	return w.count >= 2 && run >= 2 && inner > 0 && inner*2 == run && segmentEnd(w.s, w.first)-w.first >= 2 && ascii.Class[w.s[w.first]]&ascii.Word != 0
}

// fileName reports whether the last segment is a file name with an extension
// that programs have and web pages have not.
func (w *walker) fileName() bool {
	dot := -1
	for i := w.name; i < w.last; i++ {
		if w.s[i] == '.' {
			dot = i
		}
	}
	ext := w.s[min(dot+1, w.last):w.last]
	if dot <= w.name || regexpCall(w.s[w.name:w.last]) || len(ext) == 0 || len(ext) > 8 || ascii.Class[ext[0]]&(ascii.Upper|ascii.Lower) == 0 || webExtensions.Has(ext) {
		return false
	}
	return ascii.Classes(ext)&^(ascii.Word|ascii.Token|ascii.Upper|ascii.Lower|ascii.Digit|ascii.Hex) == 0
}

// homeFile reports a file in a home behind a word that is the method of a request only in
// capitals: "cannot connect /home/bob/shop/a.ts".
func (w *walker) homeFile() bool {
	return w.count >= 3 && w.fileName() && w.start >= 2 && w.s[w.start-1] == ' ' && ascii.Class[w.s[w.start-2]]&ascii.Lower != 0 &&
		(ascii.HasAt(w.s, w.start, "/home/") || ascii.HasAt(w.s, w.start, "/Users/")) && !bytes.ContainsAny(w.s[w.start:w.last], ":{<")
}

// numbered reports a path of which two parts are numbers, the last one among them, as the
// route of a thing within a thing is: "/projects/12/builds/99".
func numbered(s []byte) bool {
	numbers, last := 0, false
	for len(s) > 0 {
		part, rest, _ := bytes.Cut(s, []byte("/"))
		if last = isNumber(part); last {
			numbers++
		}
		s = rest
	}
	return last && numbers >= 2
}

func isNumber(s []byte) bool {
	for _, c := range s {
		if ascii.Class[c]&ascii.Digit == 0 {
			return false
		}
	}
	return len(s) > 0
}
