package policy

import (
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

// mode says how the text of a cell is read.
type mode uint8

const (
	modeText     mode = iota // prose, identifiers: anything may be quoted
	modeEmbedded             // ids and scopes: a path may follow a hyphen
	modeURL                  // routes and URLs: an unknown absolute path is a route
)

// paths redacts the paths in s, which is classified. It reads each byte a bounded number of times.
func (p *Policy) paths(s []byte, m mode) {
	for i := p.nextPath(s, p.first); i < len(s); i = p.nextPath(s, i) {
		c := s[i]
		if c == '/' && p.relative(s, i) {
			i += 2
			continue
		}
		switch c {
		case '-':
			i = max(i+1, p.dashed(s, i, m))
		case '@':
			p.address(s, i)
			i++
		case '~':
			i = p.tilde(s, i)
		case '[':
			i = max(i+1, marker.End(s, i))
		default:
			if shape.Separator(s, i) == 0 {
				i++
				continue
			}
			i = max(i+1, p.separator(s, i, m))
		}
	}
}

// separator judges the path that has its first unread separator at s[i] and
// returns where to read on.
func (p *Policy) separator(s []byte, i int, m mode) int {
	start := i
	if end := hexEscape(s, i); end > 0 {
		return end
	}
	switch {
	case i >= 1 && s[i-1] == ':':
		if i >= 2 && ascii.Class[s[i-2]]&(ascii.Upper|ascii.Lower) != 0 && (i == 2 || ascii.Class[s[i-3]]&ascii.Word == 0 || driveFlag(s, i-2)) {
			if lineEscape(s, i) {
				return i + 2
			}
			start = i - 2
			break
		}
		scheme := schemeStart(s, i-1)
		if scheme < i-1 && shape.Absolute(s, scheme) > 0 {
			start = scheme
			break
		}
		if scheme < i-1 {
			if editors.Has(s[scheme:i-1]) && shape.URLHost(s, i-1) > 0 {
				return p.editor(s, i-1, m) // which does not read on to the end of the URL
			}
			if end := shape.URL(s, scheme); end > 0 {
				return p.url(s, i, end)
			}
			if at := withoutHost(s, i); at > 0 {
				return p.glued(s, at, m)
			}
		}
	case i >= 4 && ascii.HasFold(s, i-3, "%3a") && ascii.Class[s[i-4]]&(ascii.Upper|ascii.Lower) != 0 && (i == 4 || ascii.Class[s[i-5]]&ascii.Word == 0):
		start = i - 4
	case i >= 4 && ascii.HasFold(s, i-3, "%3a"):
		return p.glued(s, i, m)
	case i >= 1 && s[i-1] == '~' && shape.Boundary(s, i-1):
		return p.tail(s, skipSeparators(s, i), m)
	}
	if m == modeEmbedded && i >= 2 && s[i-1] == '.' && s[i-2] == '.' && (i == 2 || !shape.PathByte(s[i-3])) {
		return p.parent(s, i-2, m)
	}
	if ascii.HasAt(s, i, "/Users/") {
		if at := climbStart(s, i); at < i-len("..") {
			if nd, _ := p.names.match(s, i+1, false, 0); nd == nil {
				return p.parent(s, at, m) // a source map has homes so
			}
		}
	}
	if start < i || shape.Boundary(s, i) || i > 0 && s[i-1] == '-' {
		return p.absolute(s, start, m, false)
	}
	if isGlue(s, i) {
		return p.glued(s, i, m)
	}
	return p.inner(s, i, m)
}

// climbStart returns where the "../.." before the slash s[i] begins, i without one.
func climbStart(s []byte, i int) int {
	start := i
	for start >= 2 && s[start-1] == '.' && s[start-2] == '.' {
		start -= 2
		if start < 3 || s[start-1] != '/' || s[start-2] != '.' {
			break
		}
		start--
	}
	return start
}

// parent keeps the file name of a relative path that leaves its folder.
func (p *Policy) parent(s []byte, start int, m mode) int {
	end := start
	for end < len(s) {
		stop := segmentEnd(s, end)
		w := shape.Separator(s, stop)
		end = stop
		if w == 0 {
			break
		}
		end = skipSeparators(s, stop)
	}
	if !escapes(s[start:end]) {
		return p.tail(s, start, m)
	}
	base := p.base
	p.base += start
	p.outside(s[start:end], 0, end-start)
	p.base = base
	return end
}

func schemeStart(s []byte, colon int) int {
	i := colon
	for i > 0 && i > colon-24 && (ascii.Class[s[i-1]]&ascii.Word != 0 && s[i-1] < 0x80 || s[i-1] == '-' || s[i-1] == '+') {
		i--
	}
	return i
}

// url looks into a URL with a host for roots that a development server put there.
func (p *Policy) url(s []byte, i, end int) int {
	i = skipSeparators(s, i)
	for i < end {
		if !separates[s[i]] || shape.Separator(s, i) == 0 {
			i++
			continue
		}
		if ascii.HasAt(s, i, "/@fs/") { // a development server
			i += len("/@fs")
			if nd, _ := p.names.match(s, i+1, false, 0); nd == nil {
				i = max(i+1, p.glued(s, i, modeText))
				continue
			}
		}
		i = max(i+1, p.inner(s, i, modeURL))
	}
	return max(i, end)
}

// inner handles a separator in the middle of a path or text that does not begin
// as an absolute path: "a/Users/ada/shop/x.go" in a diff.
func (p *Policy) inner(s []byte, i int, m mode) int {
	next := skipSeparators(s, i)
	if nd, end := p.names.match(s, next, false, 0); nd != nil {
		if nd.root {
			p.mask(i, end, pathRoot)
			return p.tail(s, end, m)
		}
		return p.belowHome(s, i, end, m)
	}
	if len(p.names.users) > 0 {
		start := i
		for start > 0 && start > i-64 && shape.PathByte(s[start-1]) {
			start--
		}
		p.segment(s, start, i)
		p.segment(s, next, segmentEnd(s, next))
	}
	return next
}

// segmentEnd returns the end of an unquoted path segment.
func segmentEnd(s []byte, at int) int {
	for at < len(s) {
		for at < len(s) && segmentByte[s[at]] {
			at++
		}
		if at >= len(s) {
			break
		}
		switch c := s[at]; {
		case c == '%':
			if shape.Separator(s, at) > 0 {
				return at
			}
			_, w := character(s, at)
			at += w
		case c == '\\':
			r, w := character(s, at)
			if w == 1 || r < 0x80 && r != ' ' {
				return at
			}
			at += w
		case c == '&' && shape.Separator(s, at) > 0:
			return at
		case shape.PathByte(c):
			at++
		default:
			return at
		}
	}
	return at
}

// separates marks the first bytes of separators.
var separates = [256]bool{'/': true, '\\': true, '%': true, '&': true}

// segmentByte marks the bytes that a segment holds as they are.
var segmentByte = makeSegmentBytes()

func makeSegmentBytes() (t [256]bool) {
	for c := range t {
		t[c] = shape.PathByte(byte(c)) && c != '%' && c != '\\' && c != '&'
	}
	return t
}

// absolute redacts the absolute path that begins at s[start]; local says that it is
// no route.
func (p *Policy) absolute(s []byte, start int, m mode, local bool) int {
	if n := p.names.plainRoot(s[start:], 2); n > 0 && segmentByte[s[start+n]] {
		return p.belowRoot(s, start, start+n-1, m)
	}
	if end := remoteMount(s, start); end > 0 {
		base := p.base
		p.base += start
		p.outside(s[start:end], 0, end-start)
		p.base = base
		return end
	}
	prefix := shape.Absolute(s, start)
	w := walker{s: s, start: start, first: skipSeparators(s, start+prefix)}
	w.style(start, prefix)
	w.scheme = w.scheme || local
	at := w.first
	for at < len(s) {
		alone := w.mounts.alone && m != modeURL
		if nd, end := p.names.match(s, at, alone, w.mounts.drive); nd != nil {
			if nd.segments == 1 && m == modeText && w.drive == 0 && shape.Route(s, start, w.end(at)) {
				break
			}
			if nd.root {
				return p.belowRoot(s, start, end, m)
			}
			return p.belowHome(s, start, end, m)
		}
		next := w.segment(at)
		if next == at {
			break
		}
		at = next
	}
	end := w.last
	if (m != modeURL || w.ofMachine()) && w.unknown(m) {
		p.unknownPath(s, &w, m)
		return max(end, w.first)
	}
	for at = w.first; at < end; {
		stop := segmentEnd(s, at)
		p.segment(s, at, stop)
		at = max(skipSeparators(s, stop), at+1)
	}
	return max(end, w.first)
}

func (p *Policy) belowRoot(s []byte, start, end int, m mode) int {
	next := skipSeparators(s, end)
	if next == end || next >= len(s) || segmentEnd(s, next) == next {
		p.mask(start, end, pathWholeRoot)
		return next
	}
	p.mask(start, next, pathRoot)
	return p.tail(s, next, m)
}

// belowHome keeps the file name of a path in a home.
func (p *Policy) belowHome(s []byte, start, end int, m mode) int {
	w := walker{s: s, start: start, first: skipSeparators(s, end), home: true}
	w.style(start, end-start)
	if w.first == end || segmentEnd(s, w.first) == w.first {
		p.mask(start, end, pathHome)
		return w.first
	}
	for at := w.first; ; {
		next := w.segment(at)
		if next == at {
			break
		}
		at = next
	}
	p.keepName(s, &w, m)
	return max(w.last, w.first)
}

// unknownPath takes the directories of a path that lies under no root or home.
func (p *Policy) unknownPath(s []byte, w *walker, m mode) {
	if p.names.slashRoot && !uncPrefix(s[w.start:], w.first-w.start) && !(w.count > 1 && homeTops.Has(s[w.first:segmentEnd(s, w.first)])) {
		p.mask(w.start, w.first, pathRoot)
		p.tail(s, w.first, m)
		return
	}
	if w.count <= 4 && homeItself(s[:w.last], w.first) {
		p.mask(w.start, w.last, pathHome)
		return
	}
	p.keepName(s, w, m)
}

func (p *Policy) keepName(s []byte, w *walker, m mode) {
	keep := w.name
	switch {
	case w.tail > 0:
		keep = w.tail
	case ascii.HasAt(s, keep-len("/bin/"), "/bin/"):
		keep -= len("bin/") // programs lie there on every machine
	}
	p.mask(w.start, keep, pathOutside)
	p.tail(s, keep, m)
}

// tail reads the relative rest of a path: it writes separators as slashes and
// finds names and further roots.
func (p *Policy) tail(s []byte, at int, _ mode) int {
	for at < len(s) {
		stop := segmentEnd(s, at)
		p.segment(s, at, stop)
		w := shape.Separator(s, stop)
		if w == 0 || stop == at {
			return stop
		}
		if s[stop] == '\\' && escapeLetter(s, stop, w) {
			return stop
		}
		next := skipSeparators(s, stop)
		if nd, end := p.names.match(s, next, false, 0); nd != nil {
			p.mask(stop, end, pathRoot)
			at = skipSeparators(s, end)
			continue
		}
		if w > 1 && s[stop] != '/' || s[stop] == '\\' {
			if segmentEnd(s, next) == next {
				return stop + w
			}
			p.mask(stop, next, pathSeparator)
		}
		at = next
	}
	return at
}

// escapeLetter reports whether the backslash at s[i] escapes a quote or a space.
func escapeLetter(s []byte, i, w int) bool {
	if i+w >= len(s) || hexEscape(s, i) > 0 {
		return true
	}
	switch s[i+w] {
	case '"', '\'', '`', ' ', ')', '(', ']', '[':
		return true
	}
	return false
}
