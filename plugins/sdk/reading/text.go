package reading

import (
	"bytes"
	"strings"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// wordAt returns the word at s[i]; what is beyond ASCII divides words.
func wordAt(s []byte, i int) Span {
	end := i
	for end < len(s) && s[end] < 0x80 && ascii.Class[s[end]]&ascii.Word != 0 {
		end++
	}
	return Span{i, end}
}

// outside widens v by the bytes around it that stand in set.
func outside(s []byte, v Span, set string) Span {
	for v.Start > 0 && strings.IndexByte(set, s[v.Start-1]) >= 0 {
		v.Start--
	}
	for v.End < len(s) && strings.IndexByte(set, s[v.End]) >= 0 {
		v.End++
	}
	return v
}

// inside narrows v by the bytes at its ends that stand in set.
func inside(s []byte, v Span, set string) Span {
	for v.Start < v.End && strings.IndexByte(set, s[v.Start]) >= 0 {
		v.Start++
	}
	for v.End > v.Start && strings.IndexByte(set, s[v.End-1]) >= 0 {
		v.End--
	}
	return v
}

// back returns where the bytes of an alphabet begin that end before s[i], of which most are read.
func back(s []byte, i, most int, alphabet uint8) int {
	for low := max(0, i-most); i > low && token.Alphabets[s[i-1]]&alphabet != 0; {
		i--
	}
	return i
}

// lineStart returns where the line of s[i] begins, of which most bytes are read.
func lineStart(s []byte, i, most int) int {
	low := max(0, i-most)
	return low + bytes.LastIndexByte(s[low:i], '\n') + 1
}

// quoted returns the text behind the quote s[i], up to the same on its line; its end is 0
// without one.
func quoted(s []byte, i, most int) Span {
	for end := i + 1; end < len(s) && end <= i+most && s[end] != '\n'; end++ {
		switch s[end] {
		case s[i]:
			return Span{i + 1, end}
		case '\\':
			end++
		}
	}
	return Span{}
}

func isQuote(c byte) bool { return c == '"' || c == '\'' || c == '`' }
