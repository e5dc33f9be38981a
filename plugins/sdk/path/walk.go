package path

import (
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// walker reads an absolute path in text, segment by segment.
type walker struct {
	s      []byte
	words  *Words
	start  int // of the path
	first  int // of the first segment
	name   int // of the last segment
	shared int // of a folder that is the same on every machine, 0 without one
	last   int // end of the path
	count  int // segments
	drive  byte
	slash  int  // backslashes of a separator; 0: slashes only, -1: not known yet
	share  bool // \\host\share
	home   bool // below a home of the machine
	scheme bool // no route, as its scheme says
	mounts mounts
}

// newWalker reads the prefix s[start:end] of a path, which says what divides it.
func newWalker(s []byte, words *Words, start, end int) walker {
	first := skipSeparators(s, end)
	head := s[start:end]
	w := walker{s: s, words: words, start: start, first: first, name: first, last: first, drive: driveIn(head)}
	w.mounts = newMounts(w.drive)
	w.scheme = len(head) >= 5 && letter(head[0]) && (head[1] != ':' && w.drive == 0 || head[0]|0x20 == 'f' || head[0]|0x20 == 'v')
	for i := len(head); i > 0 && head[i-1] == '\\'; i-- {
		w.slash++
	}
	w.share = w.slash > 0 && w.drive == 0
	if w.share || w.slash == 0 && w.drive != 0 {
		w.slash = -1
	}
	return w
}

// ofMachine reports a path that is no route, by its scheme, its drive or its separators.
func (w *walker) ofMachine() bool { return w.drive != 0 || w.share || w.scheme || w.slash > 0 }

// top returns the first segment.
func (w *walker) top() []byte { return w.s[w.first:segmentEnd(w.s, w.first)] }

// has reports that the path begins with text, behind its prefix.
func (w *walker) has(text string) bool { return ascii.HasAt(w.s, w.first, text) }

// divides reports a separator at s[at] in the style of the path, and no escape: C:\\dir\n.
func (w *walker) divides(at int) bool {
	n := shape.Separator(w.s, at)
	if n == 0 || w.s[at] != '\\' || w.s[at+n-1] != '\\' {
		return n > 0
	}
	if w.slash < 0 {
		w.slash = n
	}
	return w.slash > 0 && n >= w.slash && !escapeLetter(w.s, at, n)
}

// segment passes the segment at s[at] and the separators after it, and returns where the next one
// begins; false at the end of the path.
func (w *walker) segment(at int) (int, bool) {
	end := segmentEnd(w.s, at)
	if w.home && w.open(end) || !w.home && w.spaced() {
		end = extend(w.s, end)
	}
	if end == at {
		return at, false
	}
	w.name, w.count = at, w.count+1
	w.mounts.pass(w.s[at:end])
	if w.shared == 0 && w.words.SharedFolders.Has(w.s[at:end]) {
		w.shared = at
	}
	w.last = trimStop(w.s, at, end)
	if !w.divides(end) || w.s[end-1] == '!' { // what follows lies in an archive
		return at, false
	}
	next := skipSeparators(w.s, end)
	if segmentEnd(w.s, next) == next {
		w.last = end
		return at, false
	}
	return next, true
}

// spaced reports whether the segment that comes is a user's directory, whose name may hold spaces.
func (w *walker) spaced() bool {
	if w.count != 1 {
		return false
	}
	if w.drive == 0 {
		return w.has("Volumes/") || w.has("Users")
	}
	return ascii.HasFold(w.s, w.first, "users") || ascii.HasFold(w.s, w.first, "documents and settings")
}

// open reports a space and a capital after the end of a segment that is no file name:
// "/Users/ada/Library/Application Support/x".
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
func extend(s []byte, end int) int {
	for at := end; at < len(s) && at < end+48; at++ {
		if shape.Separator(s, at) > 0 {
			if at == end {
				return end
			}
			return at
		}
		if s[at] != ' ' && !shape.PathByte(s[at]) {
			return end
		}
	}
	return end
}
