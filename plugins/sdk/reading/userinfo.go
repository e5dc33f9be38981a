package reading

import (
	"bytes"

	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

// UserInfo is the account in a URL: "https://ada:x@host". Its name is the user, its trigger the
// colon of the scheme. Close says that a token stands there alone; Quoted is false where the
// password has a slash in it, and may be something else.
// https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1
type UserInfo struct{}

const maxSlashed = 128 // bytes of a password with a slash

// Begins implements [Way].
func (UserInfo) Begins(s []byte, i int) bool {
	end := shape.URLHost(s, i)
	return end > 0 && bytes.IndexByte(s[i:min(len(s), end+maxSlashed)], '@') >= 0
}

// Read implements [Way].
func (UserInfo) Read(s []byte, i, from int) Pair {
	end := shape.URLHost(s, i)
	start := i + 1
	for start < end && (s[start] == '/' || s[start] == '\\') {
		start++
	}
	colon, at := -1, -1
	for k := start; k < end; k++ {
		switch {
		case s[k] == '[' && marker.End(s, k) > 0 && marker.End(s, k) <= end:
			k = marker.End(s, k) - 1
		case s[k] == '@':
			at = k
		case s[k] == ':' && colon < 0:
			colon = k
		}
	}
	in := at > 0
	if !in && colon > 0 && colon+1 < end {
		at = lateAt(s, colon, end)
	}
	switch {
	case from > 0 || at < 0:
		return Pair{}
	case colon < 0 || colon > at:
		return Pair{Name: Span{start, start}, Value: Span{start, at}, Close: true, Quoted: true, Next: at}
	}
	return Pair{Name: Span{start, colon}, Value: Span{colon + 1, at}, Quoted: in, Next: at}
}

// lateAt returns the @ after a password that has a slash in it, or -1; what is no number of a
// port follows the colon then.
func lateAt(s []byte, colon, end int) int {
	if c := s[colon+1]; c >= '0' && c <= '9' {
		return -1
	}
	limit := min(len(s), colon+maxSlashed)
	if n := bytes.IndexAny(s[min(end, limit):limit], "@ \"'`\n<>\\[?"); n >= 0 && s[end+n] == '@' {
		return end + n
	}
	return -1
}
