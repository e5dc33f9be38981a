package policy

import "github.com/driftsync/driftsync/abi/shape"

// assignment reads the key before and the value after s[i], which is = or :.
func (p *Policy) assignment(s []byte, i int, key []byte) int {
	if s[i] == ':' {
		if end := shape.URLHost(s, i); end > 0 {
			p.urlSecrets(s, i, end)
			return i + 3
		}
		if end := p.telegram(s, i); end > 0 {
			return end
		}
	}
	next := i + 1
	if len(key) == 0 {
		return next
	}
	weight := keyStrength(key)
	if weight == silent && isValueKey(key) {
		if label := labelBefore(s, i-len(key)); len(label) > 0 {
			key, weight = label, keyStrength(label)
		}
	}
	env := isEnvKey(key)
	if weight == silent && !env {
		return next
	}
	v := p.valueAt(s, next)
	if v.start == 0 {
		return next
	}
	if end := p.provider(s, v.start); end >= v.end {
		return v.start
	}
	text := s[v.start:v.end]
	if !secretValue(key, text, v.quoted, weight) && !(env && !v.quoted && isEnvValue(s, i, v)) {
		return next
	}
	rule := secretAssignment
	if k := i - len(key); s[i] == '=' && k > 0 && (s[k-1] == '?' || s[k-1] == '&') {
		rule = secretQuery
	}
	p.secret(s, v.start, v.end, rule)
	return v.end
}

func isValueKey(key []byte) bool { return equalFold(key, "value") || equalFold(key, "val") }

// labelBefore returns the text between quotes that ends shortly before s[i]: the
// name of what "value" is the value of, in name="x" value="y".
func labelBefore(s []byte, i int) []byte {
	low := max(0, i-24)
	for i > low && (s[i-1] == ' ' || s[i-1] == ',' || s[i-1] == '\n' || s[i-1] == '\t' || s[i-1] == '<' || s[i-1] == '/' || s[i-1] == '>') {
		i--
	}
	if i > low && (s[i-1] == '"' || s[i-1] == '\'') && i > 1 && (s[i-2] == ' ' || s[i-2] == ',' || s[i-2] == '\n') {
		for i--; i > low && (s[i-1] == ' ' || s[i-1] == ',' || s[i-1] == '\n' || s[i-1] == '\t'); i-- {
		}
	}
	if i <= 1 || s[i-1] != '"' && s[i-1] != '\'' {
		return nil
	}
	end := i - 1
	for i = end; i > 0 && i > end-48 && (class[s[i-1]]&word != 0 && s[i-1] < 0x80 || s[i-1] == '-' || s[i-1] == '.'); i-- {
	}
	return s[i:end]
}

// isEnvKey reports the name of an environment variable that holds a secret.
func isEnvKey(key []byte) bool {
	for _, c := range key {
		if class[c]&(upper|digit) == 0 && c != '_' {
			return false
		}
	}
	if len(key) < 3 {
		return false
	}
	if keyStrength(key) >= tokenlike {
		return true
	}
	last := len(key)
	for last > 0 && key[last-1] != '_' {
		last--
	}
	if last == 0 || oneOf(key[last:], attributes) {
		return false
	}
	for end := last - 1; end > 0; {
		start := end
		for start > 0 && key[start-1] != '_' {
			start--
		}
		if oneOf(key[start:end], secretSegments) {
			return true
		}
		end = start - 1
	}
	return false
}

