package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/view"
)

// callsView reports that s[i] spells something in another way that the detectors have to
// read as it is meant. One is enough for a text.
func (p *Policy) callsView(s []byte, i int) bool {
	if p.viewing || p.viewed || i+1 >= len(s) {
		return false
	}
	switch s[i] {
	case '%':
		c, n := view.Percent(s, i)
		return n > 0 && (c >= 0x80 || viewBytes[c] || tokens.Begins(s, i+n))
	case '\\':
		return i == 0 || s[i-1] != '\\' && escapeCalls(s, i)
	case '&':
		_, n := view.Spelled(s, i)
		return n > 0
	case '=':
		_, n := view.Spelled(s, i)
		return n > 0 && i > 0 && ascii.Class[s[i-1]]&ascii.Word != 0
	case '[':
		return i > 0 && s[i-1] == 0x1b && view.Unseen(s, i-1) > 0
	case '>':
		return ascii.HasFold(s, i-len("<wbr"), "<wbr")
	case 0xEF, 0xF0:
		if r, n := view.Spelled(s, i); n > 0 {
			return ascii.Class[byte(r)]&(ascii.Upper|ascii.Lower) != 0
		}
	}
	n := view.Unseen(s, i)
	return n > 0 && i > 0 && i+n < len(s) && ascii.Class[s[i-1]] != 0 && ascii.Class[s[i-1]]&ascii.Class[s[i+n]]&ascii.Word != 0 && s[i-1] < 0x80 && s[i+n] < 0x80
}

// escapeCalls is callsView for the first backslash of an escape: of a character, of a sign of
// Markdown in a word, or of the tab after a key.
func escapeCalls(s []byte, i int) bool {
	if view.Unseen(s, i) > 0 {
		return true
	}
	r, n := view.Spelled(s, i)
	if n == 0 {
		return false
	}
	switch {
	case n > 2 && (r >= 0x80 || viewBytes[byte(r)]):
		return true
	case r == '\t':
		return i > 0 && (s[i-1] == ':' || s[i-1] == '=')
	}
	return r == '_' && i > 0 && i+n < len(s) && ascii.Class[s[i-1]]&ascii.Class[s[i+n]]&ascii.Word != 0
}

// viewBytes are the ASCII characters for whose escapes a text is read as it is meant: those
// of words, and what stands around keys and values.
var viewBytes = makeViewBytes()

func makeViewBytes() (t [128]bool) {
	for c := range t {
		t[c] = ascii.Class[c]&ascii.Word != 0
	}
	for _, c := range []byte(`=:"'&-@`) {
		t[c] = true
	}
	return t
}

// callView has the view made when s is read.
func (p *Policy) callView(_ []byte, i int) int {
	p.viewed = true
	return i
}

// readView takes what detectors find in the view of s, if something called for it. The marks
// are those of the view then.
func (p *Policy) readView(s []byte) {
	if !p.viewed {
		return
	}
	p.view.Decode(s)
	p.classify(p.view.Bytes)
	p.viewing, p.first = true, 0
	p.secrets(p.view.Bytes)
	p.viewing, p.keyed = false, p.keyed[:0]
}

// place returns where s[start:end], which is read, stands in the cell.
func (p *Policy) place(start, end int) (int, int) {
	if p.viewing {
		start, end = p.view.Origin(start, end)
	}
	return p.base + start, p.base + end
}

func (p *Policy) wideColon(s []byte, i int) int {
	const colon = "："
	key := p.keyBefore(s, i)
	for _, is := range attachedWords {
		if at := len(key) - len(is); at > 0 && ascii.HasAt(key, at, is) {
			key = key[:at]
		}
	}
	x := p.senses.of(key)
	if x.weight < tokenlike {
		return 0
	}
	v := values.At(s, i+len(colon), &p.reader.bare)
	if v.End == 0 || !judges.Secret(key, s[v.Start:v.End], v.Quoted, x.weight) {
		return 0
	}
	p.secret(s, v.Start, v.End, secretAssignment)
	return v.End
}
