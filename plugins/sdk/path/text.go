package path

import (
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Mode says how the text of a cell is read.
type Mode uint8

const (
	Text     Mode = iota // prose, identifiers: anything may be quoted
	Embedded             // ids and scopes: a path may follow a hyphen
	Routes               // routes and URLs: an unknown absolute path is a route
)

// Reason says why a span is taken.
type Reason uint8

const (
	Root      Reason = iota // prefix of a path below a root
	Separator               // what is written as a slash
	WholeRoot               // a root itself, in text
	Outside                 // directories of a path outside all roots
	Home                    // a home itself, in text
	User                    // a name of the machine in a path or mail address
)

// Words are the lists that tell paths of people from what looks like them.
type Words struct {
	Editors          *wordlist.List // schemes whose URL names a file of a machine after its host
	PeopleTops       *wordlist.List // top directories of paths that may follow anything
	PrivateTops      *wordlist.List // top directories below which files of people lie
	MachineTops      *wordlist.List // those that no site has for source code
	HomeTops         *wordlist.List // those below which each name is one of a person
	WebTops          *wordlist.List // top directories of web sites
	SharedFolders    *wordlist.List // whose content is the same for everyone who installs it
	Pages            *wordlist.List // pages of a web site below "/home"
	CommonNames      *wordlist.List // names that say nothing of a person
	WebExtensions    *wordlist.List
	SourceExtensions *wordlist.List
	RegexpCalls      *wordlist.List // methods of a regular expression
	Imports          []string       // words before the name of a module in quotes
}

// Finder looks for what is known of a machine. Mask is called for each span to take, in offsets
// of the text that is read; spans may overlap. It reads each byte a bounded number of times.
type Finder struct {
	Machine *Machine
	Words   *Words
	Mask    func(start, end int, why Reason)
}

// Find takes what belongs to the machine out of the paths in a text. Offsets are bytes.
func (f *Finder) Find(s []byte, mode Mode) {
	for i := 0; i < len(s); {
		i = f.At(s, i, mode)
	}
}

// At reads what may begin at s[i] and returns where to read on; it has to be called for ascending
// positions and may leave out bytes other than / \ % & - @ ~ [.
func (f *Finder) At(s []byte, i int, mode Mode) int {
	switch s[i] {
	case '/':
		if f.Machine.Relative(s, i) {
			return i + 2
		}
	case '-':
		return max(i+1, f.dashed(s, i, mode))
	case '@':
		if len(f.Machine.users) > 0 {
			f.address(s, i)
		}
		return i + 1
	case '~':
		return f.tilde(s, i)
	case '[':
		return max(i+1, marker.End(s, i))
	}
	if shape.Separator(s, i) == 0 {
		return i + 1
	}
	return max(i+1, f.separator(s, i, mode))
}

// separator judges the path that has its first unread separator at s[i] and returns where to
// read on.
func (f *Finder) separator(s []byte, i int, mode Mode) int {
	if end := hexEscape(s, i); end > 0 {
		return end
	}
	start := i
	switch colon := i >= 4 && ascii.HasFold(s, i-3, "%3a"); {
	case i >= 1 && s[i-1] == ':':
		var end int
		if start, end = f.afterColon(s, i, mode); end > 0 {
			return end
		}
	case colon && letter(s[i-4]) && (i == 4 || ascii.Class[s[i-5]]&ascii.Word == 0):
		start = i - 4
	case colon:
		return f.glued(s, i, mode)
	case i >= 1 && s[i-1] == '~' && shape.Boundary(s, i-1) && !f.knows(s, skipSeparators(s, i)):
		return f.tail(s, skipSeparators(s, i))
	}
	if at := f.climb(s, i, mode); at < i {
		return f.parent(s, at)
	}
	switch {
	case start < i || shape.Boundary(s, i) || i > 0 && s[i-1] == '-':
		return f.absolute(s, start, mode, false)
	case isGlue(s, i) && !f.imports(s, i-1):
		return f.glued(s, i, mode)
	}
	return f.inner(s, i)
}

// afterColon judges the separator s[i] behind a colon: it returns the start of the path with its
// drive or scheme, or where to read on.
func (f *Finder) afterColon(s []byte, i int, mode Mode) (start, end int) {
	if i >= 2 && letter(s[i-2]) && (i == 2 || ascii.Class[s[i-3]]&ascii.Word == 0 || driveFlag(s, i-2)) {
		if lineEscape(s, i) {
			return i, i + 2
		}
		return i - 2, 0
	}
	scheme := SchemeStart(s, i-1)
	if scheme == i-1 {
		return i, 0
	}
	if shape.Absolute(s, scheme) > 0 {
		return scheme, 0
	}
	if f.Words.Editors.Has(s[scheme : i-1]) {
		if host := shape.URLHost(s, i-1); host > 0 {
			return i, f.editor(s, i-1, host, mode)
		}
	}
	if end := shape.URL(s, scheme); end > 0 {
		return i, f.url(s, i, end)
	}
	if at := withoutHost(s, i); at > 0 {
		return i, f.glued(s, at, mode)
	}
	return i, 0
}

// editor reads the URL of an editor whose "://" is at s[i] and whose host ends at s[end].
func (f *Finder) editor(s []byte, i, end int, mode Mode) int {
	if end >= len(s) || s[end] != '/' {
		return end
	}
	if next := segmentEnd(s, end+1); ascii.HasFold(s, i+len("://"), "vscode-remote/") && next < len(s) && s[next] == '/' {
		end = next // after the name of the remote
	}
	return f.glued(s, end, mode)
}

// withoutHost returns the last slash of the "///" at s[i], and of the "/.." that follow it, or 0.
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

// url looks into a URL with a host for roots that a development server put there.
func (f *Finder) url(s []byte, i, end int) int {
	for i = skipSeparators(s, i); i < end; {
		if !Separators[s[i]] || shape.Separator(s, i) == 0 {
			i++
			continue
		}
		if ascii.HasAt(s, i, "/@fs/") { // a development server
			i += len("/@fs")
			if !f.knows(s, i+1) {
				i = max(i+1, f.glued(s, i, Text))
				continue
			}
		}
		i = max(i+1, f.inner(s, i))
	}
	return max(i, end)
}

// climb returns where the "../.." before the separator s[i] begins, if the path leaves its folder
// for one of this machine; else i.
func (f *Finder) climb(s []byte, i int, mode Mode) int {
	if mode == Embedded && i >= 2 && s[i-1] == '.' && s[i-2] == '.' && (i == 2 || !shape.PathByte(s[i-3])) {
		return i - 2
	}
	if !ascii.HasAt(s, i, "/Users/") { // a source map has homes so
		return i
	}
	start := i
	for start >= 2 && s[start-1] == '.' && s[start-2] == '.' {
		start -= 2
		if start < 3 || s[start-1] != '/' || s[start-2] != '.' {
			break
		}
		start--
	}
	if f.knows(s, i+1) || start >= i-len("..") {
		return i
	}
	return start
}

func (f *Finder) knows(s []byte, at int) bool {
	nd, _ := f.Machine.deep(s, at)
	return nd != nil
}

// parent keeps the file name of a relative path that leaves its folder.
func (f *Finder) parent(s []byte, start int) int {
	end := pathEnd(s, start)
	if !escapes(s[start:end]) {
		return f.tail(s, start)
	}
	f.outside(s, start, start, end)
	return end
}

// pathEnd returns the end of the segments and separators at s[at].
func pathEnd(s []byte, at int) int {
	for at < len(s) {
		end := segmentEnd(s, at)
		if at = skipSeparators(s, end); at == end {
			break
		}
	}
	return at
}

// inner handles a separator in the middle of a path or text that does not begin as an absolute
// path: "a/Users/ada/shop/x.go" in a diff.
func (f *Finder) inner(s []byte, i int) int {
	next := skipSeparators(s, i)
	if nd, end := f.Machine.deep(s, next); nd != nil {
		if nd.root {
			f.Mask(i, end, Root)
			return f.tail(s, end)
		}
		return f.belowHome(s, i, end)
	}
	if len(f.Machine.users) > 0 {
		start := i
		for start > 0 && start > i-64 && shape.PathByte(s[start-1]) {
			start--
		}
		f.segment(s, start, i)
		f.segment(s, next, segmentEnd(s, next))
	}
	return next
}

// absolute redacts the absolute path that begins at s[start]; local says that it is no route.
func (f *Finder) absolute(s []byte, start int, mode Mode, local bool) int {
	if n := f.Machine.exactRoot(s[start:], 2); n > 0 && segmentByte[s[start+n]] {
		return f.belowRoot(s, start, start+n-1)
	}
	if end := remoteMount(s, start); end > 0 {
		f.outside(s, start, start, end)
		return end
	}
	prefix := shape.Absolute(s, start)
	w := newWalker(s, f.Words, start, start+prefix)
	w.scheme = w.scheme || local
	for at, more := w.first, true; more && at < len(s); at, more = w.segment(at) {
		nd, end := f.Machine.match(s, at, w.mounts.alone && mode != Routes, w.mounts.drive)
		if nd == nil {
			continue
		}
		if nd.segments == 1 && mode == Text && w.drive == 0 && shape.Route(s, start, plainEnd(s, at)) {
			break
		}
		if nd.root {
			return f.belowRoot(s, start, end)
		}
		return f.belowHome(s, start, end)
	}
	if (mode != Routes || w.ofMachine()) && w.private(mode) {
		f.unknownPath(&w)
		return max(w.last, w.first)
	}
	for at := w.first; at < w.last; {
		stop := segmentEnd(s, at)
		f.segment(s, at, stop)
		at = max(skipSeparators(s, stop), at+1)
	}
	return max(w.last, w.first)
}

// plainEnd returns the end of the path at s[at], roughly.
func plainEnd(s []byte, at int) int {
	for at < len(s) && (shape.PathByte(s[at]) || shape.Separator(s, at) > 0) {
		at++
	}
	return at
}

func (f *Finder) belowRoot(s []byte, start, end int) int {
	next := skipSeparators(s, end)
	if next == end || next >= len(s) || segmentEnd(s, next) == next {
		f.Mask(start, end, WholeRoot)
		return next
	}
	f.Mask(start, next, Root)
	return f.tail(s, next)
}

// belowHome keeps the file name of a path in a home.
func (f *Finder) belowHome(s []byte, start, end int) int {
	w := newWalker(s, f.Words, start, end)
	w.home = true
	if w.first == end || segmentEnd(s, w.first) == w.first {
		f.Mask(start, end, Home)
		return w.first
	}
	for at, more := w.first, true; more; at, more = w.segment(at) {
	}
	f.keepName(&w)
	return max(w.last, w.first)
}

// unknownPath takes the directories of a path that lies under no root or home.
func (f *Finder) unknownPath(w *walker) {
	switch {
	case f.Machine.slash && !isShare(w.s[w.start:], w.first-w.start) && !(w.count > 1 && f.Words.HomeTops.Has(w.top())):
		f.Mask(w.start, w.first, Root)
		f.tail(w.s, w.first)
	case w.count <= 4 && homeItself(w.s[:w.last], w.first):
		f.Mask(w.start, w.last, Home)
	default:
		f.keepName(w)
	}
}

func (f *Finder) keepName(w *walker) {
	keep := w.name
	switch {
	case w.shared > 0:
		keep = w.shared
	case ascii.HasAt(w.s, keep-len("/bin/"), "/bin/"):
		keep -= len("bin/") // programs lie there on every machine
	}
	f.Mask(w.start, keep, Outside)
	f.tail(w.s, keep)
}

// tail reads the relative rest of a path: it writes separators as slashes and finds names and
// further roots.
func (f *Finder) tail(s []byte, at int) int {
	for at < len(s) {
		stop := segmentEnd(s, at)
		f.segment(s, at, stop)
		w := shape.Separator(s, stop)
		if w == 0 || stop == at || s[stop] == '\\' && escapeLetter(s, stop, w) {
			return stop
		}
		next := skipSeparators(s, stop)
		if nd, end := f.Machine.deep(s, next); nd != nil {
			f.Mask(stop, end, Root)
			at = skipSeparators(s, end)
			continue
		}
		if s[stop] != '/' {
			if segmentEnd(s, next) == next {
				return stop + w
			}
			f.Mask(stop, next, Separator)
		}
		at = next
	}
	return at
}
