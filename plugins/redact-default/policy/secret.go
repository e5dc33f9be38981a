package policy

import "github.com/driftsync/driftsync/abi/shape"

// secrets finds secrets in s by their own shape and by the text before them.
func (p *Policy) secrets(s []byte) {
	for i := 0; i < len(s); {
		k := class[s[i]]
		if k&word != 0 {
			start := i
			for i++; i < len(s) && class[s[i]]&word != 0; i++ {
			}
			if start+2 < len(s) && len(byStart[startHash(s[start], s[start+1], s[start+2])]) > 0 || introduces[s[start]] {
				i = max(i, p.word(s, start, i))
			}
			continue
		}
		if k&assign == 0 && s[i] != '\\' && s[i] != '[' && s[i] != '.' {
			i++
			continue
		}
		switch s[i] {
		case '.':
			if hasAt(s, i, ".atlasv1.") {
				i = p.terraform(s, i)
				continue
			}
			i++
		case '\\':
			i = skipEscape(s, i)
		case '[':
			i = max(i+1, markerAt(s, i))
		case '=', ':':
			if s[i] == ':' && i+2 < len(s) && s[i+1] == ':' && s[i+2] != '=' && s[i+2] != ':' {
				i += 2 // a qualified name
				continue
			}
			i = max(i+1, p.assignment(s, i, keyBefore(s, i)))
		case '>', ',':
			i = max(i+1, p.wrapped(s, i))
		case '-':
			i = max(i+1, p.hyphen(s, i))
		case '`':
			i = max(i+1, p.fence(s, i))
		default:
			i++
		}
	}
}

// skipEscape passes a run of backslashes and the letter of an escape, so that
// the word after "\n" begins at its own first letter.
func skipEscape(s []byte, i int) int {
	for i < len(s) && s[i] == '\\' {
		i++
	}
	if i < len(s) && (s[i] == 'n' || s[i] == 't' || s[i] == 'r') {
		i++
	}
	return i
}

// introduces marks the first letters of the words that [Policy.word] looks for.
var introduces = [256]bool{'B': true, 'b': true, 'P': true, 'p': true, 'I': true, 'i': true, 'f': true}

// word reads the word s[i:end]; a token that identifies itself begins at its
// start, and some words announce a secret.
func (p *Policy) word(s []byte, i, end int) int {
	if end := providerAt(s, i); end > 0 {
		p.secret(s, i, end, secretToken)
		return end
	}
	switch end - i {
	case 5, 6:
		if end+1 < len(s) && s[end] == ' ' && (equalFold(s[i:end], "bearer") || equalFold(s[i:end], "basic")) {
			return p.header(s, end)
		}
		if equalFold(s[i:end], "putty") && hasAt(s, i, "PuTTY-User-Key-File") {
			return p.block(s, i, "Private-MAC:")
		}
	case 4, 8, 10, 2:
		if end < len(s) && (s[end] == ' ' || s[end] == '\'') && (equalFold(s[i:end], "password") || equalFold(s[i:end], "identified")) {
			return p.spoken(s, i, end)
		}
	}
	return end
}

// terraform reads a token that is known by its middle, which begins at s[i].
func (p *Policy) terraform(s []byte, i int) int {
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
	for end < len(s) && (alphabet[s[end]]&inBase64 != 0 || s[end] == '~') {
		end++
	}
	for end > start && s[end-1] == '.' {
		end--
	}
	v := s[start:end]
	if len(v) < 8 || !varied(v) || placeholder(v) || reference(v) {
		return start
	}
	p.secret(s, start, end, secretHeader)
	return end
}

