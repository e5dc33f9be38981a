package person

import (
	"bytes"
	"unicode/utf8"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/view"
)

const (
	maxLocal  = 64  // bytes of the local part of an address
	maxDomain = 253 // bytes of its domain
	maxName   = 96  // bytes of the name before it
)

// atSign returns the mail address, the account or the handle at the sign s[i:next].
func (f *Finder) atSign(s []byte, i, next int) Span {
	start := localStart(s, i)
	if start == i {
		return f.handle(s, i, next)
	}
	if start > 0 && bytes.IndexByte([]byte("$}%"), s[start-1]) >= 0 {
		return Span{} // a program fills in the local part
	}
	end := f.domainEnd(s, next)
	local := s[start:i]
	if scheme, in := authority(s, start); in && !(end > 0 && f.MailSchemes.Has(scheme)) {
		if !f.AccountSchemes.Has(scheme) || f.Services.Has(local) || !isHandle(local) {
			return Span{}
		}
		return Span{start, i, Handle}
	}
	if end == 0 {
		return f.account(s, start, i, next)
	}
	if f.Forges.Has(local) || f.Members.Has(local) {
		return Span{}
	}
	if x := f.nameBefore(s, start, end); x.End > 0 {
		return x
	}
	return Span{start, end, Mail}
}

