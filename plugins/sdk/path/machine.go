// Package path finds the paths in a text and takes out of them what they tell of a machine: its
// roots, its homes, the names of its users, and the directories outside all roots.
//
// A [Machine] holds what is known of the machine; a [Finder] looks for it, in each spelling that
// programs give a path (separators and letters escaped for JSON, URLs, HTML or C, drives, shares,
// mounts, hyphens for separators). What is no path of a machine, a route for example, stays: see
// [github.com/driftsync/driftsync/abi/shape]. Lists of words are the caller's, see [Words].
package path

import (
	"slices"
	"unicode/utf8"

	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/view"
)

// Machine is what is known of a machine, see [NewMachine].
type Machine struct {
	needles  []needle // the longest first, a root before a home
	slash    bool     // a root is "/" or a bare drive
	users    []string // names of users and hosts, lower case
	first    [128]bool
	long     [128]bool // first characters of needles of several segments
	longNext [256]bool // second bytes of those, in each spelling
	dash     [256]bool // first bytes of needles after a hyphen
	initial  [256]bool // first bytes of users
	second   [256]bool // second bytes of users
	plain    [256]uint32
}

// needle is a root or a home in a form that is compared with any spelling.
type needle struct {
	exact    []byte // as the context spells it, with a slash; Unix paths only
	path     []rune // segments divided by '/', folded where fold is set
	segments int
	drive    byte // lower case, 0 without one
	fold     bool // without case, unless that could hit a common directory of a project
	root     bool // a home otherwise
}

// NewMachine returns a machine of which nothing is known yet.
func NewMachine() (m Machine) {
	m.tables()
	return m
}

const minUser = 4 // bytes of the shortest name that is no word by chance

// AddRoot adds the root of a project, an absolute path in any spelling. The folder that it lies
// in counts as a home then, since a neighbour would say where the root is. A root below another
// adds nothing: paths are relative to the outer one, which comes first.
func (m *Machine) AddRoot(root []byte) {
	if m.below(root) {
		return
	}
	m.add(root, true)
	m.add(folderOf(root), false)
}

// AddHome adds the home of a user.
func (m *Machine) AddHome(home []byte) { m.add(home, false) }

// AddUser adds the name of a user or of the machine; one that is too short to tell is left out.
func (m *Machine) AddUser(name []byte) {
	if len(name) < minUser {
		return
	}
	lower := make([]byte, len(name))
	for i, c := range name {
		lower[i] = ascii.Fold(c)
	}
	setBoth(&m.initial, name[0])
	setBoth(&m.second, name[1])
	m.users = append(m.users, string(lower))
	m.tables()
}

// setBoth marks a byte in both cases.
func setBoth(t *[256]bool, c byte) {
	t[c], t[ascii.Fold(c)] = true, true
	if c = ascii.Fold(c); ascii.Class[c]&ascii.Lower != 0 {
		t[c-32] = true
	}
}

// below reports whether a root lies below one that was added.
func (m *Machine) below(root []byte) bool {
	prefix := shape.Absolute(root, 0)
	for i := range m.needles {
		nd := &m.needles[i]
		if end := nd.at(root, prefix, false); nd.root && prefix > 0 && end > 0 && end < len(root) && nd.drive == driveIn(root[:prefix]) {
			return true
		}
	}
	return false
}

// folderOf returns the folder of several segments that a root lies in; empty without one, or
// for one of the system.
func folderOf(root []byte) []byte {
	end, segments := 0, 0
	for i := shape.Absolute(root, 0); i > 0 && i < len(root); {
		at := rawEnd(root, i)
		if i = skipSeparators(root, at); i < len(root) {
			end, segments = at, segments+1
		}
	}
	if segments < 2 || shape.SystemPath(root[:end], 0) {
		return nil
	}
	return root[:end]
}

// add adds a root or home, and what is left of it without the mount point that it lies below.
func (m *Machine) add(value []byte, root bool) {
	prefix := shape.Absolute(value, 0)
	if prefix == 0 || value[0] == '~' {
		return // a relative root says nothing of the machine
	}
	nd := needle{root: root, drive: driveIn(value[:prefix]), path: logical(value[prefix:])}
	if len(nd.path) == 0 {
		m.slash = m.slash || root
		return
	}
	if value[0] == '/' && prefix == 1 {
		nd.exact = append([]byte{'/'}, string(nd.path)+"/"...)
	}
	m.addNeedle(nd)
	nd.exact = nil
	for rest, walk := nd.path, newMounts(nd.drive); ; {
		i := slices.Index(rest, '/')
		if i < 0 {
			break
		}
		walk.pass([]byte(string(rest[:i])))
		if rest = rest[i+1:]; walk.alone {
			nd.path, nd.drive = rest, walk.drive
			m.addNeedle(nd)
		}
	}
}

// logical returns a path with one slash for each separator and none at its end.
func logical(s []byte) (path []rune) {
	for i := 0; i < len(s); {
		if next := skipRun(s, i); next > i {
			if i = next; i < len(s) {
				path = append(path, '/')
			}
			continue
		}
		r, w := utf8.DecodeRune(s[i:])
		path = append(path, r)
		i += w
	}
	return path
}

