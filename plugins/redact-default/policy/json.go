package policy

import (
	"bytes"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/jsontext"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// frame is one open array or object.
type frame struct {
	object bool
	rule   context
	label  span // text of a key such as "name" that says what "value" is
	verb   bool // a request, of which the method was read
}

// context is what the keys above a JSON value say about it.
type context struct {
	code   keyKind // what texts are, if the keys say so
	env    bool    // an object holds values of environment variables
	value  bool    // any text is such a value
	weight strength
	key    span // the telling key
	label  bool // the text says what "value" is
	method bool // the text may be the method of a request
	route  bool // the text may be its path
	person personKey
}

type span struct{ start, end int }

// keyKind says what the value of a JSON key is.
type keyKind uint8

const (
	plainKey  keyKind = iota
	maybeCode         // code where it reads as such
	quoteKey          // may quote code, and may be a name
	codeKey           // source code
	envObject         // an object with values of environment variables
)

// meanings are the keys of each kind.
var meanings = [...]*wordlist.List{
	maybeCode: wordlist.New(changeKeys...), quoteKey: wordlist.New(quoteKeys...), codeKey: wordlist.New(append(codeKeysFor(), codeKeys...)...), envObject: wordlist.New(envObjects...),
}

// codeKeysFor are the keys of code by what it is, "old_code" and "oldCode".
func codeKeysFor() (all []string) {
	for _, what := range codeKinds {
		all = append(all, what+"_code", what+"code", what+"_snippet", what+"snippet")
	}
	return all
}

// keyMeaning judges a JSON key without case.
func keyMeaning(key []byte) keyKind {
	for kind := range meanings {
		if meanings[kind] != nil && meanings[kind].Has(key) {
			return keyKind(kind)
		}
	}
	return plainKey
}

// quotesCode reports text that is more than one bare name or path: white space,
// quotes, brackets or operators.
func quotesCode(v []byte) bool {
	for _, c := range v {
		if ascii.Class[c]&(ascii.Word|ascii.Token) == 0 && c != '/' && c != ':' && c != '#' && c != '@' || c >= 0x80 || c == '+' {
			return true
		}
	}
	return false
}

func looksJSON(s []byte) bool {
	for _, c := range s {
		switch c {
		case ' ', '\n', '\t', '\r':
			continue
		case '{', '[', '"':
			return true
		}
		return false
	}
	return false
}

// jsonCell redacts a cell that has to be JSON; what does not parse is null.
func (p *Policy) jsonCell(s []byte) {
	switch {
	case len(s) == 0 || isLiteral(s):
	case !p.validJSON(s):
		p.null(jsonInvalid)
	default:
		p.walkJSON(s)
	}
}

// walkJSON redacts the strings of valid JSON, keys included, so that every edit
// stays inside one string.
func (p *Policy) walkJSON(s []byte) {
	p.stack, p.loud = p.stack[:0], false
	var pending context // of the value that comes
	key := false
	for i := 0; i < len(s); {
		switch c := s[i]; c {
		case '{', '[':
			pending.value = pending.value || c == '{' && pending.env
			pending.env, pending.label, pending.method, pending.route = false, false, false, false
			p.stack = append(p.stack, frame{object: c == '{', rule: pending})
			key = c == '{'
			i++
		case '}', ']':
			p.stack = p.stack[:len(p.stack)-1]
			i++
		case ',':
			if n := len(p.stack); n > 0 {
				key, pending = p.stack[n-1].object, p.stack[n-1].rule
				if f := &p.stack[n-1]; !f.object && f.label.end > 0 {
					pending.weight, pending.key, f.label = tokenlike, f.label, span{}
				}
			}
			i++
		case ':':
			key = false
			i++
		case '"':
			end := jsontext.StringEnd(s, i)
			if key {
				pending = p.jsonKey(s, i+1, end-1)
			} else {
				p.jsonString(s, i+1, end-1, pending)
				p.jsonLabel(s, i+1, end-1, pending)
			}
			i = end
		default:
			i = p.jsonScalar(s, i, pending)
		}
	}
	p.base = 0
}

// jsonKey reads a key and returns what it says about its value, or what the keys
// above it say.
func (p *Policy) jsonKey(s []byte, start, end int) context {
	p.base = start
	key := s[start:end]
	if x := p.senses.of(key); !x.plain {
		if x.plain = p.quiet(key, false); !x.plain {
			p.text(key, modeText)
		}
	}
	if ascii.HasByte(key, '\\') {
		p.word.Decode(key)
		key = p.word.Bytes
	}
	c := p.stack[len(p.stack)-1].rule
	x := *p.senses.of(key)
	own := x.weight
	if label := p.stack[len(p.stack)-1].label; own == silent && label.end > 0 && x.value {
		if own = p.senses.of(s[label.start:label.end]).weight; own != silent {
			start, end = label.start, label.end
		}
	} else if own == silent && label.end > 0 && textKeys.Has(key) && p.senses.of(s[label.start:label.end]).weight != silent {
		own, start, end = entropic, label.start, label.end
	}
	c.label, c.method, c.route = x.label, x.method, x.route
	c.person = partOf(key, x.person, c.person)
	switch x.kind {
	case codeKey, quoteKey, maybeCode:
		c.code = max(c.code, x.kind)
	case envObject:
		c.env = true
	}
	if own > c.weight {
		c.weight, c.key = own, span{start, end}
	}
	return c
}

func isLabelKey(key []byte) bool { return len(key) <= 8 && labelKeys.Has(key) }

// jsonLabel remembers the text of a key such as "name".
func (p *Policy) jsonLabel(s []byte, start, end int, c context) {
	if n := len(p.stack); n > 0 && !p.stack[n-1].object && ascii.HasAt(s, start, "--") && end-start <= 72 && p.senses.of(s[start+2:end]).weight >= tokenlike {
		p.stack[n-1].label = span{start + 2, end} // ["--password", "x"]
		return
	}
	if n := len(p.stack); c.method && n > 0 && verbs.Has(s[start:end]) {
		p.stack[n-1].verb = true
	}
	if n := len(p.stack); c.label && n > 0 && p.stack[n-1].object && end-start <= 72 {
		p.stack[n-1].label = span{start, end}
	}
}

func (p *Policy) jsonString(s []byte, start, end int, c context) {
	p.base = start
	v := s[start:end]
	switch {
	case len(v) == 0 || marker.End(v, 0) == len(v):
	case c.value && isName(v):
		p.mask(0, len(v), jsonSecret)
	case c.value:
		p.secret(v, 0, len(v), jsonSecret)
	case c.code == codeKey && !quotesJSON(v), c.code == quoteKey && quotesCode(v) && !quotesJSON(v), c.code == maybeCode && readsAsCode(v) && quotesCode(v):
		p.mask(0, len(v), jsonCode)
		if !p.again {
			p.keepTokens(v, start)
		}
	case c.weight > silent && judges.Secret(s[c.key.start:c.key.end], v, true, c.weight):
		p.secret(v, 0, len(v), jsonSecret)
	case c.person != noPerson && personValue(v, c.person, true):
		p.mask(0, len(v), personNamed)
	case p.batch.Column(p.column).Class == abi.PathJSON:
		p.pathString(v)
	case c.route && p.stack[len(p.stack)-1].verb && !hasExtension(v):
		p.text(v, modeURL)
	default:
		p.text(v, modeText)
	}
}

// hasExtension reports a path whose last part has a dot in it, as that of a file has.
func hasExtension(v []byte) bool {
	return bytes.IndexByte(v[bytes.LastIndexByte(v, '/')+1:], '.') >= 0
}

// quotesJSON reports an object that is quoted in JSON, of which the keys say what it
// holds.
func quotesJSON(v []byte) bool {
	i := 0
	if len(v) > 0 && v[0] == '[' {
		i = 1
	}
	return len(v) > i+3 && v[i] == '{' && v[i+1] == '\\' && (v[i+2] == '"' || v[i+2] == '\\') && v[len(v)-1] == "}]"[i]
}

// pathString redacts a string of a column of paths: one path, or text with some.
func (p *Policy) pathString(v []byte) {
	for _, c := range v {
		if c == ' ' || c == ':' && !driveColon(v) || c == '"' || c == '[' {
			p.text(v, modeEmbedded)
			return
		}
	}
	p.classify(v)
	p.first = 0
	p.secrets(v)
	p.pathCell(v)
	p.persons(v)
}

func driveColon(v []byte) bool {
	return len(v) > 2 && v[1] == ':' || ascii.HasFold(v, 0, "file:")
}

// jsonScalar passes a number, a boolean or null. A whole number under a telling key is a
// PIN or the like; one with a fraction is a score.
func (p *Policy) jsonScalar(s []byte, i int, c context) int {
	start := i
	for i < len(s) && (ascii.Class[s[i]]&ascii.Word != 0 || s[i] == '-' || s[i] == '+' || s[i] == '.') {
		i++
	}
	if i == start {
		return i + 1
	}
	least := 4
	if c.weight == tokenlike {
		least = 8
	}
	if c.weight >= tokenlike && i-start >= least && isWhole(s[start:i]) {
		p.base = 0
		p.mask(start, i, jsonSecretNumber)
	}
	return i
}

func isWhole(s []byte) bool {
	for _, c := range s {
		if ascii.Class[c]&ascii.Digit == 0 {
			return false
		}
	}
	return true
}
