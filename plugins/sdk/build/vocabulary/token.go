package vocabulary

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strconv"
)

// alphabets are the classes of characters of which tokens are made.
var alphabets = []struct{ name, class string }{
	{"inHex", `[0-9a-fA-F]`},
	{"inLower", `[0-9a-z]`},
	{"inUpper", `[0-9A-Z]`},
	{"inAlnum", `[0-9A-Za-z]`},
	{"inWord", `\w`},
	{"inDash", `[\w-]`},
	{"inDot", `[\w.-]`},
	{"inBase64", `[\w.+/=-]`},
}

var errForm = errors.New("a token is a prefix and one class of characters with its length, as in abc_[0-9a-fA-F]{32}, and may have a second part after one character")

// parseToken reads the form of a token.
func parseToken(pattern string) (t Token, err error) {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return t, err
	}
	parts := parsed.Sub
	if parsed.Op != syntax.OpConcat || len(parts) != 2 && len(parts) != 4 || parts[0].Op != syntax.OpLiteral {
		return t, errForm
	}
	t.Pattern, t.Prefix = pattern, string(parts[0].Rune)
	if t.Body, t.Least, t.Most, err = repetition(parts[1]); err != nil || len(parts) == 2 {
		return t, err
	}
	if parts[2].Op != syntax.OpLiteral || len(parts[2].Rune) != 1 {
		return t, errForm
	}
	t.Joint = byte(parts[2].Rune[0])
	t.Tail, t.Rest, _, err = repetition(parts[3])
	return t, err
}

// repetition reads a class of characters and how often it stands there.
func repetition(r *syntax.Regexp) (alphabet string, least, most int, err error) {
	if r.Op != syntax.OpRepeat {
		return "", 0, 0, errForm
	}
	class := r.Sub[0].String()
	for _, a := range alphabets {
		parsed, err := syntax.Parse(a.class, syntax.Perl)
		if err == nil && parsed.String() == class {
			return a.name, r.Min, max(0, r.Max), nil
		}
	}
	return "", 0, 0, fmt.Errorf("no token is made of %s", class)
}

var hashForm = regexp.MustCompile(`^\\\$([\w-]+)\\\$\.\{(\d+),\}$`)

// parseHash reads the form of a hash.
func parseHash(pattern string) (f HashForm, err error) {
	m := hashForm.FindStringSubmatch(pattern)
	if m == nil {
		return f, errors.New(`a hash is written as \$NAME\$.{LENGTH,}`)
	}
	f.Name = m[1]
	f.Least, err = strconv.Atoi(m[2])
	return f, err
}
