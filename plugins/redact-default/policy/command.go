package policy

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// Passwords that commands take without saying so.

// tool is a program that takes a password, or an account and its password, after a
// flag of one letter.
type tool struct {
	name    string
	flag    byte
	account bool
}

// argument is a command of which one argument is a password.
type argument struct {
	name   string
	before int // arguments before it
}

const special = -1 // it is read in a way of its own

// command reads the command s[i:end] with its arguments, and returns where to read on.
func (p *Policy) command(s []byte, i, end int) int {
	name := s[i:end]
	if i > 0 && s[i-1] == '{' {
		return end // of a template
	}
	for k := range tools {
		if ascii.EqualFold(name, tools[k].name) {
			p.reader.tool, p.reader.flag, p.reader.account = end, tools[k].flag, tools[k].account
			return end
		}
	}
	for _, c := range positional {
		if !ascii.EqualFold(name, c.name) || c.name == "community" && !bytes.Contains(bytes.ToLower(s[max(0, i-24):i]), []byte("snmp")) {
			continue
		}
		switch {
		case c.name == "chpasswd", c.name == "sudo" && ascii.HasAt(s, end, " -S"):
			p.piped(s, i)
		case c.name == "net" && (ascii.HasFold(s, end, " use") || ascii.HasFold(s, end, " user")):
			p.argument(s, end+4, 0, true)
		case c.name == "sqlplus":
			p.slashed(s, end)
		case c.name == "schtasks":
			for at := end; at < min(len(s), end+2*maxArguments) && s[at] != '\n'; at++ {
				if s[at] == '/' && ascii.HasFold(s, at, "/rp ") {
					p.argument(s, at+3, 0, false)
					break
				}
			}
		case c.name == "securestring":
			p.secureString(s, i, end)
		case c.before >= 0:
			p.argument(s, end, c.before, false)
		}
		return end
	}
	return end
}

// slashed takes the x of "ada/x@db" after a command that ends at s[i].
func (p *Policy) slashed(s []byte, i int) {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	v := argumentAt(s, i)
	start, end := 0, v.end
	for k := v.start; k < v.end; k++ {
		if s[k] == '/' && start == 0 {
			start = k + 1
		}
		if s[k] == '@' {
			end = k
		}
	}
	if start > v.start+1 && end-start >= 4 && judges.Secret(s[:0], s[start:end], true, passlike) {
		p.secret(s, start, end, secretAssignment)
	}
}

const maxArguments = 160 // bytes of a command that are read

// argument takes the argument of the command at s[i] that follows a number of others,
// flags aside, or the first one that looks like a password.
func (p *Policy) argument(s []byte, i, before int, anyOf bool) {
	for limit := min(len(s), i+maxArguments); i < limit; {
		for i < limit && s[i] == ' ' {
			i++
		}
		v := argumentAt(s, i)
		text := s[v.start:v.end]
		if len(text) == 0 || s[v.end-1] == '|' || s[i] == '&' || s[i] == '\n' {
			return
		}
		switch {
		case text[0] == '-':
		case anyOf:
			if text[0] != '\\' && text[0] != '/' && len(text) >= 6 && (judge.Mixed(text) || judge.Odd(text)) && judges.Spoken(text, passlike) {
				p.secret(s, v.start, v.end, secretAssignment)
				return
			}
		case before > 0:
			before--
		default:
			if len(text) >= 6 && judges.Secret(s[:0], text, v.quoted, passlike) {
				p.secret(s, v.start, v.end, secretAssignment)
			}
			return
		}
		if i = v.end; v.quoted {
			i++
		}
	}
}

// argumentAt reads one argument of a command.
func argumentAt(s []byte, i int) value {
	if quoteAt(s, i) {
		if v := quotedAt(s, i+1, s[i]); v.end > 0 {
			return v
		}
		return value{start: i, end: i}
	}
	end := i
	for end < len(s) && end < i+maxArguments && s[end] > ' ' && s[end] != '"' && s[end] != '`' && s[end] != ';' && (s[end] != '[' || marker.End(s, end) == 0) {
		end++
	}
	return value{start: i, end: end}
}

// piped takes the x of "echo x | " before the command at s[i], and of "echo user:x | ".
func (p *Policy) piped(s []byte, i int) {
	at := i
	for low := max(0, i-8); at > low && s[at-1] != '|'; at-- {
	}
	if at == 0 || s[at-1] != '|' {
		return
	}
	for at--; at > 0 && s[at-1] == ' '; at-- {
	}
	end, quote := at, byte(' ')
	if at > 0 && (s[at-1] == '"' || s[at-1] == '\'') {
		end, quote = at-1, s[at-1]
	}
	start := end
	for low := max(0, end-96); start > low && s[start-1] != quote && s[start-1] != '\n' && s[start-1] != ']'; start-- {
	}
	before := start
	if quote != ' ' {
		before--
	}
	if start >= end || before < 5 || !ascii.HasFold(s, before-5, "echo ") && !ascii.HasFold(s, before-3, "-n ") && !ascii.HasFold(s, before-5, "intf ") {
		return
	}
	for k := start; k < end; k++ {
		if s[k] == ':' {
			start = k + 1
			break
		}
	}
	if text := s[start:end]; len(text) >= 4 && judges.Secret(s[:0], text, true, passlike) {
		p.secret(s, start, end, secretAssignment)
	}
}

