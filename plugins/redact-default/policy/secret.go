package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// colorEnd returns the end of the color of a terminal whose bracket is s[i], or 0: a
// token may follow it directly.
func colorEnd(s []byte, i int) int {
	if i == 0 || s[i-1] != 0x1b && (i < 4 || !ascii.HasAt(s, i-4, `\x1b`) && !ascii.HasAt(s, i-4, `\033`) && (i < 6 || !ascii.HasFold(s, i-6, `\u001b`))) {
		return 0
	}
	end := i + 1
	for end < len(s) && end < i+16 && (ascii.Class[s[end]]&ascii.Digit != 0 || s[end] == ';') {
		end++
	}
	if end >= len(s) || s[end] != 'm' {
		return 0
	}
	return end + 1
}

// reader is what the scanner of secrets knows of the text behind it; it keeps
// hostile text from being read again and again.
type reader struct {
	code     int    // end of the lines of code that were taken last
	lines    span   // that were found last
	key      []byte // that was read last
	dud      int    // end of a run that begins as a token and is none
	value    int    // end of the bare value that was read last
	nested   int    // separators in that value
	tool     int    // end of the last name of a program that takes a password
	flag     byte
	account  bool
	document int  // end of the document of YAML that was judged last
	kube     bool // it is a Secret of Kubernetes
}

const longRead = 64 // bytes that may be read again as another token

// provider is the end of the token at s[i], for ascending positions; 0 without one.
func (p *Policy) provider(s []byte, i int) int {
	end, _ := p.token(s, i)
	return end
}

// token is provider that says how far it read.
func (p *Policy) token(s []byte, i int) (end, read int) {
	if i < p.reader.dud {
		return 0, i
	}
	if end, read = tokens.Find(s, i); end == 0 && read > i+longRead {
		p.reader.dud = read
	}
	return end, read
}

// tokenSpan returns the token at s[i] that a provider gave its form, which may be cut in
// parts by line ends or quotes.
func (p *Policy) tokenSpan(s []byte, i int) (start, end int) {
	if s[i] == '_' {
		i = unmarked(s, i)
	}
	end, read := p.token(s, i)
	if read == i || !p.word.Join(s, i, tokenRun, end > 0) {
		return i, end
	}
	if whole, _ := tokens.Find(p.word.Bytes, 0); whole > 0 {
		_, cut := p.word.Origin(0, whole)
		end = max(end, cut)
	}
	return i, end
}

func tokenRun(s []byte, i int) int {
	return token.Run(inBase64, s, i, min(len(s), i+maxPart))
}

const maxPart = 512 // bytes of one part of a token that is cut

// besideAt is besideSpan for the word at s[i].
func (p *Policy) besideAt(s []byte, i int) (start, end int) {
	if end = p.wordEnd(s, i); end-i < longRun {
		return 0, 0
	}
	return p.besideSpan(s, unmarked(s, i), end)
}

// announcesAt reports that the word at s[i] may announce a secret.
func (p *Policy) announcesAt(s []byte, i int) bool {
	if s[i] == '_' {
		i = unmarked(s, i)
	}
	if !mayAnnounce(s, i) {
		return false
	}
	end := p.wordEnd(s, i)
	return announcers.Has(s[i:end]) && announcedBy(s, i, end) && (end-i > 4 || digitAround(s, i))
}

// announcedAt reads what that word announces.
func (p *Policy) announcedAt(s []byte, i int) int {
	i = unmarked(s, i)
	end := p.wordEnd(s, i)
	for _, form := range formWords {
		if ascii.EqualFold(s[i:end], form) {
			if next := p.formed(s, i); next > 0 {
				return next
			}
		}
	}
	return p.announced(s, i, end)
}

