package path

import (
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Cell rewrites a cell that is one path: relative to a root, or the name of the file alone where
// it lies outside all of them. It reports false for a URL, which is no path.
func (f *Finder) Cell(s []byte) bool {
	m := f.Machine
	if len(s) == 0 || m.Plain(s) {
		return true
	}
	if n := m.PlainRoot(s); n > 0 {
		f.Mask(0, n, Root)
		return true
	}
	prefix := shape.Absolute(s, 0)
	switch {
	case prefix == 0 && len(s) >= 2 && s[1] == ':' && letter(s[0]):
		f.outside(s, 0, 2, len(s)) // C:file, relative to the folder of that drive
	case prefix == 0 && shape.URL(s, 0) > 0:
		return false
	case prefix == 0:
		f.relativeCell(s)
	case s[0] == '~':
		f.outside(s, 0, prefix, len(s))
	default:
		f.absoluteCell(s, prefix)
	}
	return true
}

func (f *Finder) absoluteCell(s []byte, prefix int) {
	nd, end := f.Machine.inCell(s, prefix)
	switch {
	case nd == nil && f.Machine.slash && !isShare(s, prefix):
		end = prefix
	case nd == nil && !homeItself(s, prefix), nd != nil && !nd.root && skipSeparators(s, end) < len(s):
		f.outside(s, 0, prefix, len(s))
		return
	case nd == nil || !nd.root: // a home itself
		f.Mask(0, len(s), Outside)
		return
	}
	end = skipSeparators(s, end)
	if escapes(s[end:]) {
		f.outside(s, 0, end, len(s))
		return
	}
	f.Mask(0, end, Root)
	f.relativeTail(s, end)
}

func (f *Finder) relativeCell(s []byte) {
	at := 0
	for at+1 < len(s) && s[at] == '.' && shape.Separator(s, at+1) > 0 {
		at = skipSeparators(s, at+1)
	}
	if escapes(s[at:]) {
		f.outside(s, 0, at, len(s))
		return
	}
	f.Mask(0, at, Root)
	f.relativeTail(s, at)
}

// relativeTail writes separators as slashes and takes names away.
func (f *Finder) relativeTail(s []byte, at int) {
	for at < len(s) {
		start := at
		at = rawEnd(s, at)
		w := shape.Separator(s, at)
		f.segment(s, start, at)
		if w > 1 || w == 1 && s[at] == '\\' {
			f.Mask(at, at+w, Separator)
		}
		if next := skipSeparators(s, at+w); w > 0 && at > start && next > at+w {
			f.Mask(at+w, next, Root) // "//" and "/./"
			at = next
			continue
		}
		if nd, end := f.Machine.deep(s, at+w); w > 0 && nd != nil {
			f.Mask(at, end, Root)
			at = end
			continue
		}
		at += w
	}
}

// inCell finds the root or home that a whole cell lies in: at its first segment, or deeper where
// the needle is too long to be there by chance.
func (m *Machine) inCell(s []byte, prefix int) (*needle, int) {
	at := skipSeparators(s, prefix)
	for walk := newMounts(driveIn(s[:prefix])); at < len(s); {
		if nd, end := m.match(s, at, walk.alone, walk.drive); nd != nil {
			return nd, end
		}
		end := rawEnd(s, at)
		if string(s[at:end]) == ".." {
			break
		}
		walk.pass(s[at:end])
		at = skipSeparators(s, end)
	}
	return nil, 0
}

// outside keeps the last segment of the path s[from:end] and takes what stands before it; at is
// where its first segment begins.
func (f *Finder) outside(s []byte, from, at, end int) {
	start, stop := at, end
	for at < end {
		sep := min(rawEnd(s, at), end)
		next := skipSeparators(s, sep)
		if next >= end {
			if sep < end {
				stop = sep
			}
			break
		}
		start, at = next, next
	}
	if stop < start {
		stop = end
	}
	if name := s[start:stop]; string(name) == ".." || string(name) == "." {
		start = stop
	}
	f.Mask(from, start, Outside)
	f.segment(s, start, stop)
	f.Mask(stop, end, Outside)
}

// segment takes a name of the machine away where it is a whole segment.
func (f *Finder) segment(s []byte, start, end int) {
	if len(f.Machine.users) > 0 && f.Machine.isUser(s[start:end]) {
		f.Mask(start, end, User)
	}
}

// address takes the names of the machine out of a mail address or user@host with its sign at s[at].
func (f *Finder) address(s []byte, at int) {
	start, end := at, at+1
	for start > 0 && start > at-64 && (ascii.Class[s[start-1]]&ascii.Word != 0 || s[start-1] == '-') {
		start--
	}
	for end < len(s) && end < at+64 && (ascii.Class[s[end]]&ascii.Word != 0 || s[end] == '-') {
		end++
	}
	f.segment(s, start, at)
	f.segment(s, at+1, end)
}