var secretSegments = []string{"password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "credential", "credentials"}

// Last segments that say something of a secret and are none.
var attributes = []string{
	"length", "len", "min", "max", "size", "count", "limit", "url", "uri", "endpoint", "host", "port", "path", "file", "dir", "name", "id", "type", "kind", "ttl",
	"expiry", "expires", "expiration", "timeout", "age", "days", "hours", "minutes", "seconds", "field", "param", "header", "prefix", "suffix", "policy", "regex", "pattern",
	"enabled", "disabled", "required", "version", "algorithm", "alg", "provider", "service", "store", "storage", "manager", "arn", "ref", "format", "encoding", "issuer",
	"audience", "scope", "scopes", "user", "username", "email", "region", "env", "mode", "reset", "rotation", "label", "hint", "error", "message", "invalid", "missing", "class", "rounds",
}

// isEnvValue judges the bare value v of an environment variable that is assigned
// at s[i]: it is a secret unless it is read from somewhere else, or prose.
func isEnvValue(s []byte, i int, v value) bool {
	text := s[v.start:v.end]
	if len(text) < 4 || placeholder(text) || location(text) || isReference(text) {
		return false
	}
	if s[i] == '=' && v.start == i+1 {
		return true
	}
	if v.end+1 < len(s) && s[v.end] == ' ' && class[s[v.end+1]]&word != 0 {
		return classes(text)&digit != 0 && classes(text)&(upper|lower) != 0 // prose follows
	}
	return !oneOf(text, typeWords) && (v.end >= len(s) || s[v.end] == '\n' || s[v.end] == '\\' || s[v.end] == ';')
}

var typeWords = []string{"boolean", "bool", "integer", "void", "unknown", "never", "symbol", "char", "varchar", "uuid", "float", "double", "self", "this", "missing", "option"}

// isReference reports another name that holds the value: a constant, a property
// with a telling name, a call.
func isReference(v []byte) bool {
	plain, last := true, -1
	for i, c := range v {
		switch {
		case c == '(' || c == '[' || c == ':' && i+1 < len(v) && v[i+1] == ':':
			return true
		case c == '.':
			last = i
		case class[c]&word == 0:
			plain = false
		}
	}
	if !plain {
		return false
	}
	return isEnvKey(v) || last > 0 && keyStrength(v[last+1:]) != silent
}

// keyBefore returns the token that ends before s[i], without quotes, brackets
// and type annotations around it; empty without one.
func keyBefore(s []byte, i int) []byte {
	key, at := nameBefore(s, i)
	if at > 0 && s[at-1] == ' ' && len(key) <= 6 && oneOf(key, typeNames) {
		key, _ = nameBefore(s, at) // var token string = "x"
	}
	return key
}

// nameBefore is keyBefore without an eye for types; at is where the key begins.
func nameBefore(s []byte, i int) (key []byte, at int) {
	for low := max(0, i-12); i > low && around[s[i-1]]&aroundName != 0; {
		i--
	}
	end, low := i, max(0, i-72)
	for i > low && around[s[i-1]]&inName != 0 {
		i--
	}
	if i < end && i > 0 && s[i-1] == '\\' && (s[i] == 'n' || s[i] == 't' || s[i] == 'r') {
		i++
	}
	return s[i:end], i
}

var typeNames = []string{"string", "str", "&str", "char", "final"}

// value is the text that an assignment gives; start is 0 without one.
type value struct {
	start, end int
	quoted     bool
}

// valueAt reads the value after a separator that ends before s[i].
func (p *Policy) valueAt(s []byte, i int) value {
	low := i
	for i < len(s) && i < low+24 && (s[i] == ' ' || s[i] == '=' || s[i] == ':' || s[i] == '>' || s[i] == '\t' || s[i] == '\n' && i > low && s[i-1] == '>') {
		i++
	}
	if i+1 < len(s) && (s[i] == '@' || s[i]|0x20 == 'b' || s[i]|0x20 == 'r') && (s[i+1] == '"' || s[i+1] == '\'') {
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
	end := p.bareEnd(s, i)
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

// bareEnd returns the end of the value without quotes at s[i]. Of the separators
// inside one value only the first few count.
func (p *Policy) bareEnd(s []byte, i int) int {
	if i < p.reader.value {
		if p.reader.nested++; p.reader.nested > 4 {
			return i
		}
		return p.reader.value
	}
	end, limit := i, min(len(s), i+maxToken)
	for ; end < limit; end++ {
		if around[s[end]]&endsBare != 0 && (s[end] != '[' || markerAt(s, end) > 0) {
			break
		}
	}
	p.reader.value, p.reader.nested = end, 0
	return end
}

func quotedAt(s []byte, i int, quote byte) value {
	i = afterScheme(s, i)
	end, limit := i, min(len(s), i+maxToken)
	for ; end < limit; end++ {
		c := s[end]
		if around[c]&endsQuoted == 0 {
			continue
		}
		if c == quote || c == '\n' || c == '[' && markerAt(s, end) > 0 {
			break
		}
		if c == '\\' && (end+1 >= len(s) || s[end+1] == quote || s[end+1] == '\\' || s[end+1] == 'n') {
			break
		}
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
	for _, c := range []byte(" \"'`\\]:*?!.") {
		t[c] |= aroundName
	}
	for c := range t {
		if class[c]&word != 0 && c < 0x80 || c == '-' || c == '.' {
			t[c] |= inName
		}
	}
	return t
}