// pipedLine is piped for a flag of the command, which is s[i].
func (p *Policy) pipedLine(s []byte, i int) {
	for low := max(0, i-maxLabel); i > low && s[i-1] != '\n'; i-- {
		if s[i-1] == '|' {
			p.piped(s, i)
			return
		}
	}
}

// flagged reads the password after a flag of one letter, which is s[i], of the
// program that was named last: "-u user:x", "-p x", "-px".
func (p *Policy) flagged(s []byte, i int) int {
	if i+1 >= len(s) {
		return 0
	}
	known := p.reader.tool > 0 && i-p.reader.tool < 1024 && s[i] == p.reader.flag
	switch {
	case known && p.reader.account:
		if end := p.basicAuth(s, i+1); end > 0 {
			return end
		}
		return p.accountFlag(s, i+1)
	case s[i+1] == ' ' && (s[i]|0x20 == 'a' || s[i]|0x20 == 'u'):
		if end := p.accountFlag(s, i+1); end > 0 || !known {
			return end
		}
	case !known && s[i] == 'p' && i > 1 && s[i-2] == '"' && s[i+1] > ' ':
		known = namesMySQL(s, i)
	}
	if !known {
		return 0
	}
	apart := s[i+1] == ' '
	v := p.valueAt(s, i+1)
	if v.start == 0 || s[v.start] == '-' || !apart && v.start > i+2 && (s[i+1] != '\\' || v.start > i+10) {
		return 0
	}
	text := s[v.start:v.end]
	weight := passlike
	if apart && !v.quoted {
		weight = tokenlike // -p 8080:80
		if !judge.Mixed(text) && token.RandomnessOf(text) == ordinary {
			return 0
		}
	}
	if !judges.Secret(s[:0], text, v.quoted, weight) {
		return 0
	}
	p.secret(s, v.start, v.end, secretAssignment)
	return v.end
}

// namesMySQL reports a client of MySQL on the line before s[i].
func namesMySQL(s []byte, i int) bool {
	for low := max(0, i-maxArguments); i > low && s[i-1] != '\n'; i-- {
		if ascii.HasFold(s, i-1, "\"mysql") || ascii.HasFold(s, i-1, "\"maria") {
			return true
		}
	}
	return false
}

// accountFlag takes the password of an account after a flag: "-a user:x", "-Uuser%x".
func (p *Policy) accountFlag(s []byte, i int) int {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	v := argumentAt(s, i)
	for k := v.start + 1; k < v.end && k < v.start+48; k++ {
		switch c := s[k]; {
		case c == ':' || c == ',' || c == '%':
			text := s[k+1 : v.end]
			if len(text) < 6 || !judge.Mixed(text) || judge.Version(text) || hasSlash(text) || !judges.Secret(s[:0], text, true, passlike) {
				return 0
			}
			p.secret(s, k+1, v.end, secretHeader)
			return v.end
		case alphabet[c]&inDot == 0 && c != '@' && c != '\\':
			return 0
		}
	}
	return 0
}

// slashFlag takes the password of "/p:x", whose colon is s[i]; end is 0 without one.
func slashFlag(s []byte, i int) (start, end int) {
	if i < 3 || s[i-1]|0x20 != 'p' || s[i-2] != '/' || s[i-3] != ' ' {
		return 0, 0
	}
	v := argumentAt(s, i+1)
	if text := s[v.start:v.end]; len(text) < 6 || !v.quoted && !judge.Mixed(text) || !judges.Secret(s[:0], text, true, passlike) {
		return 0, 0
	}
	return v.start, v.end
}

// secureString takes the x of ConvertTo-SecureString "x", whose last word is s[i:end], and
// of "x" | ConvertTo-SecureString.
func (p *Policy) secureString(s []byte, i, end int) {
	if ascii.HasFold(s, end, " -string") {
		end += len(" -string")
	}
	if v := p.valueAt(s, end); v.quoted || v.start > 0 && v.start > i+len("securestring -string") && (judge.Mixed(s[v.start:v.end]) || token.RandomnessOf(s[v.start:v.end]) >= hashlike) && ascii.Class[s[v.start]]&(ascii.Upper|ascii.Lower|ascii.Digit) != 0 {
		if text := s[v.start:v.end]; judges.Secret(s[:0], text, true, passlike) {
			p.secret(s, v.start, v.end, secretAssignment)
		}
		return
	}
	for at, low := i, max(0, i-maxLabel); at > low && s[at-1] != '\n'; at-- {
		if s[at-1] != '|' {
			continue
		}
		for at--; at > low && s[at-1] == ' '; at-- {
		}
		if at < 2 || s[at-1] != '"' && s[at-1] != '\'' {
			return
		}
		start := at - 1
		for start > low && s[start-1] != s[at-1] {
			start--
		}
		if text := s[start : at-1]; start > low && marker.End(text, 0) == 0 && judges.Secret(s[:0], text, true, passlike) {
			p.secret(s, start, at-1, secretAssignment)
		}
		return
	}
}

// aboutSecrets reports a command about secrets before s[i].
func aboutSecrets(s []byte, i int) bool {
	for low := max(0, i-maxArguments); i > low && s[i-1] != '\n'; i-- {
		if ascii.HasFold(s, i-1, "secret") && ascii.HasFold(s, i-2, " secret") {
			return true
		}
	}
	return false
}