func (m *Machine) addNeedle(nd needle) {
	nd.segments = 1
	for _, r := range nd.path {
		if r == '/' {
			nd.segments++
		}
	}
	nd.fold = nd.segments > 1 || nd.drive != 0
	path := slices.Clone(nd.path)
	for i, r := range path {
		if nd.fold {
			path[i] = view.Fold(r)
		}
	}
	nd.path = path
	setBoth(&m.dash, string(path[0])[0])
	if c := path[0]; c < 0x80 {
		for _, c := range [...]byte{byte(c), upper(byte(c))} {
			m.first[c] = true
			m.long[c] = m.long[c] || nd.segments > 1
		}
	}
	if nd.segments > 1 {
		m.markNext(path)
	}
	m.needles = append(m.needles, nd)
	slices.SortStableFunc(m.needles, func(x, y needle) int {
		if len(x.path) != len(y.path) || x.root == y.root {
			return len(y.path) - len(x.path)
		}
		if x.root {
			return -1
		}
		return 1
	})
	m.tables()
}

func upper(c byte) byte {
	if ascii.Class[c]&ascii.Lower != 0 {
		return c - 32
	}
	return c
}

// markNext remembers the second byte of a needle, in each of its spellings.
func (m *Machine) markNext(path []rune) {
	for _, c := range []byte(`%\./`) {
		m.longNext[c] = true
	}
	for c := 0x80; c < len(m.longNext); c++ {
		m.longNext[c] = true
	}
	if len(path) > 1 && path[1] < 0x80 {
		setBoth(&m.longNext, byte(path[1]))
	}
}

// exactRoot returns the length of the root and its slash that s begins with, in the very spelling
// of the context and with that many segments, or 0. A home that lies deeper goes first.
func (m *Machine) exactRoot(s []byte, segments int) int {
	for i := range m.needles {
		nd := &m.needles[i]
		if len(nd.exact) > 0 && len(s) > len(nd.exact) && s[1] == nd.exact[1] && string(s[:len(nd.exact)]) == string(nd.exact) {
			if !nd.root || nd.segments < segments {
				return 0
			}
			return len(nd.exact)
		}
	}
	return 0
}

// match returns the longest needle at s[at], where a segment begins, and its end; nil without
// one. Needles of one segment match only where alone is set.
func (m *Machine) match(s []byte, at int, alone bool, drive byte) (*needle, int) {
	if at >= len(s) || s[at] < 128 && !m.first[s[at]] && s[at] != '%' && s[at] != '\\' && s[at] != '&' {
		return nil, 0
	}
	for i := range m.needles {
		nd := &m.needles[i]
		if nd.segments == 1 && (!alone || nd.drive != drive) {
			continue
		}
		if end := nd.at(s, at, false); end > 0 {
			return nd, end
		}
	}
	return nil, 0
}

// deep returns a needle of several segments at s[at], and its end.
func (m *Machine) deep(s []byte, at int) (*needle, int) { return m.match(s, at, false, 0) }

// at returns the end of the needle in s if it begins at s[i], else 0; with dashed, hyphens
// stand for its separators.
func (nd *needle) at(s []byte, i int, dashed bool) int {
	for _, want := range nd.path {
		if i >= len(s) {
			return 0
		}
		if want == '/' && !dashed {
			if s[i] == '/' && i+1 < len(s) && ascii.Class[s[i+1]]&ascii.Word != 0 {
				i++
				continue
			}
			if shape.Separator(s, i) == 0 {
				return 0
			}
			i = skipSeparators(s, i)
			continue
		}
		if want == '/' {
			want = '-'
		}
		got, w := rune(s[i]), 1
		if got >= 0x80 || got == '%' || got == '\\' || got == '&' {
			got, w = view.Character(s, i)
		}
		if got != want && !(nd.fold && view.Fold(got) == want) {
			return 0
		}
		i += w
	}
	if dashed && i < len(s) && ascii.Class[s[i]]&ascii.Word != 0 || !dashed && !shape.SegmentEnd(s, i) {
		return 0
	}
	return i
}

// isUser reports whether a path segment or part of an address is a name of the machine, perhaps
// with an extension.
func (m *Machine) isUser(segment []byte) bool {
	if len(segment) == 0 || !m.initial[segment[0]] {
		return false
	}
	for _, name := range m.users {
		if len(segment) >= len(name) && ascii.HasFold(segment, 0, name) && (len(segment) == len(name) || segment[len(name)] == '.') {
			return true
		}
	}
	return false
}

// driveIn returns the letter of a drive in the prefix of a path, lower case, 0 without one.
func driveIn(prefix []byte) byte {
	for i := 1; i < len(prefix); i++ {
		colon := prefix[i] == ':' || ascii.HasFold(prefix, i, "%3a")
		if colon && letter(prefix[i-1]) && (i == 1 || ascii.Class[prefix[i-2]]&ascii.Word == 0) {
			return ascii.Fold(prefix[i-1])
		}
	}
	return 0
}

func letter(c byte) bool { return ascii.Class[c]&(ascii.Upper|ascii.Lower) != 0 }
