package reading

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Setting is a name and a word without quotes that are all of their line, in a file of settings.
// With a separator that no space surrounds it is close; else one of the lines before has
// to be the setting of an account. Its trigger is the separator.
type Setting struct {
	Assignment
	isAccount func(name []byte) bool
}

// NewSetting returns the way of settings; isAccount reports the name of an account or a host.
func NewSetting(x Assignment, isAccount func(name []byte) bool) Setting { return Setting{x, isAccount} }

// Read implements [Way].
func (x Setting) Read(s []byte, i, from int) Pair {
	v := x.values.At(s, i+1, nil)
	if from > 0 || v.End == 0 || v.Quoted || v.End < len(s) && s[v.End] != '\n' && s[v.End] != '\r' {
		return Pair{}
	}
	name := x.names.Before(s, i)
	line, close := lineStart(s, name.Start, maxLabel), s[i] == '=' && v.Start == i+1
	if skip(s, line) != name.Start || !close && !x.account(s, line, s[i]) {
		return Pair{}
	}
	return Pair{Name: name, Value: v.Span, Close: close, Indented: line < name.Start, Next: v.End}
}

const maxLines = 4 // before a password, in which its account may stand

// account reports that one of the lines before the one at s[i] is the setting of an account.
func (x Setting) account(s []byte, i int, separator byte) bool {
	for n := 0; n < maxLines && i > 0 && s[i-1] == '\n'; n++ {
		end := i - 1
		i = lineStart(s, end, maxLabel)
		name := Span{Start: skip(s, i)}
		name.End = names.Run(nameLane, s, name.Start, end)
		if at := skip(s, name.End); name.End > name.Start && at < end && s[at] == separator && x.isAccount(s[name.Start:name.End]) {
			return true
		}
	}
	return false
}

// Connection is a part of a string of them that names a server, a user or a database, too, and
// that a semicolon ends: Server=db;Uid=ada;Password=x;. Its trigger is the = of the part.
type Connection struct {
	Assignment
	parts  []string
	starts wordlist.Starts
}

// NewConnection returns the way of connection strings; parts are what names something else in one.
func NewConnection(x Assignment, parts []string) *Connection {
	return &Connection{x, parts, wordlist.StartsOf(parts)}
}

// Read implements [Way].
func (x *Connection) Read(s []byte, i, from int) Pair {
	if from > 0 || s[i] != '=' {
		return Pair{}
	}
	v := x.values.At(s, i+1, nil)
	if v.End == 0 || v.End == len(s) || v.Quoted || s[v.End] != ';' {
		return Pair{}
	}
	name := x.names.Before(s, i)
	if !x.inside(s, name.Start) {
		return Pair{}
	}
	return Pair{Name: name, Value: v.Span, Next: v.End}
}

// inside reports that such a part stands before s[i], and ends there.
func (x *Connection) inside(s []byte, i int) bool {
	end := i
	for end > 0 && end > i-8 && (s[end-1] == ' ' || s[end-1] == '"' || s[end-1] == '&') {
		end--
	}
	if end == 0 || s[end-1] != ';' {
		return false
	}
	for k := max(0, end-maxLine); k+4 < end; k++ {
		if k > 0 && ascii.Class[s[k-1]]&ascii.Word != 0 || !x.starts.May(ascii.Folded[s[k]], ascii.Folded[s[k+1]], ascii.Folded[s[k+2]]) {
			continue
		}
		for _, text := range x.parts {
			if ascii.HasFold(s, k, text) {
				return true
			}
		}
	}
	return false
}
