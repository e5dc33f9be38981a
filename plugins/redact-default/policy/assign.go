package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

// assignment reads the key before and the value after s[i], which is = or :, or
// another byte that stands between the two.
func (p *Policy) assignment(s []byte, i int, key []byte) int {
	p.meet(s, i, key)
	next := i + 1
	if s[i] == ':' && next < len(s) && s[next] == '\n' && p.senses.of(key).data {
		if end := p.kubeSecret(s, i); end > 0 {
			return end
		}
	}
	if len(key) == 0 {
		return next
	}
	key, weight, env := p.weigh(s, i, key)
	if weight == silent && !env || judge.InResource(s, i) {
		return next
	}
	return max(next, p.give(s, i, next, key, weight, env))
}

// weigh judges the key that ends before s[i]; for "value" and the like it is the
// label that stands before. It says also whether the key is a variable of the
// environment.
func (p *Policy) weigh(s []byte, i int, key []byte) (of []byte, weight strength, env bool) {
	x := p.senses.of(key)
	weight, env = x.weight, x.env
	switch {
	case weight == passlike && ascii.HasAt(s, offset(s, key)-len("--- "), "--- "):
		return key, silent, false // --- PASS: TestX, as Go reports
	case weight == passlike && (string(key) == "PWD" || string(key) == "OLDPWD"):
		if startsLine(s, offset(s, key)) {
			return key, silent, false // the working directory
		}
		return key, weight, false
	case weight == silent && !x.value && len(key) <= maxTail && openedTail(s, offset(s, key), key):
		return key, tokenlike, false // unlock code
	case weight == silent && x.value:
		if label := p.labelBefore(s, i-len(key)); len(label) > 0 {
			x = p.senses.of(label)
			return label, x.weight, x.env
		}
	case weight == entropic:
		if at := offset(s, key); at > 1 && s[at-1] == ' ' && judge.EndsSegment(s[max(0, at-16):at-1], &keyQualifiers) {
			return key, tokenlike, env // "api key"
		}
	case weight == silent && s[i] == '=' && signedQuery(s, i, key):
		return key, tokenlike, env
	case weight == silent && s[i] == '=':
		if at := offset(s, key); at > 1 {
			for at > 1 && (s[at-1] == '&' || s[at-1] == '*' || s[at-1] == ' ') {
				at--
			}
			if s[at-1] == ':' && s[at] == ' ' { // password: Text = "x"
				key = p.keyBefore(s, at-1)
				x = p.senses.of(key)
				return key, x.weight, x.env
			}
		}
	}
	return key, weight, env
}

const maxTail = 6 // bytes of a word that may stand behind one of what opens something

// openedTail reports a word of spoken-tails, s[at:], with a word before it of what it opens.
func openedTail(s []byte, at int, key []byte) bool {
	if at < 2 || s[at-1] != ' ' && s[at-1] != '-' {
		return false
	}
	for _, tail := range spokenTails {
		if ascii.EqualFold(key, tail[1:]) {
			return openers.Has(judge.LastSegment(s[max(0, at-16) : at-1]))
		}
	}
	return false
}

// offset returns where key, which is a part of s, begins.
func offset(s []byte, key []byte) int { return cap(s) - cap(key) }

// give takes the value that follows s[next] for a telling key, and returns its end
// or 0.
func (p *Policy) give(s []byte, i, next int, key []byte, weight strength, env bool) int {
	if s[i] == ':' && weight >= tokenlike {
		if end := p.items(s, next, key, weight); end > 0 {
			return end
		}
	}
	v := p.valueAt(s, next)
	if v.start == 0 {
		return p.inExpression(s, next, key, weight)
	}
	if end := judge.PhraseEnd(s, v.start); end > 0 && judges.IsPhrase(key) {
		p.secret(s, v.start, end, secretAssignment)
		return end
	}
	if end := p.provider(s, v.start); end >= v.end {
		return v.start
	}
	if v.quoted && isMember(s, v) {
		return p.inExpression(s, v.end+1, key, weight)
	}
	text := s[v.start:v.end]
	if !judges.Secret(key, text, v.quoted, weight) && !(env && !v.quoted && isEnvValue(s, i, v)) {
		return p.doubtful(s, i, v, key, weight)
	}
	if line := p.wholeLine(s, v); line.end > v.end {
		v = line
	}
	rule := secretAssignment
	if k := i - len(key); s[i] == '=' && k > 0 && (s[k-1] == '?' || s[k-1] == '&') {
		rule = secretQuery
	}
	p.secret(s, v.start, v.end, rule)
	if v.quoted {
		return p.others(s, v, key, weight)
	}
	return v.end
}