// spoken reads "password is x", "password 'x'" and "identified by 'x'".
func (p *Policy) spoken(s []byte, start, i int) int {
	at := i
	for _, w := range [...]string{" is ", " was ", " by ", " of "} {
		if hasFold(s, i, w) {
			at = i + len(w) - 1
		}
	}
	v := valueAt(s, at)
	if v.start == 0 || len(s[v.start:v.end]) < 4 {
		return i
	}
	key := s[start:i]
	text := s[v.start:v.end]
	if hasFold(key, 0, "identified") {
		key = key[:0]
	}
	if secretValue(key, text, v.quoted, passlike) && (v.quoted || bits(text)&digit != 0) {
		p.secret(s, v.start, v.end, secretAssignment)
		return v.end
	}
	return i
}

// hyphen reads key blocks ("-----BEGIN") and flags ("--password x").
func (p *Policy) hyphen(s []byte, i int) int {
	if hasAt(s, i, "-----BEGIN ") {
		return p.keyBlock(s, i)
	}
	end := i
	for end < len(s) && s[end] == '-' {
		end++
	}
	if end-i == 1 || end-i > 2 || i > 0 && class[s[i-1]]&word != 0 {
		return end
	}
	start := end
	for end < len(s) && end < start+40 && (class[s[end]]&word != 0 || s[end] == '-') {
		end++
	}
	if end >= len(s) || s[end] != ' ' {
		return start
	}
	key := s[start:end]
	strength := keyStrength(key)
	if strength == silent {
		return start
	}
	v := valueAt(s, end)
	if v.start == 0 || s[v.start] == '-' || !secretValue(key, s[v.start:v.end], v.quoted, strength) {
		return start
	}
	p.secret(s, v.start, v.end, secretAssignment)
	return v.end
}

// keyBlock takes a private key from its first hyphen to the end of the block, or
// of the text where the block is cut off.
func (p *Policy) keyBlock(s []byte, i int) int {
	at := i + len("-----BEGIN ")
	for end := at; end < len(s) && end < at+64 && s[end] != '\n'; end++ {
		if hasAt(s, end, "PRIVATE KEY") {
			return p.block(s, i, "-----END ")
		}
	}
	return at
}

// block takes s from i to the end of the line on which mark stands.
func (p *Policy) block(s []byte, i int, mark string) int {
	end := len(s)
	for k := i + 1; k < len(s); k++ {
		if s[k] == mark[0] && hasAt(s, k, mark) {
			for end = k + len(mark); end < len(s) && s[end] != '\n' && s[end] != '\\' && s[end] != '"' && s[end] != '\'' && s[end] != '`'; end++ {
			}
			break
		}
	}
	p.secret(s, i, end, secretKeyBlock)
	return end
}

// assignment reads the key before and the value after s[i], which is = or :.
func (p *Policy) assignment(s []byte, i int, key []byte) int {
	if s[i] == ':' {
		if end := shape.URLHost(s, i); end > 0 {
			p.urlSecrets(s, i, end)
			return i + 3
		}
	}
	next := i + 1
	if len(key) == 0 {
		return next
	}
	strength := keyStrength(key)
	if strength == silent {
		return next
	}
	v := valueAt(s, next)
	if v.start == 0 {
		return next
	}
	if providerEnd := providerAt(s, v.start); providerEnd >= v.end {
		return v.start
	}
	if !secretValue(key, s[v.start:v.end], v.quoted, strength) {
		return next
	}
	rule := secretAssignment
	if k := i - len(key); s[i] == '=' && k > 0 && (s[k-1] == '?' || s[k-1] == '&') {
		rule = secretQuery
	}
	p.secret(s, v.start, v.end, rule)
	return v.end
}

// wrapped reads a key in an XML tag, and a key that is one text of a call before
// the text of its value.
func (p *Policy) wrapped(s []byte, i int) int {
	if i == 0 || s[i] == ',' && s[i-1] != '"' && s[i-1] != '\'' {
		return i + 1
	}
	key := keyBefore(s, i)
	at := i - len(key)
	if len(key) == 0 || s[i] == '>' && (at == 0 || s[at-1] != '<') {
		return i + 1
	}
	next := i + 1
	for s[i] == '>' && next < len(s) && next < i+32 && (s[next] == '\n' || s[next] == ' ' || s[next] == '\t') {
		next++
	}
	if s[i] == ',' && (next+1 >= len(s) || s[next] != ' ' && s[next] != '"' && s[next] != '\'' || s[next] == ' ' && s[next+1] != '"' && s[next+1] != '\'') {
		return i + 1
	}
	if end := p.assignment(s, next-1, key); end > next {
		return end
	}
	return i + 1
}