// formed reads the secret of a form of its own that the word at s[i] is a part of: a webhook
// without a scheme, a key file, a token that is known by its middle. It returns its end or 0.
func (p *Policy) formed(s []byte, i int) int {
	for n := range webhooks {
		if hook := &webhooks[n]; ascii.HasFold(s, i, hook.host) {
			if end := p.webhook(s, i, i+len(hook.host), hook.before); end > 0 {
				return end
			}
		}
	}
	for _, middle := range tokenMiddles {
		if ascii.HasAt(s, i-1, middle) {
			return p.middled(s, i-1)
		}
	}
	for n, head := range keyFileHeads {
		if ascii.HasAt(s, i, head) {
			return p.block(s, i, keyFileTails[n])
		}
	}
	return 0
}

// announced reads what the announcing word s[i:end] announces: after it, before it, or in
// the column that it is the title of.
func (p *Policy) announced(s []byte, i, end int) int {
	name := s[i:end]
	if titleWords.Has(name) {
		if end < len(s) && s[end] != ' ' && s[end] != '=' {
			p.tabled(s, i, end)
		}
		return end
	}
	if end-i >= 5 && i > 4 && s[i-1] == ' ' && spokenWords.Has(name) {
		p.named(s, i)
	}
	if end+1 < len(s) && (s[end] == ' ' || s[end] == '\t') && len(name) >= 4 && inHeader(s, end) {
		p.tabled(s, i, end)
	}
	if end+1 >= len(s) || s[end] != ' ' && s[end] != '\t' {
		return p.titled(s, i, end)
	}
	switch {
	case ascii.EqualFold(name, "bearer") || ascii.EqualFold(name, "basic"):
		return p.header(s, end)
	case ascii.EqualFold(name, "plain"):
		if i >= len("auth ") && ascii.HasFold(s, i-len("auth "), "auth ") {
			return p.header(s, end)
		}
		return end
	case settingWords.Has(name):
		return p.setting(s, end)
	case storeWords.Has(name):
		return p.stored(s, end)
	case spokenWords.Has(name):
		if len(name) > 4 || ascii.EqualFold(name, "pwd") {
			if next := p.spoken(s, i, end); next > end {
				return next
			}
		}
		return p.said(s, i, end)
	}
	return p.command(s, i, end)
}

// titled is announced for a word that no space follows.
func (p *Policy) titled(s []byte, i, end int) int {
	name := s[i:end]
	if next := p.quotedPair(s, i, end); next > 0 {
		return next
	}
	if x := p.senses.of(name); x.weight >= tokenlike && end+1 < len(s) {
		if s[end] == '"' && s[end+1] <= '\r' {
			p.formField(s, end)
		}
		p.tabled(s, i, end)
		if s[end] == ',' || s[end] == ')' {
			p.inserted(s, i, end)
		}
	}
	if ascii.EqualFold(name, "chpasswd") {
		return p.command(s, i, end)
	}
	return end
}

// stored reads "config set NAME x", after its first word; what stands before a colon says
// where it is stored.
func (p *Policy) stored(s []byte, i int) int {
	if !ascii.HasAt(s, i, " set ") {
		return i
	}
	i += len(" set ")
	for at := i; ascii.HasAt(s, i, "//") && at < len(s) && at < i+maxSpoken && s[at] > ' '; at++ {
		if s[at] == ':' {
			return p.setting(s, at+1)
		}
	}
	return p.setting(s, i)
}

// setting reads "ENV NAME x" and "#define NAME x", after their
// first word.
func (p *Policy) setting(s []byte, i int) int {
	for i < len(s) && s[i] == ' ' {
		i++
	}
	end := i
	for end < len(s) && end < i+48 && ascii.Class[s[end]]&ascii.Word != 0 {
		end++
	}
	if end >= len(s) || s[end] != ' ' {
		return i
	}
	key := s[i:end]
	weight := p.senses.of(key).weight
	if weight < tokenlike {
		return i
	}
	v := p.valueAt(s, end)
	if v.start == 0 || !judges.Secret(key, s[v.start:v.end], v.quoted, tokenlike) {
		return i
	}
	p.secret(s, v.start, v.end, secretAssignment)
	return v.end
}

