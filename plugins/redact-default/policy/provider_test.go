package policy

import (
	"strings"
	"testing"
)

// bodyOf makes n bytes of an alphabet that look random.
func bodyOf(in uint8, n int) string {
	from := "a9F3xQ7bZ2kW5rT8mC4vL6nH1pJ0dGsY"
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		if c := from[i%len(from)]; alphabet[c]&in != 0 {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// Each row of the tables finds its own token, alone and in all surroundings.
func TestProviders(t *testing.T) {
	for _, list := range tokens.Lists {
		for i := range list {
			k := &list[i]
			token := k.Prefix + bodyOf(k.Body, k.Min)
			if k.Joint != 0 {
				token += string(k.Joint) + bodyOf(k.Tail, k.Rest)
			}
			for _, around := range []string{"@@", "“@@”", "%22@@%22", `\u003d@@\u0026`, "路@@。", " @@,"} {
				text := []byte(strings.Replace(around, "@@", token, 1))
				p := New()
				p.quiet(text, false)
				p.pending, p.first = nil, 0
				p.secrets(text)
				if len(p.pending) == 0 {
					p.readView(text)
				}
				if len(p.pending) != 1 || p.pending[0].Start != strings.Index(around, "@@") {
					t.Errorf("%s in %s: found %v", k.Prefix, around, p.pending)
					break
				}
			}
		}
	}
}