// doubtful takes what the value v is a part of, where it is no secret by itself: the line of
// a setting, what follows an account, texts in an expression. It returns its end or 0.
func (p *Policy) doubtful(s []byte, i int, v value, key []byte, weight strength) int {
	if weight == passlike && (v.quoted && s[i] == '=' && v.end < len(s) && s[v.end] == s[v.start-1] && judges.PassSentence(s[v.start:v.end]) || !v.quoted && isSetting(s, i, key, v)) {
		p.secret(s, v.start, v.end, secretAssignment)
		return v.end
	}
	if line := p.wholeLine(s, v); line.end > v.end && judges.Secret(key, s[line.start:line.end], true, weight) {
		p.secret(s, line.start, line.end, secretAssignment)
		return line.end
	}
	if !v.quoted && v.end < len(s) && s[v.end] == '&' {
		if x := spokenSpan(s, v.start); judges.Striking(s[x.start:x.end]) {
			p.secret(s, x.start, x.end, secretAssignment) // Oak&12x, and no parameters of a link
			return x.end
		}
	}
	if !v.quoted && ascii.HasAt(s, v.end, " / ") {
		if x := spokenSpan(s, v.end+3); x.end-x.start >= minSpoken && judges.Spoken(s[x.start:x.end], passlike) {
			p.secret(s, x.start, x.end, secretAssignment) // ada / x
			return x.end
		}
	}
	if from := expressionAt(s, i, v); from > 0 {
		return p.inExpression(s, from, key, weight)
	}
	return 0
}

// expressionAt returns where the texts of the expression begin that v is the first part of,
// or 0.
func expressionAt(s []byte, i int, v value) int {
	if v.quoted && v.start > 1 && (s[v.start-2] == '[' || s[v.start-2] == '(' || s[v.start-2] == '{' || v.end+1 < len(s) && s[v.end+1] == ',' && s[i] == '=') {
		return v.end + 1
	}
	if !v.quoted && ascii.HasByte(s[v.start:v.end], '[') && marker.End(s, v.start) == 0 {
		return v.start
	}
	if !v.quoted && v.end < len(s) && (s[v.end] == ' ' || s[v.end] == '[' || s[v.end] == '\'' || s[v.end] == '"') {
		return v.end
	}
	return 0
}

func isValueKey(key []byte) bool { return valueKeys.Has(key) }

const maxLabel = 96 // bytes between a label and the key of its value

// labelBefore returns the label that stands before s[i]: the name of what "value"
// is the value of, in name="x" value="y", name: x and variable "x" { default = "y".
func (p *Policy) labelBefore(s []byte, i int) []byte {
	low := max(0, i-maxLabel)
	for i > low && (around[s[i-1]]&(aroundName|inName) != 0 && s[i-1] != '"' && s[i-1] != '\'' && i > 1 && s[i-1] == '-' || s[i-1] == ' ') {
		i--
	}
	for ; i > low; i-- {
		switch c := s[i-1]; {
		case c == '}' || c == ']' || c == ')':
			return nil
		case (c == '"' || c == '\'') && i-1 > low:
			end := i - 1
			for end > low && s[end-1] == '\\' {
				end--
			}
			if start := p.nameStart(end); start < end && start > 0 && s[start-1] == c {
				return s[start:end]
			}
		case c == '\n' && i > 1, c == 'n' && i > 2 && s[i-2] == '\\':
			end := i - 1
			for end > low && s[end-1] == '\\' {
				end--
			}
			start := p.nameStart(end)
			if start < end && start > 1 && s[start-1] == ' ' && s[start-2] == ':' {
				return s[start:end]
			}
		}
	}
	return nil
}

func (p *Policy) nameStart(end int) int { return p.keyStart(max(0, end-48), end) }

