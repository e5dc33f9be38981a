package policy

import "github.com/driftsync/driftsync/abi/shape"

// secrets finds secrets in s by their own shape and by the text before them.
func (p *Policy) secrets(s []byte) {
	for i := 0; i < len(s); {
		k := class[s[i]]
		if k&word != 0 {
			i = max(i+1, p.word(s, i))
			continue
		}
		if k&assign == 0 && s[i] != '\\' && s[i] != '[' {
			i++
			continue
		}
		switch s[i] {
		case '\\':
			i = skipEscape(s, i)
		case '[':
			i = max(i+1, markerAt(s, i))
		case '=', ':':
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

// word reads one word; a token that identifies itself begins at its start.
func (p *Policy) word(s []byte, i int) int {
	if i+1 < len(s) && len(byPair[pair(s[i], s[i+1])]) > 0 {
		if end := providerAt(s, i); end > 0 {
			p.secret(s, i, end, secretToken)
			return end
		}
	}
	end := i + 1
	for end < len(s) && class[s[end]]&word != 0 {
		end++
	}
	switch end - i {
	case 14:
		if hasAt(s, end, ".atlasv1.") {
			return p.terraform(s, i, end)
		}
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

// terraform reads a token that is known by its middle.
func (p *Policy) terraform(s []byte, i, end int) int {
	for end < len(s) && end < i+128 && alphabet[s[end]]&inBase64 != 0 {
		end++
	}
	p.secret(s, i, end, secretToken)
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

// Hosts whose URL is a secret in itself, and the text before the secret part.
var webhooks = []struct{ host, before string }{
	{"hooks.slack.com", "/services/"}, {"hooks.slack.com", "/workflows/"}, {"hooks.slack.com", "/triggers/"},
	{"discord.com", "/api/webhooks/"}, {"discordapp.com", "/api/webhooks/"}, {"webhook.office.com", "/webhookb2/"}, {"outlook.office.com", "/webhook/"},
	{"hooks.zapier.com", "/hooks/catch/"}, {"maker.ifttt.com", "/with/key/"}, {"api.telegram.org", "/bot"}, {"chat.googleapis.com", "/v1/spaces/"},
	{"open.feishu.cn", "/bot/v2/hook/"}, {"logic.azure.com", "/workflows/"}, {"ingest.sentry.io", ""}, {"api.softlayer.com", "/v3/"}, {"api.softlayer.com", "/v3.1/"},
}

// urlSecrets takes the password and the secret path of the URL whose "://" is at
// s[i] and whose authority ends at end.
func (p *Policy) urlSecrets(s []byte, i, end int) {
	start := i + 1
	for start < end && (s[start] == '/' || s[start] == '\\') {
		start++
	}
	at, colon := -1, -1
	for k := start; k < end; k++ {
		switch {
		case s[k] == '@':
			at = k
		case s[k] == ':' && colon < 0:
			colon = k
		}
	}
	host := s[max(start, at+1):end]
	if at > 0 {
		p.userInfo(s, start, colon, at)
	}
	for _, w := range webhooks {
		if len(w.before) == 0 || len(host) < len(w.host) || !equalFold(host[len(host)-len(w.host):], w.host) {
			continue
		}
		p.webhook(s, end, w.before)
	}
}

func (p *Policy) userInfo(s []byte, start, colon, at int) {
	if colon >= 0 && colon < at {
		if v := s[colon+1 : at]; !placeholder(v) {
			p.secret(s, colon+1, at, secretURL)
		}
		return
	}
	if v := s[start:at]; len(v) >= 16 && varied(v) && !placeholder(v) {
		p.secret(s, start, at, secretURL)
	}
}

func (p *Policy) webhook(s []byte, i int, before string) {
	for ; i < len(s) && i < len(s)-len(before) && shape.PathByte(s[i]) || i < len(s) && s[i] == '/'; i++ {
		if !hasFold(s, i, before) {
			continue
		}
		start := i + len(before)
		end := start
		for end < len(s) && (shape.PathByte(s[end]) || s[end] == '/' || s[end] == ':' || s[end] == '=') {
			end++
		}
		if end-start >= 8 {
			p.secret(s, start, end, secretWebhook)
		}
		return
	}
}

// fence takes the inside of a fenced code block, or of back-ticks with an
// obvious statement between them.
func (p *Policy) fence(s []byte, i int) int {
	if !hasAt(s, i, "```") {
		return p.statement(s, i+1)
	}
	start := i + 3
	for end := start; end < len(s); end++ {
		if s[end] == '`' && hasAt(s, end, "```") {
			p.code(s, start, end)
			return end + 3
		}
	}
	p.code(s, start, len(s))
	return len(s)
}

func (p *Policy) code(s []byte, start, end int) {
	if markerAt(s, start) != end {
		p.mask(start, end, textCode)
	}
}

const maxStatement = 400 // bytes between back-ticks that are read

// statement takes the text between back-ticks if it begins and reads as a
// statement of a program, and returns where to read on.
func (p *Policy) statement(s []byte, i int) int {
	word := i
	for word < len(s) && class[s[word]]&lower != 0 {
		word++
	}
	if word >= len(s) || s[word] != ' ' || !oneOf(s[i:word], statementWords) {
		return i
	}
	shaped := false
	for end := word; end < len(s) && end < i+maxStatement; end++ {
		switch s[end] {
		case '=', '(', '{', ';':
			shaped = true
		case '`':
			if !shaped {
				return i
			}
			p.code(s, i, end)
			return end + 1
		}
	}
	return i
}

var statementWords = []string{
	"const", "let", "var", "function", "def", "func", "fn", "return", "if", "for", "while", "class", "public", "private", "static", "async", "await", "throw",
}
