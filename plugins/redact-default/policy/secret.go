package policy

// secrets finds secrets in s by their own shape and by the text before them.
func (p *Policy) secrets(s []byte) {
	p.reader = reader{}
	for i := p.names.event(s, 0, secretEvents); i < len(s); i = p.names.event(s, i, secretEvents) {
		switch s[i] {
		case '~':
			i = max(i+1, p.azure(s, i))
		case '\\':
			i = skipEscape(s, i)
		case '[':
			i = max(i+1, markerAt(s, i))
		case '=':
			if start, end := reversed(s, i); end > 0 {
				p.secret(s, start, end, secretAssignment)
			}
			i = max(i+1, p.assignment(s, i, keyBefore(s, i)))
		case ':':
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
			i = p.word(s, i, wordEnd(s, i))
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

// reader is what the scanner of secrets knows of the text behind it; it keeps
// hostile text from being read again and again.
type reader struct {
	dud    int // end of a run that begins as a token and is none
	value  int // end of the bare value that was read last
	nested int // separators in that value
	curl   int // end of the last "curl"
}

const longRead = 64 // bytes that may be read again as another token

// provider is [providerAt] for ascending positions.
func (p *Policy) provider(s []byte, i int) int {
	if i < p.reader.dud {
		return 0
	}
	end, read := providerAt(s, i)
	if end == 0 && read > i+longRead {
		p.reader.dud = read
	}
	return end
}

// word reads the word s[i:end]; a token that identifies itself begins at its
// start, and some words announce a secret.
func (p *Policy) word(s []byte, i, end int) int {
	if end := p.provider(s, i); end > 0 {
		p.secret(s, i, end, secretToken)
		return end
	}
	if dot := discordDot(s, i); dot > 0 {
		return max(end, p.discord(s, i, dot))
	}
	switch end - i {
	case 7:
		if hasAt(s, i-1, ".atlasv1.") {
			return p.terraform(s, i-1)
		}
	case 5, 6:
		if end+1 < len(s) && s[end] == ' ' && (equalFold(s[i:end], "bearer") || equalFold(s[i:end], "basic")) {
			return p.header(s, end)
		}
		if equalFold(s[i:end], "putty") && hasAt(s, i, "PuTTY-User-Key-File") {
			return p.block(s, i, "Private-MAC:")
		}
	case 4:
		if equalFold(s[i:end], "curl") {
			p.reader.curl = end
		}
	case 8, 10:
		if end < len(s) && s[end] == ' ' && (equalFold(s[i:end], "password") || equalFold(s[i:end], "identified")) {
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
	v := p.valueAt(s, at)
	if v.start == 0 || len(s[v.start:v.end]) < 4 {
		return i
	}
	key := s[start:i]
	text := s[v.start:v.end]
	if hasFold(key, 0, "identified") {
		key = key[:0]
	}
	if secretValue(key, text, v.quoted, passlike) && (v.quoted || classes(text)&digit != 0) {
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
	if end-i == 1 && end < len(s) && s[end] == 'u' {
		return max(end, p.mailchimp(s, i), p.basicAuth(s, end+1))
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
	if string(key) == "user" {
		return max(start, p.basicAuth(s, end))
	}
	strength := keyStrength(key)
	if strength == silent {
		return start
	}
	v := p.valueAt(s, end)
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