// keyBefore returns the token that ends before s[i], without quotes, brackets
// and type annotations around it; empty without one.
func keyBefore(s []byte, i int) []byte {
	low := max(0, i-72)
	for i > low && (s[i-1] == ' ' || s[i-1] == '"' || s[i-1] == '\'' || s[i-1] == '`' || s[i-1] == '\\' || s[i-1] == ']' || s[i-1] == ':' || s[i-1] == '*' || s[i-1] == '?' || s[i-1] == '!' || s[i-1] == '.') {
		i--
	}
	end := i
	for i > low && (class[s[i-1]]&word != 0 && s[i-1] < 0x80 || s[i-1] == '-' || s[i-1] == '.') {
		i--
	}
	if i < end && i > 0 && s[i-1] == '\\' && (s[i] == 'n' || s[i] == 't' || s[i] == 'r') {
		i++
	}
	if key := s[i:end]; oneOf(key, typeNames) && i > low && s[i-1] == ' ' {
		return keyBefore(s, i) // var token string = "x"
	}
	return s[i:end]
}

var typeNames = []string{"string", "str", "&str", "char", "final"}

// value is the text that an assignment gives; start is 0 without one.
type value struct {
	start, end int
	quoted     bool
}

// valueAt reads the value after a separator that ends before s[i].
func valueAt(s []byte, i int) value {
	low := i
	for i < len(s) && i < low+24 && (s[i] == ' ' || s[i] == '=' || s[i] == ':' || s[i] == '>' || s[i] == '\t') {
		i++
	}
	depth := i
	for i < len(s) && s[i] == '\\' {
		i++
	}
	if i >= len(s) {
		return value{}
	}
	if q := s[i]; q == '"' || q == '\'' || q == '`' {
		return quotedAt(s, i+1, q)
	}
	if i > depth {
		return value{} // an escape that is no quote
	}
	i = afterScheme(s, i)
	end, limit := i, min(len(s), i+maxToken)
	for end < limit && !endsValue(s[end]) {
		if s[end] == '[' && markerAt(s, end) > 0 {
			break
		}
		end++
	}
	if end < len(s) && s[end] == '(' {
		return value{} // a call
	}
	for end > i && (s[end-1] == '.' || s[end-1] == ':') {
		end--
	}
	if end == i {
		return value{}
	}
	return value{start: i, end: end}
}

func quotedAt(s []byte, i int, quote byte) value {
	i = afterScheme(s, i)
	end, limit := i, min(len(s), i+maxToken)
	for end < limit && s[end] != quote && s[end] != '\n' {
		if s[end] == '[' && markerAt(s, end) > 0 {
			break
		}
		if s[end] == '\\' && (end+1 >= len(s) || s[end+1] == quote || s[end+1] == '\\' || s[end+1] == 'n') {
			break
		}
		end++
	}
	if end == i {
		return value{}
	}
	return value{start: i, end: end, quoted: true}
}

// afterScheme passes "Bearer ", "Basic " and "Token " before credentials.
func afterScheme(s []byte, i int) int {
	for _, scheme := range [...]string{"bearer ", "basic ", "token "} {
		if hasFold(s, i, scheme) {
			return i + len(scheme)
		}
	}
	return i
}

func endsValue(c byte) bool {
	switch c {
	case ' ', '\t', '\n', '\r', '"', '\'', '`', ',', ';', ')', ']', '}', '<', '>', '&', '|', '\\', '(':
		return true
	}
	return false
}
