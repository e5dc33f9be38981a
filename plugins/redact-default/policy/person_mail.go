package policy

import (
	"unicode/utf8"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

const (
	maxLocal  = 64  // bytes of the local part of an address
	maxDomain = 253 // bytes of its domain
)

// atSign returns the mail address, the account or the handle at the sign s[i:next].
func (p *Policy) atSign(s []byte, i, next int) named {
	start := localStart(s, i)
	if start == i {
		return p.handle(s, i, next)
	}
	if placeholderBefore(s, start) {
		return named{}
	}
	end := domainEnd(s, next)
	local := s[start:i]
	if scheme, account := inAuthority(s, start); account {
		switch {
		case end > 0 && mailSchemes.Has(scheme):
		case !accountSchemes.Has(scheme) || serviceNames.Has(local) || !isHandle(local):
			return named{}
		default:
			return named{start, i, personHandle}
		}
	}
	if end == 0 {
		return p.accountAt(s, start, i, next)
	}
	if forgeNames.Has(local) || memberNames.Has(local) {
		return named{}
	}
	if n := p.nameBeforeMail(s, start, end); n.end > 0 {
		return n
	}
	return named{start, end, personMail}
}

// localStart returns where the local part that ends before s[i] begins, i without one.
func localStart(s []byte, i int) int {
	start := i
	for start > 0 && i-start < maxLocal {
		c := s[start-1]
		if c >= 0x80 {
			r, n := utf8.DecodeLastRune(s[:start])
			if !isLetterRune(r) {
				break
			}
			start -= n
			continue
		}
		if ascii.Class[c]&(ascii.Word|ascii.Token) == 0 && c != '%' && c != '\'' || c == '=' {
			break
		}
		start--
	}
	for start < i && (s[start] == '.' || s[start] == '-' || s[start] == '\'' || s[start] == '+') {
		start++
	}
	return withoutEscape(s, start, i)
}

// withoutEscape returns the start of s[start:end] without the rest of an escape.
func withoutEscape(s []byte, start, end int) int {
	for k := end - 1; k >= start; k-- {
		if s[k] == '%' {
			if c, n := percentByte(s, k); n > 0 && c < 0x80 {
				return min(end, k+n)
			}
			if _, n := percentByte(s, k); n == 0 {
				return k + 1
			}
		}
	}
	if start == 0 || s[start-1] != '\\' || start >= end {
		return start
	}
	if isLineLetter(s[start]) && end-start > 1 {
		return start + 1
	}
	if r := hex4(s, start); r >= 0 && !isLetterRune(r) {
		return min(end, start+5)
	}
	return start
}

// placeholderBefore reports that a program fills in the local part that begins at s[i]
// or a part of it.
func placeholderBefore(s []byte, i int) bool {
	return i > 0 && (s[i-1] == '$' || s[i-1] == '}' || s[i-1] == '*' || s[i-1] == '%')
}

// domainEnd returns the end of the domain of a mail address at s[i], 0 where it is none:
// a version, a file, one label alone.
func domainEnd(s []byte, i int) int {
	start, label, dots := i, i, 0
	for i < len(s) && i-start < maxDomain {
		c := s[i]
		switch {
		case c == '.':
			if i == label || i+1 >= len(s) || !domainByte(s, i+1) {
				return lastLabel(s, start, label, i, dots)
			}
			dots, label = dots+1, i+1
		case !domainByte(s, i):
			return lastLabel(s, start, label, i, dots)
		}
		i++
	}
	return lastLabel(s, start, label, i, dots)
}

func domainByte(s []byte, i int) bool {
	if s[i] >= 0x80 {
		for i > 0 && !utf8.RuneStart(s[i]) {
			i--
		}
		r, _ := utf8.DecodeRune(s[i:])
		return isLetterRune(r)
	}
	return ascii.Class[s[i]]&(ascii.Upper|ascii.Lower|ascii.Digit) != 0 || s[i] == '-'
}

// lastLabel returns end if s[label:end] ends the domain s[start:end], else 0.
func lastLabel(s []byte, start, label, end, dots int) int {
	for end > label && s[end-1] == '-' {
		end--
	}
	top := s[label:end]
	if dots == 0 || len(top) < 2 || len(top) > 24 || ascii.Classes(top)&ascii.Digit != 0 && !ascii.HasFold(top, 0, "xn--") || fileTops.Has(top) {
		return 0
	}
	first := s[start:end]
	if ascii.Class[first[0]]&ascii.Digit != 0 && (isVersionLabel(first) || ascii.Fold(first[1]) == 'x') || ascii.Fold(first[0]) == 'v' && len(first) > 1 && ascii.Class[first[1]]&ascii.Digit != 0 && isVersionLabel(first[1:]) {
		return 0
	}
	if end < len(s) && s[end] == '(' {
		return 0 // a call
	}
	return end
}

// isVersionLabel reports two labels of digits.
func isVersionLabel(domain []byte) bool {
	i := 0
	for i < len(domain) && ascii.Class[domain[i]]&ascii.Digit != 0 {
		i++
	}
	return i > 0 && i+1 < len(domain) && domain[i] == '.' && ascii.Class[domain[i+1]]&ascii.Digit != 0
}

// inAuthority reports that s[start:] stands before the host of a URL, and its scheme.
func inAuthority(s []byte, start int) (scheme []byte, in bool) {
	i := start
	for i > 0 && i > start-maxLocal && s[i-1] > ' ' && s[i-1] != '/' && s[i-1] != '\\' && s[i-1] != '"' && s[i-1] != '<' && s[i-1] != '(' && s[i-1] != ',' {
		i--
	}
	for i > 1 && s[i-1] == '\\' || i > 0 && s[i-1] == '/' {
		i--
	}
	if i == 0 || s[i-1] != ':' || !ascii.HasAt(s, i, "//") && !ascii.HasAt(s, i, `\/`) {
		return nil, false
	}
	if i >= 8 && ascii.HasFold(s, i-7, "mailto:") {
		return nil, false
	}
	return s[schemeStart(s, i-1) : i-1], true
}

// accountAt returns the user of "user@host:/path", of a prompt and of a command that
// takes one.
func (p *Policy) accountAt(s []byte, start, i, next int) named {
	local, end := s[start:i], next
	for end < len(s) && domainByte(s, end) || end < len(s) && s[end] == '.' && end > next {
		end++
	}
	host := s[next:end]
	if end == next || !isHandle(local) || serviceNames.Has(local) || hostTags.Has(host) || forgeNames.Has(local) {
		return named{}
	}
	prompt := start > 0 && s[start-1] == '[' && (promptEnd(s, end) || ascii.HasAt(s, end, " ~"))
	shell := ascii.HasAt(s, end, ":~/") || ascii.HasAt(s, end, ":~$") || ascii.HasAt(s, end, ":~#") || ascii.HasAt(s, end, ":/")
	if prompt || shell || shellWords.Has(wordBefore(s, start)) {
		return named{start, i, personHandle}
	}
	return named{}
}

// promptEnd reports "]$" or "]#" on the line, near s[i].
func promptEnd(s []byte, i int) bool {
	for low := i; i+1 < len(s) && i < low+64 && s[i] != '\n'; i++ {
		if s[i] == ']' {
			return s[i+1] == '$' || s[i+1] == '#'
		}
	}
	return false
}

// wordBefore returns the word that ends before the space or spaces before s[i].
func wordBefore(s []byte, i int) []byte {
	end := i
	for end > 0 && end > i-3 && (s[end-1] == ' ' || s[end-1] == '\t') {
		end--
	}
	if end == i {
		return nil
	}
	if end > 0 && (s[end-1] == ':' || s[end-1] == ',') {
		end--
	}
	start := end
	for start > 0 && start > end-24 && (ascii.Class[s[start-1]]&(ascii.Upper|ascii.Lower) != 0 || s[start-1] == '-') {
		start--
	}
	if start < end && start > 0 && s[start-1] == '\\' && isLineLetter(s[start]) {
		start++
	}
	return s[start:end]
}

// nameBeforeMail returns "Name <mail>" where s[start:end] is the address.
func (p *Policy) nameBeforeMail(s []byte, start, end int) named {
	if start < 3 || s[start-1] != '<' || end >= len(s) || s[end] != '>' {
		return named{}
	}
	stop := start - 1
	for stop > 0 && stop > start-4 && s[stop-1] == ' ' {
		stop--
	}
	if stop == start-1 && stop > 0 && s[stop-1] != '"' {
		return named{}
	}
	quote := stop > 0 && s[stop-1] == '"' && !(stop > 1 && s[stop-2] == '\\')
	if quote {
		return named{}
	}
	low := max(0, stop-96)
	for at := low; at < stop; at++ { // the longest name that ends here
		if at > low && s[at-1] != ' ' && s[at-1] != ':' && s[at-1] != '(' && s[at-1] != '\n' && s[at-1] != ',' && s[at-1] != '"' && s[at-1] != '\t' && !afterLineEscape(s, at) || s[at] == ' ' {
			continue
		}
		if at == low && low > 0 {
			continue
		}
		if n := fullName(s[:stop], at, true); n == stop && !leads.Has(firstWord(s[at:stop])) {
			return named{at, end + 1, personMail}
		}
	}
	return named{}
}

func afterLineEscape(s []byte, i int) bool {
	return i >= 2 && s[i-2] == '\\' && isLineLetter(s[i-1])
}

func firstWord(s []byte) []byte {
	for i, c := range s {
		if ascii.Class[c]&(ascii.Upper|ascii.Lower) == 0 && c < 0x80 {
			return s[:i]
		}
	}
	return s
}

// handle returns the handle behind the sign s[i:next], if the word before says that it is
// a person.
func (p *Policy) handle(s []byte, i, next int) named {
	for _, tag := range personTags {
		if ascii.HasFold(s, next, tag) {
			return p.tagged(s, next)
		}
	}
	if i > 0 && (letterBefore(s, i) || s[i-1] == '/' || s[i-1] == '@' || s[i-1] == '.' || s[i-1] == '_' || s[i-1] == '"' || s[i-1] == '\'') {
		return named{}
	}
	end := handleEnd(s, next)
	before := wordBefore(s, i)
	if i > 0 && s[i-1] == '(' {
		before = wordBefore(s, i-1)
	}
	if end == 0 || !greeters.Has(before) && p.greeted != next || serviceNames.Has(s[next:end]) || roleHandle(s[next:end]) {
		return named{}
	}
	if decorators.Has(s[next:end]) || ascii.Class[s[next]]&ascii.Upper != 0 && (ascii.EqualFold(before, "by") || ascii.EqualFold(before, "from")) {
		return named{}
	}
	if known := p.names.people.match(s, next); known > end {
		return named{next, known, personKnown}
	}
	return named{next, end, personHandle}
}

// handleEnd returns the end of a handle of a forge at s[i], 0 where it is none.
func handleEnd(s []byte, i int) int {
	end := i
	for end < len(s) && end-i < 40 && (ascii.Class[s[end]]&(ascii.Upper|ascii.Lower|ascii.Digit) != 0 || (s[end] == '-' || s[end] == '_') && end > i) {
		end++
	}
	if end-i < 2 || end < len(s) && (s[end] == '/' || s[end] == '(' || s[end] == '@' || s[end] == ':' && end+1 < len(s) && s[end+1] != ' ' || s[end] == '.' && end+1 < len(s) && ascii.Class[s[end+1]]&ascii.Word != 0 || s[end] == '\\' && end+1 < len(s) && s[end+1] == '/') {
		return 0
	}
	return end
}

// nextHandle reports that another handle may follow the one that was taken.
func nextHandle(s []byte, x named) bool {
	return x.rule == personHandle && handleGap(s, x.end) > 0
}

// handleGap returns the bytes between two handles of a list, 0 where no other follows.
func handleGap(s []byte, i int) int {
	for _, gap := range handleGaps {
		if ascii.HasAt(s, i, gap) {
			return len(gap) - 1
		}
	}
	return 0
}
