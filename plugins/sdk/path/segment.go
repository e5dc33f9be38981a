package path

import (
	"bytes"

	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/view"
)

// Separators marks the bytes with which a separator begins in one of its spellings.
var Separators = [256]bool{'/': true, '\\': true, '%': true, '&': true}

// segmentByte marks the bytes that a segment holds as they are.
var segmentByte = makeSegmentBytes()

func makeSegmentBytes() (t [256]bool) {
	for c := range t {
		t[c] = shape.PathByte(byte(c)) && c != '%' && c != '\\' && c != '&'
	}
	return t
}

// segmentEnd returns the end of the segment at s[at] of a path in text.
func segmentEnd(s []byte, at int) int {
	for at < len(s) {
		for at < len(s) && segmentByte[s[at]] {
			at++
		}
		if at >= len(s) || !shape.PathByte(s[at]) && s[at] != '\\' || s[at] != '\\' && shape.Separator(s, at) > 0 {
			break
		}
		r, w := view.Character(s, at)
		if s[at] == '\\' && (w == 1 || r < 0x80 && r != ' ') {
			break
		}
		at += w
	}
	return at
}

// rawEnd returns the end of the segment at s[at] of a cell that is a path: anything stands in it.
func rawEnd(s []byte, at int) int {
	for at < len(s) && (!Separators[s[at]] || shape.Separator(s, at) == 0) {
		at++
	}
	return at
}

// skipRun returns the end of the separators at s[at].
func skipRun(s []byte, at int) int {
	for w := shape.Separator(s, at); w > 0; w = shape.Separator(s, at) {
		at += w
	}
	return at
}

// skipSeparators returns the first byte after the separators and "." segments that begin at s[at].
func skipSeparators(s []byte, at int) int {
	for low := at; ; {
		w := shape.Separator(s, at)
		switch {
		case w > 0 && s[at] == '\\' && at > low:
			if r, _ := view.Character(s, at); r >= 0x80 {
				return at // \346 or \u674e begins a segment
			}
		case w == 0 && at+1 < len(s) && s[at] == '.' && shape.Separator(s, at+1) > 0:
			w = 1 + shape.Separator(s, at+1)
		case w == 0:
			return at
		}
		at += w
	}
}

// escapes reports whether a relative path leaves the folder that it begins in.
func escapes(s []byte) bool {
	if !bytes.Contains(s, []byte("..")) {
		return false
	}
	depth := 0
	for at := 0; at < len(s); {
		end := rawEnd(s, at)
		switch name := s[at:end]; {
		case string(name) == "..":
			if depth--; depth < 0 {
				return true
			}
		case len(name) > 0 && string(name) != ".":
			depth++
		}
		at = end + shape.Separator(s, end)
	}
	return false
}

// trimStop leaves out the full stop that ends a sentence.
func trimStop(s []byte, at, end int) int {
	for end > at+1 && s[end-1] == '.' {
		end--
	}
	return end
}

// escapeLetter reports whether the w bytes of backslashes at s[i] escape a quote or a space.
func escapeLetter(s []byte, i, w int) bool {
	return i+w >= len(s) || hexEscape(s, i) > 0 || bytes.IndexByte([]byte("\"'` )(]["), s[i+w]) >= 0
}

// hexEscape returns the end of "\u0022" or "\x22" at s[i] that spells no part of a path, or 0.
func hexEscape(s []byte, i int) int {
	if s[i] != '\\' || i+3 >= len(s) {
		return 0
	}
	r, end := view.Hex4(s, i+1), i+len(`\u0022`)
	if s[i+1] == 'x' && ascii.Class[s[i+2]]&ascii.Class[s[i+3]]&ascii.Hex != 0 {
		r, end = rune(hexValue(s[i+2])<<4|hexValue(s[i+3])), i+len(`\x22`)
	}
	if r < 0 || r >= 0x80 || r == '/' || r == '\\' || shape.PathByte(byte(r)) {
		return 0
	}
	return end
}

func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// SchemeStart returns where the scheme of a URL that ends before the colon begins, colon without
// one.
func SchemeStart(s []byte, colon int) int {
	i := colon
	for i > 0 && i > colon-24 && (ascii.Class[s[i-1]]&ascii.Word != 0 && s[i-1] < 0x80 || s[i-1] == '-' || s[i-1] == '+') {
		i--
	}
	return i
}
