package person

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// parse reads "Name <mail>", "mail (Name)", "Last, First", a mail address, a name or
// a user name.
func parse(value string) entry {
	text, mail := cutMail(collapse(value))
	e := entry{mail: strings.ToLower(mail)}
	text = strings.Trim(text, `"' `)
	switch {
	case text == "":
	case isMachine(text):
		if e.mail == "" || strings.Contains(text, "[bot]") {
			return entry{}
		}
	case strings.Count(text, ",") == 1:
		last, first, _ := strings.Cut(text, ",")
		e.name = collapse(first + " " + last)
	case isNick(text):
		e.nick = text
	default:
		e.name = text
	}
	if !isName(e.name) {
		e.name = ""
	}
	if local, _, _ := strings.Cut(e.mail, "@"); e.name == "" && isMachine(local) && !hasDigit(local) {
		e.mail = ""
	}
	return e
}

// cutMail takes the mail address out of a value.
func cutMail(s string) (rest, mail string) {
	if open := strings.IndexByte(s, '<'); open >= 0 {
		if end := strings.IndexByte(s[open:], '>'); end > 0 && isMail(s[open+1:open+end]) {
			return collapse(s[:open] + " " + s[open+end+1:]), s[open+1 : open+end]
		}
	}
	if open := strings.IndexByte(s, '('); open > 0 && strings.HasSuffix(s, ")") && isMail(strings.TrimSpace(s[:open])) {
		return s[open+1 : len(s)-1], strings.TrimSpace(s[:open])
	}
	if s = strings.TrimPrefix(s, "mailto:"); isMail(s) {
		return "", s
	}
	return s, ""
}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

// isMail reports an address with a domain.
func isMail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at+3 > len(s) || strings.ContainsAny(s, " \t<>()\"/\\,;:") {
		return false
	}
	dot := strings.LastIndexByte(s[at:], '.')
	return dot > 1 && at+dot+1 < len(s) || !strings.Contains(s[at:], ".") && len(s)-at > 3
}

// isNick reports a user name: one word of ASCII, and no single capitalised one, which
// is half a name.
func isNick(s string) bool {
	if s[0] >= 'A' && s[0] <= 'Z' && !strings.ContainsFunc(s[1:], func(r rune) bool { return r < 'a' || r > 'z' }) {
		return false
	}
	letters := 0
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			letters++
		case c >= '0' && c <= '9', isSeparator(c) && c != ' ':
		default:
			return false
		}
	}
	return letters >= 2
}

// isName reports two or more words of letters, or one of a script without spaces.
func isName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 1 {
		return utf8.RuneCountInString(s) >= 2 && isIdeographic(s)
	}
	if len(words) < 2 || len(words) > 6 {
		return false
	}
	for _, w := range words {
		for i, r := range w {
			if !unicode.IsLetter(r) && !unicode.IsMark(r) && (i == 0 || !strings.ContainsRune("'’.-", r)) {
				return false
			}
		}
	}
	return true
}

// isIdeographic reports a word of Chinese, Japanese or Korean characters alone.
func isIdeographic(s string) bool {
	for _, r := range s {
		if !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			return false
		}
	}
	return s != ""
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// unescape returns text without the escapes of JSON and URLs in it.
func unescape(s string) string {
	if !strings.ContainsAny(s, `\%`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		switch {
		case s[i] == '%' && i+2 < len(s):
			if c, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(c))
				i += 3
				continue
			}
		case s[i] == '\\':
			n := i
			for n < len(s) && s[n] == '\\' {
				n++
			}
			if r, width := unicodeEscape(s[n:]); width > 0 {
				b.WriteRune(r)
				i = n + width
				continue
			}
			if n < len(s) && strings.IndexByte("nrt", s[n]) >= 0 {
				b.WriteByte(' ')
				i = n + 1
				continue
			}
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// unicodeEscape reads "u00f6", and the second half of a pair with its backslash.
func unicodeEscape(s string) (rune, int) {
	code := func(s string) rune {
		if len(s) < 5 || s[0] != 'u' {
			return -1
		}
		n, err := strconv.ParseUint(s[1:5], 16, 16)
		if err != nil {
			return -1
		}
		return rune(n)
	}
	r := code(s)
	switch {
	case r < 0:
		return 0, 0
	case r >= 0xd800 && r < 0xdc00:
		rest := strings.TrimLeft(s[5:], `\`)
		if low := code(rest); low >= 0xdc00 && low < 0xe000 {
			return 0x10000 + (r-0xd800)<<10 + (low - 0xdc00), len(s) - len(rest) + 5
		}
	}
	return r, 5
}
