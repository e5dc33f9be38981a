package reading

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Element is the text of an element of XML or HTML, on one line: <password>x</password>,
// <e name="password">x</e>, <key>password</key> above <string>x</string>. Its trigger is the
// bracket that ends the tag.
type Element struct {
	Values *wordlist.List // tags of what belongs to a label that stands before them
	Labels *wordlist.List // attributes that say what the text is, where they are the last
	Words  bool           // it gives one word of the text after the other
}

const (
	maxMarkup = 96  // bytes of a tag that are read
	maxMargin = 32  // bytes of white space before a text
	maxText   = 160 // bytes of a text
)

// Begins implements [Way].
func (*Element) Begins(_ []byte, i int) bool { return i > 0 }

// Read implements [Way].
func (w *Element) Read(s []byte, i, from int) Pair {
	v := elementText(s, i+1)
	if v.Start == v.End || from > 0 && !w.Words {
		return Pair{}
	}
	if w.Words {
		v.Start = skip(s, max(v.Start, from))
		if n := bytes.IndexByte(s[v.Start:max(v.Start, v.End)], ' '); n >= 0 {
			v.End = v.Start + n
		}
		if v.Start >= v.End {
			return Pair{}
		}
	}
	return Pair{Name: w.Name(s, i), Value: v, Close: true, Quoted: true, Next: v.End}
}

// elementText returns the text at s[i] that ends with its element.
func elementText(s []byte, i int) Span {
	for low := i; i < len(s) && i < low+maxMargin && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t'); {
		i++
	}
	end := i
	for end < len(s) && end < i+maxText && s[end] != '<' && s[end] != '\n' && s[end] != '>' && (s[end] != '[' || marker.End(s, end) == 0) {
		end++
	}
	if end+1 >= len(s) || s[end] != '<' || s[end+1] != '/' {
		return Span{}
	}
	v := inside(s, Span{i, end}, " ")
	if v.End > v.Start+2 && s[v.Start] == '{' && s[v.End-1] == '}' && s[v.Start+1] != '{' {
		return Span{v.Start + 1, v.End - 1}
	}
	return v
}

// Name returns what the tag that ends with s[i] says of the text behind it: its name, an
// attribute, or the label before it.
func (w *Element) Name(s []byte, i int) Span {
	end := i
	for end > 0 && s[end-1] == ' ' {
		end--
	}
	name := nameBefore(s, end)
	if name.Start == name.End || name.Start == 0 {
		return w.attribute(s, i)
	}
	open := name.Start - 1
	if s[open] == ':' {
		open = nameBefore(s, open).Start - 1
	}
	switch {
	case open < 0 || s[open] != '<':
		return w.attribute(s, i)
	case w.Values.Has(s[name.Start:name.End]):
		return w.label(s, open)
	}
	return name
}

// attribute returns the text of the attribute "name" in the tag that ends with s[i], or of the
// last one.
func (w *Element) attribute(s []byte, i int) Span {
	low := max(0, i-maxMarkup)
	low += bytes.LastIndexAny(s[low:i], "<>") + 1
	for at, last := i, true; ; last = false {
		for at > low && s[at-1] <= ' ' {
			at--
		}
		if at <= low || s[at-1] != '"' && s[at-1] != '\'' {
			return Span{}
		}
		v := Span{low + bytes.LastIndexByte(s[low:at-1], s[at-1]) + 1, at - 1}
		if v.Start < low+3 || s[v.Start-2] != '=' {
			return Span{}
		}
		name := nameBefore(s, v.Start-2)
		if text := s[name.Start:name.End]; (last && w.Labels.Has(text) || ascii.EqualFold(text, "name")) && nameBefore(s, v.End) == v {
			return v
		}
		at = name.Start
	}
}

// label returns the label before the tag that begins at s[i]: the text of the element before
// it, or an attribute of the element around it.
func (w *Element) label(s []byte, i int) Span {
	for low := max(0, i-maxMarkup); i > low && s[i-1] <= ' '; {
		i--
	}
	if i == 0 || s[i-1] != '>' {
		return Span{}
	}
	tag := nameBefore(s, i-1)
	if tag.Start < 2 || s[tag.Start-1] != '/' || s[tag.Start-2] != '<' {
		return w.attribute(s, i-1)
	}
	if name := nameBefore(s, tag.Start-2); name.Start > 0 && s[name.Start-1] == '>' {
		return name
	}
	return Span{}
}
