package policy

import (
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Where a path or a name of this machine may begin.

func always(*Policy, []byte, int) bool { return true }

// slashTells reports that the slash s[i] may belong to a path that has to be looked at.
func (p *Policy) slashTells(s []byte, i int) bool { return !p.relative(s, i) && loneSlash(s, i) == 0 }

// entitySeparator reports a separator that is spelled as in HTML.
func entitySeparator(_ *Policy, s []byte, i int) bool { return shape.Separator(s, i) > 0 }

// dashesAt reports a path that is spelled with hyphens from s[i] on, or one that an option
// of one letter takes.
func (p *Policy) dashesAt(s []byte, i int) bool {
	return p.names.dashes(s, i) || i+2 < len(s) && ascii.Class[s[i+1]]&(ascii.Upper|ascii.Lower) != 0 && shape.Separator(s, i+2) > 0
}

// homeTilde reports a home or the folder of a user in the path of a URL.
func homeTilde(_ *Policy, s []byte, i int) bool {
	return i+1 < len(s) && (ascii.Class[s[i+1]]&ascii.Lower != 0 || shape.Separator(s, i+1) > 0)
}

func (p *Policy) hasUsers(_ []byte, _ int) bool { return len(p.names.users) > 0 }

func (p *Policy) userAt(s []byte, i int) bool { return p.names.userBegins(s, i) }

// loneSlash passes "/ ", "// " and the like, which begin no path, or returns 0.
func loneSlash(s []byte, i int) int {
	if i > 0 && (s[i-1] == '.' || s[i-1] == ':' || s[i-1] == '~') {
		return 0
	}
	n := 1
	if i+1 < len(s) && s[i+1] == '/' {
		n = 2
	}
	if i+n >= len(s) || shape.PathByte(s[i+n]) || separates[s[i+n]] {
		return 0
	}
	return n
}

// dashes reports whether a root or home that is spelled with hyphens may begin
// at the hyphen s[i].
func (n *names) dashes(s []byte, i int) bool {
	if i+2 >= len(s) {
		return false
	}
	c := s[i+1]
	if c == 'U' && ascii.HasAt(s, i, "-Users-") || c == 'h' && ascii.HasAt(s, i, "-home-") {
		return true
	}
	if !n.dash[c] {
		return false
	}
	for k := range n.needles {
		d := n.needles[k].dashed
		if len(d) < 3 || d[1] == c || ascii.Fold(c) == d[1] {
			if len(d) < 3 || d[2] == s[i+2] || ascii.Fold(s[i+2]) == d[2] {
				return true
			}
		}
	}
	return false
}

// relative reports that the slash at s[i] stands inside a relative path where
// neither a root nor a name can begin; it is what most slashes are.
func (p *Policy) relative(s []byte, i int) bool {
	if i == 0 || i+1 >= len(s) {
		return false
	}
	last, next := s[i-1], s[i+1]
	if ascii.Class[last]&ascii.Class[next]&ascii.Word == 0 || next >= 0x80 || last >= 0x80 || i > 1 && (s[i-2] == '-' || s[i-2] == '\\' || i > 3 && (s[i-3] == '%' || s[i-4] == '\\' || i > 5 && s[i-6] == '\\')) && isGlue(s, i) || last|0x20 == 'a' && i >= 3 && s[i-3] == '%' {
		return false
	}
	names := &p.names
	if names.long[next] && (i+2 >= len(s) || names.longNext[s[i+2]]) && names.begun(s, i+1) {
		return false
	}
	if len(names.users) == 0 {
		return true
	}
	if names.userBegins(s, i+1) {
		return false
	}
	for i--; i > 0 && ascii.Class[s[i-1]]&(ascii.Word|ascii.Token) != 0; i-- {
	}
	return (i == 0 || s[i-1] != '@') && !names.userBegins(s, i)
}

// begun reports whether a needle of several segments may begin at s[at]: its
// first characters do, or they are spelled in another way.
func (n *names) begun(s []byte, at int) bool {
	for i := range n.needles {
		nd := &n.needles[i]
		if nd.segments == 1 {
			continue
		}
		for k, want := range nd.path {
			if k == 6 || at+k >= len(s) || want == '/' {
				return true
			}
			c := rune(s[at+k])
			if c >= 0x80 || c == '%' || c == '\\' || want >= 0x80 {
				return true
			}
			if c != want && (!nd.fold || foldRune(c) != want) {
				break
			}
		}
	}
	return false
}

// userBegins reports whether a name of the context stands at s[i].
func (n *names) userBegins(s []byte, i int) bool {
	return n.initial[s[i]] && i+1 < len(s) && n.userNext[s[i+1]] != 0 && n.isUserAt(s, i)
}

func (n *names) isUserAt(s []byte, i int) bool {
	for _, name := range n.users {
		if ascii.HasFold(s, i, name) {
			return true
		}
	}
	return false
}