// isEnvValue judges the bare value v of an environment variable that is assigned
// at s[i]: it is a secret unless it is read from somewhere else, or prose.
func isEnvValue(s []byte, i int, v value) bool {
	text := s[v.start:v.end]
	if len(text) < 4 || judges.Placeholder(text) || judges.Location(text) || judges.Reference(text) {
		return false
	}
	if s[i] == '=' && v.start == i+1 {
		return true
	}
	if v.end+1 < len(s) && s[v.end] == ' ' && ascii.Class[s[v.end+1]]&ascii.Word != 0 {
		return ascii.Classes(text)&ascii.Digit != 0 && ascii.Classes(text)&(ascii.Upper|ascii.Lower) != 0 // prose follows
	}
	return !typeWords.Has(text) && (v.end >= len(s) || s[v.end] == '\n' || s[v.end] == '\\' || s[v.end] == ';')
}

// keyBefore returns the token that ends before s[i], without quotes, brackets
// and type annotations around it; empty without one.
func (p *Policy) keyBefore(s []byte, i int) []byte {
	if i > 16 && s[i-2] == '}' && ascii.HasAt(s, i-3, " } ") {
		i = beforeAccessors(s, i-2)
	}
	if i > 0 && s[i-1] != ';' && around[s[i-1]]&(aroundName|inName) == 0 {
		return nil
	}
	key, at := p.nameBefore(s, i)
	if at > 0 && s[at-1] == ' ' && len(key) <= 6 && typeNames.Has(key) {
		key, at = p.nameBefore(s, at) // var token string = "x"
	}
	if at > 0 && s[at-1] == ' ' && ascii.EqualFold(key, "as") {
		key, _ = p.nameBefore(s, at) // Dim password As String = "x"
	}
	return key
}

// beforeAccessors returns the space before "{ get; set; }", whose end is s[i].
func beforeAccessors(s []byte, i int) int {
	for k := i - 1; k > 0 && k > i-24; k-- {
		if s[k] == '{' {
			if ascii.HasAt(s, k, "{ get; ") && s[k-1] == ' ' {
				return k - 1
			}
			break
		}
	}
	return i
}

// nameBefore is keyBefore without an eye for types; at is where the key begins.
func (p *Policy) nameBefore(s []byte, i int) (key []byte, at int) {
	for low := max(0, i-16); i > low; i-- {
		c := s[i-1]
		if ascii.Class[c]&ascii.Word != 0 {
			break
		}
		if c == ']' { // password[0] = "x"
			k := i - 1
			for k > low && ascii.Class[s[k-1]]&ascii.Digit != 0 {
				k--
			}
			if k > low && s[k-1] == '[' {
				i = k
				continue
			}
		}
		if c == ';' && i >= 6 && ascii.HasAt(s, i-6, "&quot;") {
			i -= 5
			continue
		}
		if around[c]&aroundName == 0 {
			break
		}
	}
	end := i
	i = p.keyStart(max(0, i-72), i)
	if i < end && i > 0 && s[i-1] == '\\' && (s[i] == 'n' || s[i] == 't' || s[i] == 'r') {
		i++
	}
	if i == 1 && end-i > 0 && s[0] == '-' {
		return s[i:end], i
	}
	if i+1 == end && i > 1 && s[i]|0x20 == 'w' && s[i-1] == '/' && s[i-2]|0x20 == 'p' && (i == 2 || ascii.Class[s[i-3]]&ascii.Word == 0) {
		return s[i-2 : end], i - 2 // p/w
	}
	for i < end && s[i] == '-' { // a list of YAML, a flag
		i++
	}
	return s[i:end], i
}

// Marks of the bytes around names and values.
const (
	endsBare   = 1 << iota // ends a value without quotes
	endsQuoted             // may end a value in quotes
	aroundName             // may stand between a name and its separator
	inName
)

var around = makeAround()

func makeAround() (t [256]uint8) {
	for _, c := range []byte(" \t\n\r\"'`,;)]}<>&|\\([") {
		t[c] |= endsBare
	}
	for _, c := range []byte("\"'`\n\\[") {
		t[c] |= endsQuoted
	}
	for _, c := range []byte(" \"'`\\]:*?!.|+") {
		t[c] |= aroundName
	}
	for c := range t {
		if ascii.Class[c]&ascii.Word != 0 || c == '-' || c == '.' {
			t[c] |= inName
		}
	}
	return t
}
