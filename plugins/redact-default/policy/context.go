package policy

import (
	"slices"
	"unicode/utf8"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// needle is a root or a home in a form that is compared with any spelling.
type needle struct {
	prefix   []byte // as the context spells it, with a slash; Unix paths only
	path     []rune // segments divided by '/', folded where fold is set
	dashed   []byte // as Drift spells it inside ids: "-Users-ada-shop"
	segments int
	drive    byte // lower case, 0 without one
	fold     bool
	root     bool // a home otherwise
}

// names is what the context of a frame says about this machine.
type names struct {
	source    []byte // encoding of the context that the rest was made from
	needles   []needle
	first     [128]bool  // first characters of needles
	long      [128]bool  // of those with several segments
	initial   [256]bool  // first bytes of users
	dash      [256]bool  // first bytes of needles after a hyphen
	slashRoot bool       // a root is "/" or a bare drive
	users     []string   // user and host names, lower case
	userNext  [256]uint8 // 1 for second bytes of users
	lanes     lanes
	paths     [256]uint32
	longNext  [256]bool // second bytes of needles of several segments
	words     [][]byte

	own      []string          // user names that are looked for in any text, lower case
	people   *people           // nil without anybody
	wide     [256]bool         // first bytes of spellings of other scripts
	openings [starts / 4]uint8 // two bits for three bytes: of [opening], and of what names a person
}

// load reads the context of a frame, unless it is the one that was read last.
func (n *names) load(b *sdk.Batch) {
	if n.same(b) {
		return
	}
	*n = names{source: n.source[:0]}
	for i := range b.ContextLen() {
		kind, value := b.Context(i)
		n.source = append(n.source, byte(kind))
		n.source = append(n.source, value...)
		n.source = append(n.source, 0)
		switch kind {
		case abi.Root:
			if n.below(value) {
				continue // paths are relative to the project root, which comes first
			}
			n.addPath(value, true)
			n.addPath(folderOf(value), false)
		case abi.Home:
			n.addPath(value, false)
		case abi.User:
			n.addName(value)
			n.addOwn(value)
		case abi.Host:
			n.addName(value)
		case abi.Person:
			n.addPerson(value)
		case abi.Word:
			n.words = append(n.words, append([]byte(nil), value...))
		}
	}
	n.tables()
	// The first that matches is the longest; a root goes before a home.
	slices.SortStableFunc(n.needles, func(x, y needle) int {
		if len(x.path) != len(y.path) || x.root == y.root {
			return len(y.path) - len(x.path)
		}
		if x.root {
			return -1
		}
		return 1
	})
}

// below reports whether a root lies below one that was added.
func (n *names) below(root []byte) bool {
	prefix := shape.Absolute(root, 0)
	if prefix == 0 {
		return false
	}
	for i := range n.needles {
		nd := &n.needles[i]
		if end := nd.matchAt(root, prefix); nd.root && end > 0 && end < len(root) && nd.drive == driveIn(root[:prefix]) {
			return true
		}
	}
	return false
}

func (n *names) same(b *sdk.Batch) bool {
	rest := n.source
	for i := range b.ContextLen() {
		kind, value := b.Context(i)
		if len(rest) < len(value)+2 || rest[0] != byte(kind) || string(rest[1:1+len(value)]) != string(value) || rest[1+len(value)] != 0 {
			return false
		}
		rest = rest[len(value)+2:]
	}
	return len(rest) == 0
}

func (n *names) addName(value []byte) {
	if len(value) < 4 || commonNames.Has(value) {
		return
	}
	name := make([]byte, len(value))
	for i, c := range value {
		name[i] = ascii.Fold(c)
	}
	n.initial[value[0]], n.initial[name[0]] = true, true
	if ascii.Class[name[0]]&ascii.Lower != 0 {
		n.initial[name[0]-32] = true
	}
	n.userNext[value[1]], n.userNext[name[1]] = 1, 1
	if ascii.Class[name[1]]&ascii.Lower != 0 {
		n.userNext[name[1]-32] = 1
	}
	n.users = append(n.users, string(name))
}

// folderOf returns the folder of several segments that a root lies in, without which a
// neighbour of the root would say where it is; empty without one, or for one of the system.
func folderOf(root []byte) []byte {
	end, segments := 0, 0
	for i := shape.Absolute(root, 0); i > 0 && i < len(root); {
		for i < len(root) && shape.Separator(root, i) == 0 {
			i++
		}
		at := i
		if i = skipSeparators(root, i); i < len(root) {
			end, segments = at, segments+1
		}
	}
	if segments < 2 || shape.SystemPath(root[:end], 0) {
		return nil
	}
	return root[:end]
}

// addPath adds a root or home and the other mount points that it is seen under.
func (n *names) addPath(value []byte, root bool) {
	prefix := shape.Absolute(value, 0)
	if prefix == 0 || value[0] == '~' {
		return // a relative root says nothing of the machine
	}
	nd := needle{root: root}
	if at := driveIn(value[:prefix]); at != 0 {
		nd.drive = at
	}
	path := make([]rune, 0, len(value))
	for i := prefix; i < len(value); {
		if w := shape.Separator(value, i); w > 0 {
			path = append(path, '/')
			for ; w > 0; w = shape.Separator(value, i) {
				i += w
			}
			continue
		}
		r, w := utf8.DecodeRune(value[i:])
		path = append(path, r)
		i += w
	}
	for len(path) > 0 && path[len(path)-1] == '/' {
		path = path[:len(path)-1]
	}
	if len(path) == 0 {
		n.slashRoot = n.slashRoot || root
		return
	}
	nd.path = path
	if value[0] == '/' && prefix == 1 {
		nd.prefix = append([]byte{'/'}, string(path)+"/"...)
	}
	n.addNeedle(nd)
	nd.prefix = nil
	for _, mount := range mountPrefixes {
		if rest := afterSegments(path, mount); rest != nil {
			other := nd
			other.path = rest
			n.addNeedle(other)
		}
	}
	// /mnt/c/x and /c/x are drives; \\wsl$\distribution\x is a Unix path.
	if rest := afterSegments(path, "wsl$"); rest != nil {
		n.addTail(nd, rest)
	} else if rest := afterSegments(path, "wsl.localhost"); rest != nil {
		n.addTail(nd, rest)
	} else if rest := afterSegments(path, "mnt"); len(rest) > 2 && rest[1] == '/' {
		nd.drive, nd.path = byte(foldRune(rest[0])), rest[2:]
		n.addNeedle(nd)
	}
}

// addTail adds what follows the first segment of path.
func (n *names) addTail(nd needle, path []rune) {
	for i, r := range path {
		if r == '/' && i+1 < len(path) {
			nd.path = path[i+1:]
			n.addNeedle(nd)
			return
		}
	}
}

func afterSegments(path []rune, prefix string) []rune {
	if len(path) <= len(prefix)+1 || path[len(prefix)] != '/' {
		return nil
	}
	for i := range len(prefix) {
		if foldRune(path[i]) != rune(prefix[i]) {
			return nil
		}
	}
	return path[len(prefix)+1:]
}

func (n *names) addNeedle(nd needle) {
	nd.segments = 1
	for _, r := range nd.path {
		if r == '/' {
			nd.segments++
		}
	}
	// Case is folded unless that could hit a common directory of a project.
	nd.fold = nd.segments > 1 || nd.drive != 0
	path := make([]rune, len(nd.path))
	dashed := []byte{'-'}
	for i, r := range nd.path {
		if nd.fold {
			r = foldRune(r)
		}
		path[i] = r
		if r == '/' || r == ':' {
			r = '-'
		}
		dashed = utf8.AppendRune(dashed, r)
	}
	nd.path, nd.dashed = path, dashed
	n.dash[dashed[1]] = true
	if ascii.Class[dashed[1]]&ascii.Lower != 0 {
		n.dash[dashed[1]-32] = true
	}
	if path[0] < 128 {
		n.begins(byte(path[0]), nd.segments > 1)
		if path[0] >= 'a' && path[0] <= 'z' {
			n.begins(byte(path[0]-32), nd.segments > 1)
		}
	}
	if nd.segments > 1 {
		n.markNext(path)
	}
	n.needles = append(n.needles, nd)
}

// markNext remembers the second byte of a needle, in each of its spellings.
func (n *names) markNext(path []rune) {
	for _, c := range []byte(`%\./`) {
		n.longNext[c] = true
	}
	for c := 0x80; c < len(n.longNext); c++ {
		n.longNext[c] = true
	}
	if len(path) > 1 && path[1] < 0x80 {
		c := byte(path[1])
		n.longNext[c] = true
		if ascii.Class[c]&ascii.Lower != 0 {
			n.longNext[c-32] = true
		}
	}
}

// driveIn returns the letter of a drive in a path prefix, 0 without one.
func driveIn(prefix []byte) byte {
	for i := 1; i < len(prefix); i++ {
		colon := prefix[i] == ':' || ascii.HasFold(prefix, i, "%3a")
		if colon && ascii.Class[prefix[i-1]]&(ascii.Upper|ascii.Lower) != 0 && (i == 1 || ascii.Class[prefix[i-2]]&ascii.Word == 0) {
			return ascii.Fold(prefix[i-1])
		}
	}
	return 0
}

func (n *names) begins(c byte, long bool) {
	n.first[c] = true
	n.long[c] = n.long[c] || long
}

// plainRoot returns the length of the root and its slash that s begins with, in
// the very spelling of the context and with that many segments, or 0. A home that
// lies deeper goes first.
func (n *names) plainRoot(s []byte, segments int) int {
	for i := range n.needles {
		nd := &n.needles[i]
		if len(nd.prefix) > 0 && len(s) > len(nd.prefix) && s[1] == nd.prefix[1] && string(s[:len(nd.prefix)]) == string(nd.prefix) {
			if !nd.root || nd.segments < segments {
				return 0
			}
			return len(nd.prefix)
		}
	}
	return 0
}

// match returns the longest needle at s[at], where a segment begins, and its
// end; nil without one. Needles of one segment match only where alone is set.
func (n *names) match(s []byte, at int, alone bool, drive byte) (*needle, int) {
	if at >= len(s) || s[at] < 128 && !n.first[s[at]] && s[at] != '%' && s[at] != '\\' && s[at] != '&' {
		return nil, 0
	}
	for i := range n.needles {
		nd := &n.needles[i]
		if nd.segments == 1 && (!alone || nd.drive != drive) {
			continue
		}
		if end := nd.matchAt(s, at); end > 0 {
			return nd, end
		}
	}
	return nil, 0
}

// matchAt returns the end of the needle in s if it begins at s[at], else 0.
func (nd *needle) matchAt(s []byte, at int) int {
	for _, want := range nd.path {
		if at >= len(s) {
			return 0
		}
		if want == '/' {
			if s[at] == '/' && at+1 < len(s) && ascii.Class[s[at+1]]&ascii.Word != 0 {
				at++
				continue
			}
			w := shape.Separator(s, at)
			if w == 0 {
				return 0
			}
			at = skipSeparators(s, at)
			continue
		}
		got, w := rune(s[at]), 1
		if got >= 0x80 || got == '%' || got == '\\' || got == '&' {
			got, w = character(s, at)
		}
		if got != want && nd.fold {
			got = foldRune(got)
		}
		if got != want {
			return 0
		}
		at += w
	}
	if !shape.SegmentEnd(s, at) {
		return 0
	}
	return at
}

// skipSeparators returns the first byte after the separators and "." segments
// that begin at s[at].
func skipSeparators(s []byte, at int) int {
	for low := at; ; {
		w := shape.Separator(s, at)
		if w > 0 && s[at] == '\\' && at > low {
			if r, _ := character(s, at); r >= 0x80 {
				return at // \346 or \u674e begins a segment
			}
		}
		if w == 0 {
			if at+1 < len(s) && s[at] == '.' {
				if w = shape.Separator(s, at+1); w > 0 {
					at += 1 + w
					continue
				}
			}
			return at
		}
		at += w
	}
}

// isUser reports whether a path segment or part of an address is a name of the
// context, perhaps with an extension.
func (n *names) isUser(segment []byte) bool {
	if len(segment) == 0 || !n.initial[segment[0]] {
		return false
	}
	for _, name := range n.users {
		if len(segment) >= len(name) && ascii.EqualFold(segment[:len(name)], name) && (len(segment) == len(name) || segment[len(name)] == '.') {
			return true
		}
	}
	return false
}

func (n *names) isWord(text []byte) bool {
	for _, w := range n.words {
		if string(w) == string(text) {
			return true
		}
	}
	return false
}
