package policy

import (
	"bytes"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/token"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// context is what the key of a JSON value, and the keys above it, say about it.
type context struct {
	code   keyKind // what texts are, if the keys say so
	env    bool    // an object holds values of environment variables
	value  bool    // any text is such a value
	data   bool    // an object holds the data of a Secret, if the document is one
	weight strength
	name   reading.Span // that tells
	method bool         // the text may be the method of a request
	route  bool         // the text may be its path
	verb   bool         // the method of that request was read
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
	p.above, p.loud = append(p.above[:0], context{}), false
	pair, asked, secrets := &p.member, false, false
	for *pair = p.document.Read(s, 0, 0); pair.Next > 0; *pair = p.document.Read(s, 0, pair.Next) {
		in := &p.above[p.document.Depth]
		c := *in
		if pair.Name.End > 0 {
			p.jsonKey(s, pair, &c)
		} else if of := p.document.Label; of.End > 0 && p.senses.of(s[of.Start:of.End]).weight >= tokenlike {
			c.weight, c.name = tokenlike, of
		}
		p.base = 0
		switch open := s[pair.Value.Start]; {
		case pair.Quoted:
			p.jsonString(s, pair, &c)
			in.verb = in.verb || c.method && verbs.Has(s[pair.Value.Start:pair.Value.End])
		case open == '{' || open == '[':
			if c.data && !asked {
				asked, secrets = true, isSecretKind(s)
			}
			c.value = c.value || open == '{' && (c.env || c.data && secrets)
			c.env, c.data, c.method, c.route, c.verb = false, false, false, false, false
			p.above = append(p.above[:p.document.Depth+1], c)
		case numberNeed.met(s, pair, s[c.name.Start:c.name.End], c.weight):
			p.mask(pair.Value.Start, pair.Value.End, jsonSecretNumber)
		}
	}
	p.base = 0
}

// jsonKey reads a key, and adds what it says about its value to what the keys above it say.
func (p *Policy) jsonKey(s []byte, pair *reading.Pair, c *context) {
	key := s[pair.Name.Start:pair.Name.End]
	if x := p.senses.of(key); !x.plain {
		p.base = pair.Name.Start
		if x.plain = p.quiet(key, false); !x.plain {
			p.text(key, modeText)
		}
	}
	key = p.unescaped(key)
	x := *p.senses.of(key)
	weight, name := x.weight, pair.Name
	if of := p.document.Label; weight == silent && of.End > 0 && (x.value || textKeys.Has(key)) {
		if weight, name = p.senses.of(s[of.Start:of.End]).weight, of; !x.value {
			weight = min(weight, entropic)
		}
	} else if weight == silent && ofJWK(s, pair, key) {
		weight = tokenlike
	}
	if weight > c.weight {
		c.weight, c.name = weight, name
	}
	c.env, c.data, c.method, c.route = x.kind == envObject, x.data, x.method, x.route
	if !c.env {
		c.code = max(c.code, x.kind)
	}
	c.person = partOf(key, x.person, c.person)
}

// ofJWK reports a private member of a JSON Web Key.
func ofJWK(s []byte, pair *reading.Pair, key []byte) bool {
	return len(key) == 1 && pair.Quoted && jwkMembers.Has(key) && token.RandomnessOf(s[pair.Value.Start:pair.Value.End]) >= mixedUp && isJWK(s, pair.Name.Start)
}

// unescaped returns a key as it is meant.
func (p *Policy) unescaped(key []byte) []byte {
	if !ascii.HasByte(key, '\\') {
		return key
	}
	p.word.Decode(key)
	return p.word.Bytes
}

func (p *Policy) isLabel(s []byte, key reading.Span) bool {
	return p.senses.of(p.unescaped(s[key.Start:key.End])).label
}

// isNumber reports a PIN or the like, which is a whole number; one with a fraction is a score.
func isNumber(_, v []byte, _ bool, weight strength) bool {
	return (len(v) >= 8 || weight == passlike) && made(v, ascii.Digit, "")
}

// jsonString redacts the text between quotes that is the value of pair.
func (p *Policy) jsonString(s []byte, pair *reading.Pair, c *context) {
	start, end := pair.Value.Start, pair.Value.End
	v := s[start:end]
	switch {
	case len(v) == 0 || marker.End(v, 0) == len(v):
	case c.value && isName(v):
		p.mask(start, end, jsonSecret)
	case c.value:
		p.secret(s, start, end, jsonSecret)
	case c.code > plainKey && holdsCode(v, c.code):
		p.mask(start, end, jsonCode)
		if !p.again {
			p.keepTokens(v, start)
		}
	case textNeed.met(s, pair, s[c.name.Start:c.name.End], c.weight):
		p.secret(s, start, end, jsonSecret)
	case c.person != noPerson && personValue(v, c.person, true):
		p.mask(start, end, personNamed)
	default:
		p.base = start
		p.jsonText(v, c.route && c.verb)
	}
}

// jsonText redacts a text of which no key says what it is, but for the route of a request.
func (p *Policy) jsonText(v []byte, route bool) {
	switch {
	case p.batch.Column(p.column).Class == abi.PathJSON:
		p.pathString(v)
	case route && !hasExtension(v):
		p.text(v, modeURL)
	default:
		p.text(v, modeText)
	}
}

// holdsCode reports code in the text of a key of a kind.
func holdsCode(v []byte, kind keyKind) bool {
	switch kind {
	case codeKey:
		return !quotesJSON(v)
	case quoteKey:
		return quotesCode(v) && !quotesJSON(v)
	}
	return readsAsCode(v) && quotesCode(v)
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