// middled reads a token that is known by its middle, which begins at s[i].
func (p *Policy) middled(s []byte, i int) int {
	start, end := i, i
	for start > 0 && start > i-14 && alphabet[s[start-1]]&inAlnum != 0 {
		start--
	}
	for end < len(s) && end < i+128 && alphabet[s[end]]&inBase64 != 0 {
		end++
	}
	p.secret(s, start, end, secretToken)
	return end
}

// header reads the credentials after "Bearer " or "Basic ".
func (p *Policy) header(s []byte, i int) int {
	start := i
	for start < len(s) && s[start] == ' ' {
		start++
	}
	end := start
	for end = token.Run(inBase64, s, end, len(s)); end < len(s) && s[end] == '~'; {
		end = token.Run(inBase64, s, end+1, len(s))
	}
	for end > start && s[end-1] == '.' {
		end--
	}
	v := s[start:end]
	if len(v) < 8 || !token.Varied(v) || judges.Placeholder(v) || judge.Expression(v) || judge.Compound(v) {
		return start
	}
	p.secret(s, start, end, secretHeader)
	return end
}

// spoken reads "password is x", "password 'x'", "identified by 'x'" and "x is the
// password".
func (p *Policy) spoken(s []byte, start, i int) int {
	at := i
	for _, w := range spokenTails {
		if ascii.HasFold(s, at, w) {
			at += len(w)
		}
	}
	bare := at
	for _, w := range spokenVerbs {
		if ascii.HasFold(s, at, w) {
			at += len(w) - 1
			break
		}
	}
	if at == bare && at+3 < len(s) && ascii.Class[s[at+1]]&ascii.Digit != 0 && s[at] == ' ' && s[at+2] == ' ' {
		at += 2 // secret 0 x, in the settings of a router
	}
	v := p.valueAt(s, at)
	if v.start == 0 || len(s[v.start:v.end]) < 4 {
		return i
	}
	text := s[v.start:v.end]
	k := ascii.Classes(text)
	sure := v.quoted || k&ascii.Digit != 0
	weight := passlike
	switch key := s[start:i]; {
	case ascii.EqualFold(key, "identified") && (at == bare || !judge.Mixed(text) && ascii.Classes(key)&ascii.Upper == 0), at == bare && !v.quoted && !ascii.HasFold(key, 0, "passw") && !bareWords.Has(key):
		return i
	case at == bare && !v.quoted && len(key) < 4 && (!judge.Mixed(text) || !judge.Symbol(text) && !judge.Odd(text) && k&ascii.Upper == 0):
		return i // pw
	case ascii.HasFold(key, 0, "token"), ascii.HasFold(key, 0, "secret"), ascii.HasFold(key, 0, "cred"):
		weight, sure = tokenlike, k&ascii.Digit != 0 && k&(ascii.Upper|ascii.Lower) != 0
	}
	if at == bare && v.quoted && p.senses.of(s[start:i]).weight < passlike {
		weight = tokenlike // clave "x"
	}
	if sure && judges.Secret(s[:0], text, v.quoted, weight) {
		p.secret(s, v.start, v.end, secretAssignment)
		return v.end
	}
	return i
}

// named takes the x of "x is the password" and "x as my token", where the last
// word begins at s[i].
func (p *Policy) named(s []byte, i int) {
	for _, w := range namedVerbs {
		if i < len(w) || !ascii.HasFold(s, i-len(w), w) {
			continue
		}
		end := i - len(w)
		for end > 0 && around[s[end-1]]&endsQuoted != 0 {
			end--
		}
		start := end
		for start > 0 && start > end-128 && s[start-1] > ' ' && around[s[start-1]]&endsQuoted == 0 && s[start-1] != '(' {
			start--
		}
		for start < end && (s[start] == '/' || s[start] == '*' || s[start] == '#' || s[start] == ';' || s[start] == '-' || s[start] == ':') {
			start++
		}
		if v := s[start:end]; len(v) >= 8 && judge.Mixed(v) && !judge.Numbered(v) && judges.Secret(s[:0], v, true, tokenlike) && !judge.Expression(v) {
			p.secret(s, start, end, secretAssignment)
		}
		return
	}
}

