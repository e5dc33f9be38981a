package reading

import (
	"bytes"
	"strings"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// Login is an account with its password: "bob/x on staging", "bob:x, eve:y", "bob / x",
// "user bob (x)", "try admin and x". Nothing else says what the password is, so only one that
// looks like it can be taken for one. Its trigger is the first sign in it.
type Login struct {
	titles   *wordlist.List // words before an account
	accounts *wordlist.List // accounts that need none
}

// NewLogin returns the way of accounts.
func NewLogin(titles, accounts *wordlist.List) *Login { return &Login{titles, accounts} }

// LoginSigns are the signs that one of them has to have.
const LoginSigns = "!#$%^&*"

const maxSpan = 24 // bytes of a password before its first sign

// Begins implements [Way].
func (l *Login) Begins(s []byte, i int) bool {
	if i < 3 || strings.IndexByte(LoginSigns, s[i]) < 0 || s[i-1] >= 0x80 || ascii.Class[s[i-1]]&ascii.Word == 0 {
		return false
	}
	if i+1 == len(s) || s[i+1] <= ' ' {
		return true
	}
	return s[i+1] < 0x80 && ascii.Class[s[i+1]]&ascii.Word != 0 || closes(s[i+1])
}

// closes reports what may stand right behind a password, or another sign of it.
func closes(c byte) bool {
	return strings.IndexByte(LoginSigns, c) >= 0 || c == ')' || c == ',' || c == ';' || c == '"' || c == '\'' || c == '`' || c == '|'
}

// Read implements [Way].
func (l *Login) Read(s []byte, i, from int) Pair {
	start := i
	for start > 0 && start > i-maxSpan && InName(s[start-1]) && s[start-1] < 0x80 {
		start--
	}
	if from > 0 || start == 0 {
		return Pair{}
	}
	v := Span{start, passwordEnd(s, start)}
	name := l.account(s, v)
	if name.End-name.Start < 2 || v.End <= i {
		return Pair{}
	}
	named := l.named(s, name)
	if v.End == i+1 && s[v.Start-1] == '/' && !named || v.End < len(s) && (s[v.End] == '(' || s[v.End] == '\\' || s[v.End] >= 0x80) {
		return Pair{}
	}
	return Pair{Name: name, Value: v, Verb: named, Next: v.End}
}

// passwordEnd returns the end of the word at s[i], without the @ and the database or host
// after it.
func passwordEnd(s []byte, i int) int {
	end := wordEnd(s, i)
	for k := end; k > i; k-- {
		if s[k-1] == '@' {
			return k - 1
		}
		if !InName(s[k-1]) {
			break
		}
	}
	return end
}

// named reports that the account name is one that every system has, or that a word of accounts
// or credentials stands near before it, in its sentence.
func (l *Login) named(s []byte, name Span) bool {
	if l.accounts.Has(s[name.Start:name.End]) {
		return true
	}
	words := 0
	for at := name.Start; at > 0 && at > name.Start-maxTitle && words < maxWords; words++ {
		end := at
		for end > 0 && !InName(s[end-1]) && s[end-1] != '\n' {
			end--
		}
		if at = end; at == 0 || s[at-1] == '\n' {
			break
		}
		for at > 0 && at > end-maxName && InName(s[at-1]) {
			at--
		}
		if l.titles.Has(s[at:end]) {
			return true
		}
	}
	return false
}

const maxTitle = 48 // bytes between an account and the word before it

// account returns the account before the value v.
func (l *Login) account(s []byte, v Span) Span {
	before := s[:v.Start]
	switch before[len(before)-1] {
	case ':', '/', '|':
		return word(s, v.Start-1)
	case '(':
		name := word(s, len(bytes.TrimRight(before[:len(before)-1], " ")))
		if title := word(s, max(0, name.Start-1)); v.End < len(s) && s[v.End] == ')' && l.titles.Has(s[title.Start:title.End]) {
			return name
		}
	case ' ':
		if bytes.HasSuffix(before, []byte(" / ")) {
			return word(s, v.Start-len(" / "))
		}
		if name := word(s, max(0, v.Start-len(" and "))); bytes.HasSuffix(before, []byte(" and ")) && l.accounts.Has(s[name.Start:name.End]) {
			return name
		}
	}
	return Span{}
}

// word returns the word of letters and digits that ends before s[i], where nothing joins it
// to something before.
func word(s []byte, i int) Span {
	name := nameBefore(s, i)
	for _, c := range s[name.Start:name.End] {
		if c == '.' {
			return Span{} // a host, a file
		}
	}
	if name.Start > 0 {
		switch s[name.Start-1] {
		case '/', ':', '\\', '@', '#', '$', '?', '&', '%', '{', '<':
			return Span{}
		}
	}
	return name
}
