package row

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/view"
)

// Search calls take with each place where the value v stands in s, which is JSON or not: anywhere,
// or as a word of its own where it is short. It reports false where that takes too much work.
func Search(s, v []byte, json bool, take func(start, end int)) bool {
	for at := 0; ; at += len(v) {
		i := bytes.Index(s[at:], v)
		if i < 0 {
			break
		}
		if at += i; len(v) >= MinAnywhere || bounded(s, at, at+len(v)) {
			take(at, at+len(v))
		}
	}
	return !json || !bytes.ContainsAny(v, "\"\\/<>&") && !hasControl(v) || escaped(s, v, take)
}

func hasControl(v []byte) bool {
	return bytes.IndexFunc(v, func(r rune) bool { return r < ' ' }) >= 0
}

// bounded reports that s[start:end] is no part of a longer word.
func bounded(s []byte, start, end int) bool {
	return (start == 0 || ascii.Class[s[start-1]]&ascii.Word == 0 && s[start-1] != '-') && (end >= len(s) || ascii.Class[s[end]]&ascii.Word == 0 && s[end] != '-')
}

// escaped finds v in JSON, where quotes, backslashes and line ends are escaped, perhaps more than
// once.
func escaped(s, v []byte, take func(start, end int)) bool {
	first := v[0]
	if first == '"' || first < ' ' {
		first = '\\'
	}
	budget := 8*len(s) + 4096
	for at := 0; at < len(s); {
		i := bytes.IndexByte(s[at:], first)
		if i < 0 {
			break
		}
		at += i
		end, read := escapedAt(s, at, v)
		if budget -= read; budget < 0 {
			return false
		}
		if end > 0 {
			take(at, end)
		}
		at = max(at+1, end)
	}
	return true
}

const maxEscape = 8 // backslashes before one character

// escapedAt returns the end of v in s at i, escaped as in JSON, or 0, and the bytes that it read.
func escapedAt(s []byte, i int, v []byte) (end, read int) {
	start := i
	for _, c := range v {
		if c != '\\' {
			i = backslashes(s, i)
		}
		if i >= len(s) {
			return 0, i - start
		}
		switch {
		case c == '\n' && s[i] == 'n', c == '\t' && s[i] == 't', c == '\r' && s[i] == 'r', c == s[i]:
			i++
		case s[i] == 'u' && view.Hex4(s, i) == rune(c):
			i += 5
		default:
			return 0, i - start
		}
		if c == '\\' {
			i = backslashes(s, i)
		}
	}
	return i, i - start
}

func backslashes(s []byte, i int) int {
	for low := i; i < len(s) && i < low+maxEscape && s[i] == '\\'; {
		i++
	}
	return i
}