// optionAt returns the name of the option of a command whose first hyphen is s[i], and how
// many hyphens it has; nothing in a word.
func optionAt(s []byte, i int) (start, end, dashes int) {
	if start = i; i > 0 && (s[i-1] == '-' || ascii.Class[s[i-1]]&ascii.Word != 0) {
		return i, i, 0
	}
	for start < len(s) && s[start] == '-' {
		start++
	}
	if dashes = start - i; dashes > 2 || start >= len(s) {
		return start, start, 0
	}
	end = start
	for end < len(s) && end < start+40 && (ascii.Class[s[end]]&ascii.Word != 0 || s[end] == '-') {
		end++
	}
	return start, end, dashes
}

// flagTells reports that the hyphen s[i] begins an option that takes a secret, or is a part
// of the arrow of "password <- x".
func (p *Policy) flagTells(s []byte, i int) bool {
	if i > 0 && s[i-1] == '<' && i+1 < len(s) && s[i+1] == ' ' {
		return p.keyTells(s, i, p.keyBefore(s, i-1))
	}
	start, end, dashes := optionAt(s, i)
	if dashes == 0 || end == start {
		return false
	}
	key := s[start:end]
	switch {
	case dashes == 1 && (p.reader.tool > 0 || s[start]|0x20 == 'a' || s[start]|0x20 == 'u' || s[start] == 'p' && i > 0 && s[i-1] == '"'):
		return true
	case end < len(s) && s[end] == ' ' && (accountFlags.Has(key) || p.senses.of(key).weight != silent || dashes == 2 && secretFlags.Has(key)):
		return true
	}
	return string(key) == "password-stdin"
}

// hyphen reads that option ("--password x", "-p x") or arrow.
func (p *Policy) hyphen(s []byte, i int) int {
	if i > 0 && s[i-1] == '<' && i+1 < len(s) && s[i+1] == ' ' {
		return p.assignment(s, i, p.keyBefore(s, i-1))
	}
	start, end, dashes := optionAt(s, i)
	key := s[start:end]
	if dashes == 1 {
		if next := p.flagged(s, start); next > 0 {
			return next
		}
	}
	if string(key) == "password-stdin" {
		p.pipedLine(s, i)
	}
	if end >= len(s) || s[end] != ' ' {
		return start
	}
	if accountFlags.Has(key) {
		return max(start, p.basicAuth(s, end))
	}
	weight := p.senses.of(key).weight
	if weight == silent && dashes == 2 && secretFlags.Has(key) && aboutSecrets(s, i) {
		weight = passlike
	}
	if weight == silent {
		return start
	}
	v := p.valueAt(s, end)
	if v.start == 0 || s[v.start] == '-' || !judges.Secret(key, s[v.start:v.end], v.quoted, weight) {
		return start
	}
	p.secret(s, v.start, v.end, secretAssignment)
	return v.end
}

// block takes s from i to the end of the line on which mark stands.
func (p *Policy) block(s []byte, i int, mark string) int {
	end := len(s)
	for k := i + 1; k < len(s); k++ {
		if s[k] == mark[0] && ascii.HasAt(s, k, mark) {
			for end = k + len(mark); end < len(s) && s[end] != '\n' && s[end] != '\\' && s[end] != '"' && s[end] != '\'' && s[end] != '`'; end++ {
			}
			break
		}
	}
	p.secret(s, i, end, secretKeyBlock)
	return end
}
