package policy

import (
	"bytes"

	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// pathCell redacts a cell that is one path: relative to a root, or the file name
// alone where it lies outside all of them.
func (p *Policy) pathCell(s []byte) {
	if len(s) == 0 || p.plainPath(s) {
		return
	}
	if n := p.names.plainRoot(s, 1); n > 0 && n < len(s) && p.plainPath(s[n:]) {
		p.mask(0, n, pathRoot)
		return
	}
	prefix := shape.Absolute(s, 0)
	if prefix == 0 && len(s) >= 2 && s[1] == ':' && ascii.Class[s[0]]&(ascii.Upper|ascii.Lower) != 0 {
		prefix = 2 // C:file, relative to the folder of that drive
		p.outside(s, prefix, len(s))
		return
	}
	if s[0] == '~' && prefix > 0 {
		p.outside(s, prefix, len(s))
		return
	}
	if prefix == 0 && shape.URL(s, 0) > 0 {
		p.text(s, modeURL)
		return
	}
	if prefix == 0 {
		p.relativeCell(s)
		return
	}
	nd, end := p.names.inCell(s, prefix)
	switch {
	case nd == nil && p.names.slashRoot && !uncPrefix(s, prefix):
		end = skipSeparators(s, prefix)
	case nd == nil || !nd.root:
		if nd != nil && skipSeparators(s, end) == len(s) || homeItself(s, prefix) {
			p.mask(0, len(s), pathOutside)
			return
		}
		p.outside(s, prefix, len(s))
		return
	default:
		end = skipSeparators(s, end)
	}
	if escapes(s[end:]) {
		p.outside(s, end, len(s))
		return
	}
	p.mask(0, end, pathRoot)
	p.relativeTail(s, end)
}

func (p *Policy) relativeCell(s []byte) {
	at := 0
	for at+1 < len(s) && s[at] == '.' && shape.Separator(s, at+1) > 0 {
		at = skipSeparators(s, at+1)
	}
	if escapes(s[at:]) {
		p.outside(s, at, len(s))
		return
	}
	p.mask(0, at, pathRoot)
	p.relativeTail(s, at)
}

// relativeTail writes separators as slashes and takes names away.
func (p *Policy) relativeTail(s []byte, at int) {
	for at < len(s) {
		start := at
		w := 0
		for at < len(s) {
			if w = shape.Separator(s, at); w > 0 {
				break
			}
			at++
		}
		p.segment(s, start, at)
		if w > 1 || w == 1 && s[at] == '\\' {
			p.mask(at, at+w, pathSeparator)
		}
		if next := skipSeparators(s, at+w); w > 0 && at > start && next > at+w {
			p.mask(at+w, next, pathRoot) // "//" and "/./"
			at = next
			continue
		}
		if w > 0 {
			if nd, end := p.names.match(s, at+w, false, 0); nd != nil {
				p.mask(at, end, pathRoot)
				at = end
				continue
			}
		}
		at += w
	}
}

// outside keeps the last segment of s[:end] and takes what stands before it.
func (p *Policy) outside(s []byte, at, end int) {
	start, stop := at, end
	for at < end {
		w := shape.Separator(s, at)
		if w == 0 {
			at++
			continue
		}
		if next := skipSeparators(s, at); next >= end {
			stop = at
		} else {
			start = next
		}
		at = skipSeparators(s, at)
	}
	if stop < start {
		stop = end
	}
	if name := s[start:stop]; string(name) == ".." || string(name) == "." {
		start = stop
	}
	p.mask(0, start, pathOutside)
	p.segment(s, start, stop)
	p.mask(stop, end, pathOutside)
}

// segment takes a name of the context away where it is a whole path segment.
func (p *Policy) segment(s []byte, start, end int) {
	if len(p.names.users) > 0 && p.names.isUser(s[start:end]) {
		p.mask(start, end, pathUser)
	}
}

// inCell finds the root or home that a whole cell lies in: at its first segment,
// or deeper where the needle is too long to be there by chance.
func (n *names) inCell(s []byte, prefix int) (*needle, int) {
	drive := driveIn(s[:prefix])
	at := skipSeparators(s, prefix)
	walk := mounts{alone: true, drive: drive}
	for at < len(s) {
		if nd, end := n.match(s, at, walk.alone, walk.drive); nd != nil {
			return nd, end
		}
		start := at
		for at < len(s) && shape.Separator(s, at) == 0 {
			at++
		}
		if string(s[start:at]) == ".." {
			return nil, 0
		}
		walk.pass(s[start:at])
		at = skipSeparators(s, at)
	}
	return nil, 0
}

// mounts follows the segments of an absolute path and tells where the path
// really begins: after /private, /mnt/c, \\wsl$\distribution and the like.
type mounts struct {
	alone bool // a root of one segment may stand here
	drive byte
	state uint8
}

const (
	atStart uint8 = iota
	afterMount
	afterWSL
	afterSystem
	afterVolumes
	deep
)

func (m *mounts) pass(segment []byte) {
	was := m.state
	m.state, m.alone = deep, false
	letter := len(segment) == 1 && ascii.Class[segment[0]]&(ascii.Upper|ascii.Lower) != 0
	switch {
	case (was == atStart || was == afterMount) && letter:
		m.drive, m.alone = ascii.Fold(segment[0]), true
	case was == atStart && (ascii.EqualFold(segment, "private") || ascii.EqualFold(segment, "host_mnt")):
		m.alone, m.state = true, afterMount
	case was == atStart && (ascii.EqualFold(segment, "mnt") || ascii.EqualFold(segment, "cygdrive")):
		m.state = afterMount
	case was == atStart && (ascii.EqualFold(segment, "wsl$") || ascii.EqualFold(segment, "wsl.localhost")):
		m.state = afterWSL
	case was == atStart && ascii.EqualFold(segment, "system"):
		m.state = afterSystem
	case was == afterSystem && ascii.EqualFold(segment, "volumes"):
		m.state = afterVolumes
	case was == afterVolumes && ascii.EqualFold(segment, "data"), was == afterWSL:
		m.alone = true
	}
}

// escapes reports whether a relative path leaves the folder that it begins in.
func escapes(s []byte) bool {
	if !bytes.Contains(s, []byte("..")) {
		return false
	}
	depth := 0
	for at := 0; at < len(s); {
		start := at
		for at < len(s) && shape.Separator(s, at) == 0 {
			at++
		}
		switch name := s[start:at]; {
		case string(name) == "..":
			if depth--; depth < 0 {
				return true
			}
		case len(name) > 0 && string(name) != ".":
			depth++
		}
		at += shape.Separator(s, at)
	}
	return false
}

func uncPrefix(s []byte, prefix int) bool {
	return prefix >= 2 && (s[0] == '\\' || s[0] == '/') && driveIn(s[:prefix]) == 0 && shape.Separator(s, 1) > 0
}

// homeItself reports whether s[prefix:] is a directory directly below /Users or
// /home, perhaps of a mounted drive.
func homeItself(s []byte, prefix int) bool {
	at := skipSeparators(s, prefix)
	walk := mounts{alone: true}
	for depth := 0; depth < 4; depth++ {
		start := at
		for at < len(s) && shape.Separator(s, at) == 0 {
			at++
		}
		segment := s[start:at]
		at = skipSeparators(s, at)
		if walk.alone && (ascii.EqualFold(segment, "users") || ascii.EqualFold(segment, "home")) {
			break
		}
		if walk.pass(segment); walk.state == deep && !walk.alone || at >= len(s) {
			return false
		}
	}
	for at < len(s) && shape.Separator(s, at) == 0 {
		at++
	}
	return skipSeparators(s, at) >= len(s)
}
