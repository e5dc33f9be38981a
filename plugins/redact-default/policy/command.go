package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
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

// command is one that takes a password in another way.
type command struct {
	name, then string // its first word, and what follows that
	near       string // what stands before it
	way        *way
}

// command reads the command s[i:end] with its arguments, and returns where to read on.
func (p *Policy) command(s []byte, i, end int) int {
	name := s[i:end]
	if i > 0 && s[i-1] == '{' {
		return end // of a template
	}
	for k := range tools {
		if ascii.EqualFold(name, tools[k].name) {
			p.reader.tool, p.reader.named = &tools[k], end
			return end
		}
	}
	for k := range commands {
		c := &commands[k]
		if ascii.EqualFold(name, c.name) && ascii.HasFold(s, end, c.then) && isNear(s, i, c.near) {
			p.take(s, i, c.way)
		}
	}
	return end
}

// isNear reports that a text stands before s[i] on its line.
func isNear(s []byte, i int, text string) bool {
	for at := i - len(text); at >= max(0, i-maxNear) && s[at] != '\n'; at-- {
		if ascii.HasFold(s, at, text) {
			return true
		}
	}
	return text == ""
}

const (
	maxNear    = 160  // bytes before a word in which another one stands that says what it is
	maxCommand = 1024 // bytes between a command and its option
)

// flagTells reports that the hyphen s[i] begins an option that takes a secret, or is a part
// of the arrow of "password <- x".
func (p *Policy) flagTells(s []byte, i int) bool {
	if isLeftArrow(s, i) {
		return p.keyTells(s, i, p.keyBefore(s, i-1))
	}
	o, hyphens := reading.OptionAt(s, i)
	name := s[o.Start:o.End]
	switch {
	case len(name) == 0:
		return false
	case hyphens == 1 && (p.reader.tool != nil || isAccountFlag(s, o.Start)), inputFlags.Has(name):
		return true
	}
	return o.End < len(s) && s[o.End] == ' ' && (accountFlags.Has(name) || p.senses.of(name).weight != silent || hyphens == 2 && secretFlags.Has(name))
}

func isLeftArrow(s []byte, i int) bool {
	return i > 0 && s[i-1] == '<' && i+1 < len(s) && s[i+1] == ' '
}

// isAccountFlag reports "-a" or "-u", which many commands have before an account.
func isAccountFlag(s []byte, i int) bool {
	return (s[i]|0x20 == 'a' || s[i]|0x20 == 'u') && i+1 < len(s) && s[i+1] == ' '
}

// hyphen reads that option ("--password x", "-p x") or arrow.
func (p *Policy) hyphen(s []byte, i int) int {
	if isLeftArrow(s, i) {
		return p.assignment(s, i, p.keyBefore(s, i-1))
	}
	o, hyphens := reading.OptionAt(s, i)
	name, tool := s[o.Start:o.End], p.reader.tool
	if i-p.reader.named > maxCommand {
		tool = nil
	}
	known := tool != nil && hyphens == 1 && len(name) > 0 && name[0] == tool.flag
	next := 0
	switch {
	case tool != nil && tool.account && (known || accountFlags.Has(name)):
		next = p.take(s, i, accountWhole, accountOption)
	case hyphens == 1 && len(name) > 0 && isAccountFlag(s, o.Start):
		next = p.take(s, i, accountOption)
	}
	switch {
	case next > 0:
	case known && !tool.account:
		next = p.take(s, i, flagWay)
	case inputFlags.Has(name):
		p.take(s, i, echoedWay)
	case hyphens == 2 && secretFlags.Has(name) && isNear(s, i, " secret"):
		next = p.take(s, i, payloadWay)
	default:
		next = p.take(s, i, optionWay)
	}
	return max(o.Start, next)
}

// isFlag judges the value of an option of one letter: what stands apart may be anything.
func isFlag(pair *reading.Pair, name, v []byte) bool {
	return pair.Close || pair.Quoted || judges.Secret(name, v, false, tokenlike) && (judge.Mixed(v) || token.RandomnessOf(v) != ordinary)
}

func isPassLike(_ *reading.Pair, _, v []byte) bool {
	return v[0] != '\\' && v[0] != '/' && (judge.Mixed(v) || judge.Odd(v))
}

func isArgument(pair *reading.Pair, _, v []byte) bool { return pair.Quoted || judge.Mixed(v) }

// ofAccount judges what stands behind an account that no command is known to take.
func ofAccount(_ *reading.Pair, name, v []byte) bool {
	for _, c := range name {
		if alphabet[c]&inDot == 0 && c != '@' && c != '\\' {
			return false
		}
	}
	return len(name) > 0 && judge.Mixed(v) && !judge.Version(v) && !hasSlash(v)
}

// isCredentials judges an account with or without a password, of a command that takes them.
func isCredentials(name, v []byte, _ bool, _ strength) bool {
	if len(v) == 0 {
		return !judges.Placeholder(name)
	}
	return (len(name) == 0 || ascii.Class[name[0]]&ascii.Word != 0) && !judges.Placeholder(v) && !ascii.EqualFold(v, "pass") && string(v) != string(name)
}

func isSpokenWord(_, v []byte, _ bool, weight strength) bool { return judges.Spoken(v, weight) }
