package reading

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Names reads the names that stand before separators and brackets.
type Names struct {
	types  *wordlist.List
	values *wordlist.List
}

// NewNames returns a reader of names; types may stand between a name and its separator, and
// values are names such as "value", which say only that a label before them has one.
func NewNames(types, values *wordlist.List) *Names { return &Names{types, values} }

const (
	maxKey    = 72 // bytes of a name before a separator
	maxAround = 16 // bytes between the two
	maxLabel  = 96 // bytes between a label and the name of its value
)

// Before returns the name that ends before s[i], without the quotes, brackets, types and
// accessors between the two; it is empty without one.
func (x *Names) Before(s []byte, i int) Span {
	if i > 16 && s[i-2] == '}' {
		i = beforeAccessors(s, i)
	}
	if i == 0 || names[s[i-1]] == 0 && s[i-1] != ';' {
		return Span{}
	}
	name := Plain(s, i)
	if x.isType(s, name) {
		name = Plain(s, name.Start) // var token string = "x"
	}
	if name.Start > 0 && s[name.Start-1] == ' ' && ascii.EqualFold(s[name.Start:name.End], "as") {
		name = Plain(s, name.Start) // Dim password As String = "x"
	}
	return name
}

func (x *Names) isType(s []byte, name Span) bool {
	return name.Start > 0 && s[name.Start-1] == ' ' && name.End-name.Start <= 6 && x.types.Has(s[name.Start:name.End])
}

// Of returns what the value of the name before s[i] belongs to, where the name says nothing
// by itself: the label of a "value", or the variable of which it is the type.
func (x *Names) Of(s []byte, i int, name Span) Span {
	if x.values.Has(s[name.Start:name.End]) {
		if label := x.Label(s, name.Start); label.End > 0 {
			return label
		}
	}
	if s[i] != '=' {
		return Span{}
	}
	at := name.Start
	for at > 1 && (s[at-1] == '&' || s[at-1] == '*' || s[at-1] == ' ') {
		at--
	}
	if at > 1 && s[at-1] == ':' && s[at] == ' ' {
		return x.Before(s, at-1) // password: Text = "x"
	}
	return Span{}
}

// Label returns the label that stands before s[i], the name of what "value" is the value of:
// in name="x" value="y", in name: x above value: y, and in variable "x" { default = "y".
func (x *Names) Label(s []byte, i int) Span {
	low := max(0, i-maxLabel)
	for i > low && (s[i-1] == ' ' || s[i-1] == '-') {
		i--
	}
	for ; i > low; i-- {
		switch c := s[i-1]; {
		case c == '}' || c == ']' || c == ')':
			return Span{}
		case c == '"' || c == '\'':
			if label := unescaped(s, low, i-1); label.End > label.Start && label.Start > 0 && s[label.Start-1] == c {
				return label
			}
		case c == '\n', c == 'n' && i > 1 && s[i-2] == '\\':
			if label := unescaped(s, low, i-1); label.End > label.Start && label.Start > 1 && s[label.Start-1] == ' ' && s[label.Start-2] == ':' {
				return label
			}
		}
	}
	return Span{}
}

// unescaped returns the name that ends before s[i], or before the backslashes there.
func unescaped(s []byte, low, i int) Span {
	for i > low && s[i-1] == '\\' {
		i--
	}
	return nameBefore(s, i)
}

// beforeAccessors returns the end of what stands before "{ get; set; }" and the like, which a
// space ends before s[i], or i.
func beforeAccessors(s []byte, i int) int {
	low := max(0, i-maxAccessors)
	if n := bytes.LastIndex(s[low:i], []byte(" { get; ")); n >= 0 && ascii.HasAt(s, i-len(" } "), " } ") {
		return low + n
	}
	return i
}

const maxAccessors = 32 // bytes of those of a property

// Plain returns the name that ends before s[i] or what may stand around one; types are
// names, too.
func Plain(s []byte, i int) Span {
	for low := max(0, i-maxAround); i > low; i-- {
		c := s[i-1]
		if c == ']' { // password[0] = "x"
			if k := digitsBefore(s, low, i-1); k > low && s[k-1] == '[' {
				i = k
				continue
			}
		}
		if c == ';' && ascii.HasAt(s, i-len("&quot;"), "&quot;") {
			i -= len("&quot;") - 1
			continue
		}
		if ascii.Class[c]&ascii.Word != 0 || names[c]>>aroundLane == 0 {
			break
		}
	}
	end := i
	i = nameStart(s, max(0, i-maxKey), i)
	if i < end && i > 0 && s[i-1] == '\\' && (s[i] == 'n' || s[i] == 't' || s[i] == 'r') {
		i++
	}
	if i+1 == end && i > 1 && s[i]|0x20 == 'w' && s[i-1] == '/' && s[i-2]|0x20 == 'p' && (i == 2 || ascii.Class[s[i-3]]&ascii.Word == 0) {
		return Span{i - 2, end} // p/w
	}
	for i < end && s[i] == '-' { // a list of YAML, an option
		i++
	}
	return Span{i, end}
}

// Lanes of the bytes of names, and of what may stand between one and its separator.
const (
	nameLane   = 0
	aroundLane = 8
)

var names = makeNames()

func makeNames() (t ascii.Lanes) {
	for c := range t {
		if InName(byte(c)) {
			t[c] = 1 << nameLane
		}
	}
	for _, c := range []byte(" \"'`\\]:*?!.|+") {
		t[c] |= 1 << aroundLane
	}
	return t
}

// nameStart returns where the bytes of names begin that s[low:i] ends with.
func nameStart(s []byte, low, i int) int {
	for i > low && names[s[i-1]]&(1<<nameLane) != 0 {
		i--
	}
	return i
}

func digitsBefore(s []byte, low, i int) int {
	for i > low && ascii.Class[s[i-1]]&ascii.Digit != 0 {
		i--
	}
	return i
}