// localStart returns where the local part that ends before s[i] begins, i without one.
func localStart(s []byte, i int) int {
	start := i
	for start > 0 && i-start < maxLocal {
		c := s[start-1]
		if c >= 0x80 {
			r, n := lastRune(s[:start])
			if !view.Letter(r) {
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
	if k := start + bytes.LastIndexByte(s[start:end], '%'); k >= start {
		if c, n := view.Percent(s, k); n == 0 || c < 0x80 {
			return min(end, k+max(n, 1))
		}
	}
	if start == 0 || s[start-1] != '\\' || start >= end {
		return start
	}
	if lineLetter(s[start]) && end-start > 1 {
		return start + 1
	}
	if r := view.Hex4(s, start); r >= 0 && !view.Letter(r) {
		return min(end, start+5)
	}
	return start
}

// domainEnd returns the end of the domain of a mail address at s[i], 0 where it is none: a
// version, a file, one label alone.
func (f *Finder) domainEnd(s []byte, i int) int {
	end, label := i, i
	for end < len(s) && end-i < maxDomain {
		if s[end] == '.' {
			if end == label || end+1 >= len(s) || !domainByte(s, end+1) {
				break
			}
			label = end + 1
		} else if !domainByte(s, end) {
			break
		}
		end++
	}
	for end > label && s[end-1] == '-' {
		end--
	}
	top := s[label:end]
	if label == i || len(top) < 2 || len(top) > 24 || ascii.Classes(top)&ascii.Digit != 0 && !ascii.HasFold(top, 0, "xn--") || f.FileTops.Has(top) {
		return 0
	}
	if isVersion(s[i:end]) || end < len(s) && s[end] == '(' { // a call
		return 0
	}
	return end
}

func domainByte(s []byte, i int) bool {
	if s[i] >= 0x80 {
		for i > 0 && !utf8.RuneStart(s[i]) {
			i--
		}
		r, _ := utf8.DecodeRune(s[i:])
		return view.Letter(r)
	}
	return alphanum(s[i]) || s[i] == '-'
}

// isVersion reports "1.2", "v1.2", "2x.".
func isVersion(domain []byte) bool {
	if digit(domain[0]) && domain[1]|0x20 == 'x' {
		return true
	}
	domain = bytes.TrimLeft(domain, "vV")
	major := bytes.TrimLeft(domain, "0123456789")
	return len(major) < len(domain) && len(major) > 1 && major[0] == '.' && digit(major[1])
}

// authority reports that s[start:] stands before the host of a URL, and its scheme.
func authority(s []byte, start int) (scheme []byte, in bool) {
	i := start
	for i > 0 && i > start-maxLocal && s[i-1] > ' ' && bytes.IndexByte([]byte("/\\\"<(,"), s[i-1]) < 0 {
		i--
	}
	for i > 1 && s[i-1] == '\\' || i > 0 && s[i-1] == '/' {
		i--
	}
	if i == 0 || s[i-1] != ':' || !ascii.HasAt(s, i, "//") && !ascii.HasAt(s, i, `\/`) || ascii.HasFold(s, i-len("mailto:"), "mailto:") {
		return nil, false
	}
	i--
	low := i
	for low > 0 && low > i-24 && (ascii.Class[s[low-1]]&ascii.Word != 0 && s[low-1] < 0x80 || s[low-1] == '-' || s[low-1] == '+') {
		low--
	}
	return s[low:i], true
}

// account returns the user of "user@host:/path", of a prompt and of a command that takes one.
func (f *Finder) account(s []byte, start, i, next int) Span {
	local, end := s[start:i], next
	for end < len(s) && (domainByte(s, end) || s[end] == '.' && end > next) {
		end++
	}
	if end == next || !isHandle(local) || f.Services.Has(local) || f.Tags.Has(s[next:end]) || f.Forges.Has(local) {
		return Span{}
	}
	prompt := start > 0 && s[start-1] == '[' && (promptEnd(s, end) || ascii.HasAt(s, end, " ~")) || (start == 0 || s[start-1] == '\n') && percentPrompt(s, end)
	for _, behind := range [...]string{":~/", ":~$", ":~#", ":/"} {
		prompt = prompt || ascii.HasAt(s, end, behind)
	}
	if prompt || f.Shells.Has(wordBefore(s, start)) {
		return Span{start, i, Handle}
	}
	return Span{}
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

// percentPrompt reports the folder and the sign of a prompt of zsh at s[i]: " shop % ".
func percentPrompt(s []byte, i int) bool {
	if i >= len(s) || s[i] != ' ' {
		return false
	}
	for i++; i < len(s) && s[i] > ' '; i++ {
	}
	return ascii.HasAt(s, i, " % ")
}

// nameBefore returns "Name <mail>" where s[start:end] is the address.
func (f *Finder) nameBefore(s []byte, start, end int) Span {
	if start < 3 || s[start-1] != '<' || end >= len(s) || s[end] != '>' {
		return Span{}
	}
	stop := start - 1
	for stop > 0 && stop > start-4 && s[stop-1] == ' ' {
		stop--
	}
	if stop == start-1 {
		return Span{}
	}
	low := max(0, stop-maxName)
	for at := low; at < stop; at++ { // the longest name that ends here
		if at == low && low > 0 || s[at] == ' ' || at > low && bytes.IndexByte([]byte(" :(\n,\"\t"), s[at-1]) < 0 && !afterLineEscape(s, at) {
			continue
		}
		if n := f.fullName(s[:stop], at, true); n == stop && !f.Leads.Has(firstWord(s[at:stop])) {
			return Span{at, end + 1, Mail}
		}
	}
	return Span{}
}

func firstWord(s []byte) []byte {
	for i, c := range s {
		if !nameByte(c) {
			return s[:i]
		}
	}
	return s
}

// mailBehind returns the end of the address in angle brackets behind a name at s[i], or its end.
func mailBehind(s []byte, i int) (int, bool) {
	if !ascii.HasAt(s, i, " <") {
		return i, false
	}
	for end := i + 2; end < len(s) && end < i+130; end++ {
		switch s[end] {
		case '>':
			return end + 1, ascii.HasByte(s[i:end], '@') || ascii.HasFold(s, i, " <[user]")
		case ' ', '<', '\n':
			return i, false
		}
	}
	return i, false
}

// handle returns the handle behind the sign s[i:next], if the word before says that it is a person.
func (f *Finder) handle(s []byte, i, next int) Span {
	for _, tag := range f.JavaDoc {
		if ascii.HasFold(s, next, tag) {
			return f.tagged(s, next)
		}
	}
	if i > 0 && (letterBefore(s, i) || bytes.IndexByte([]byte("/@._\"'"), s[i-1]) >= 0) {
		return Span{}
	}
	end := handleEnd(s, next)
	before := wordBefore(s, i)
	if i > 0 && s[i-1] == '(' {
		before = wordBefore(s, i-1)
	}
	name := s[next:max(next, end)]
	if end == 0 || !f.Greeters.Has(before) && f.greeted != next || f.Services.Has(name) || !f.personal(name) || f.Decorators.Has(name) {
		return Span{}
	}
	if upper(s[next]) && (ascii.EqualFold(before, "by") || ascii.EqualFold(before, "from")) {
		return Span{}
	}
	if known := f.Known.spelled(s, next); known > end {
		return Span{next, known, Spelled}
	}
	return Span{next, end, Handle}
}

// handleEnd returns the end of a handle of a forge at s[i], 0 where it is none.
func handleEnd(s []byte, i int) int {
	end := i
	for end < len(s) && end-i < 40 && (alphanum(s[end]) || (s[end] == '-' || s[end] == '_') && end > i) {
		end++
	}
	if end-i < 2 {
		return 0
	}
	if end == len(s) {
		return end
	}
	next := byte(' ')
	if end+1 < len(s) {
		next = s[end+1]
	}
	switch c := s[end]; {
	case c == '/' || c == '(' || c == '@', c == ':' && next != ' ', c == '.' && ascii.Class[next]&ascii.Word != 0, c == '\\' && next == '/':
		return 0
	}
	return end
}

// handleGap returns the bytes between two handles of a list, 0 where no other follows.
func (w *Words) handleGap(s []byte, i int) int {
	for _, gap := range w.Gaps {
		if ascii.HasAt(s, i, gap) {
			return len(gap) - 1
		}
	}
	return 0
}

// tagged returns the name behind "@author " at s[i].
func (f *Finder) tagged(s []byte, i int) Span {
	for i < len(s) && lower(s[i]) {
		i++
	}
	at := i
	for at < len(s) && at < i+8 && (s[at] == ' ' || s[at] == '\t' || s[at] == ':') {
		at++
	}
	if at == i || at >= len(s) {
		return Span{}
	}
	if s[at] == '@' {
		at++
	}
	if end := f.fullName(s, at, true); end > at {
		end, _ = mailBehind(s, end)
		return Span{at, end, Named}
	}
	if end := handleEnd(s, at); end > at+2 && f.personal(s[at:end]) && lower(s[at]) {
		return Span{at, end, Handle}
	}
	return Span{}
}
