package policy

import (
	"bytes"
	"math/bits"

	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

// quiet reports that none of the scanners would find anything in s, whether it
// is read as text or as JSON. Most cells are, and it reads them once; false says
// only that nothing stands before p.first.
func (p *Policy) quiet(s []byte) bool {
	p.classify(s)
	p.judged = judged{json: looksJSON(s)}
	next := 0
	for k := range p.marks {
		for hits := p.marks[k].any; hits != 0; hits &= hits - 1 {
			i := k*markBytes + bits.TrailingZeros64(hits)
			if i < next {
				continue
			}
			p.first = i
			if i < p.passed.end {
				p.first = p.passed.start // what stands in a URL is no path of its own
			}
			if ascii.Class[s[i]]&ascii.Word != 0 {
				user := p.names.initial[s[i]] && p.names.userBegins(s, i)
				if user && p.first == i {
					p.first = max(next, i-1) // the slash before it
				}
				if user || p.tells(s, i) {
					return false
				}
				continue
			}
			n := p.neighbours(s, i)
			if n == 0 || p.onCode(s, i) {
				return false
			}
			next = i + n
		}
	}
	return !p.mentions(s)
}

// tells reports whether the word at s[i] is a token or announces a secret.
func (p *Policy) tells(s []byte, i int) bool {
	if s[i] == 0xEF {
		return ascii.HasAt(s, i, "：")
	}
	if s[i] == '_' {
		i = unmarked(s, i)
	}
	if i+2 >= len(s) {
		return false
	}
	if p.ofSQL(s, i) {
		return true
	}
	if mayAnnounce(s, i) && announces(s, i) || s[i]-'M' <= 2 && discordDot(s, i) > 0 {
		return true
	}
	if end := p.wordEnd(s, i); end-i >= longRun {
		if _, stop := p.besideSpan(s, i, end); stop > 0 {
			return true
		}
	}
	if !beginsToken(s, i) {
		return false
	}
	end, read := providerAt(s, i)
	return end > 0 || read > i+longRead
}

// neighbours judges the byte at s[i] by what stands around it. It returns the
// bytes to pass, or 0 where the scanners have to look.
func (p *Policy) neighbours(s []byte, i int) int {
	next := byte(0)
	if i+1 < len(s) {
		next = s[i+1]
	}
	switch s[i] {
	case '\\', '%':
		return 0
	case '[':
		if end := colorEnd(s, i); end > 0 && end < len(s) && telling(s, end) {
			return 0
		}
		return max(1, marker.End(s, i)-i)
	case ':':
		if next == ':' && i+2 < len(s) && s[i+2] != ':' && s[i+2] != '=' {
			return 2
		}
		if next == '/' {
			return p.plainURL(s, i)
		}
		if next == '\\' {
			return 0
		}
		return p.keyNeighbour(s, i)
	case '|':
		if _, end := facebookSpan(s, i); end > 0 {
			return 0
		}
		return p.keyNeighbour(s, i)
	case '=', '(':
		if _, end := p.codeAround(s, i); end > 0 {
			return 0
		}
		return p.keyNeighbour(s, i)
	case '>':
		if markupEnd(s, i) > 0 {
			return 0
		}
		if i > 0 && s[i-1] == '-' {
			return p.keyNeighbour(s, i-1)
		}
		return p.keyNeighbour(s, i)
	case ',':
		if i > 0 && next != ' ' || next == ' ' && i+2 < len(s) && (s[i+2] == '"' || s[i+2] == '\'' || s[i+2] == ' ') {
			return p.keyNeighbour(s, i)
		}
	case '-':
		return p.hyphenNeighbour(s, i, next)
	case '$', '`', '@', '~', '&':
		if p.loudSign(s, i, next) {
			return 0
		}
	case '/':
		if n := loneSlash(s, i); n > 0 {
			return n
		}
		if !p.relative(s, i) {
			return 0
		}
	}
	return 1
}

// hyphenNeighbour is neighbours for the hyphen s[i]: of an option, a home that is spelled
// with hyphens, the frame of a key.
func (p *Policy) hyphenNeighbour(s []byte, i int, next byte) int {
	if next == ' ' && i > 0 && s[i-1] == '<' {
		return p.keyNeighbour(s, i-1)
	}
	if ascii.Class[next]&(ascii.Upper|ascii.Lower) != 0 && (i == 0 || ascii.Class[s[i-1]]&ascii.Word == 0) {
		end := p.wordEnd(s, i+1)
		switch {
		case end-i <= 2, next == 'p' && s[max(0, i-1)] == '"', end < len(s) && s[end] == '-',
			secretFlags.Has(s[i+1 : end]), mayTell(s[i+1 : min(end, i+40)]):
			return 0
		}
	}
	if next == '-' || next == 'u' && ascii.HasAt(s, i, "-us") || p.names.dashes(s, i) {
		return 0
	}
	return 1
}

// loudSign reports a sign at s[i] at which something may begin.
func (p *Policy) loudSign(s []byte, i int, next byte) bool {
	switch s[i] {
	case '$':
		_, end := cryptSpan(s, i)
		return end > 0
	case '`':
		return next == '`' || !p.closesSpan(s, i) && statementEnd(s, i+1) > 0
	case '@':
		return len(p.names.users) > 0
	case '~':
		return i >= 2 && s[i-1] == 'Q' || ascii.Class[next]&ascii.Lower != 0 || ascii.HasAt(s, i, "~~~")
	}
	if shape.Separator(s, i) > 0 {
		return true
	}
	_, end, _ := p.decodedSpan(s, i)
	return end > 0
}

// plainURL passes the "://" of a URL without an account in it, whose host takes no
// secrets in paths; s[i] is the colon. What follows is judged by itself.
func (p *Policy) plainURL(s []byte, i int) int {
	scheme := schemeStart(s, i)
	if i-scheme < 2 {
		return 0
	}
	end := shape.URLHost(s, i)
	if end == 0 || s[i+2] != '/' || editors.Has(s[scheme:i]) || isWebhookHost(s[i+3:end]) || bytes.IndexByte(s[i+3:min(len(s), end+128)], '@') >= 0 {
		return 0
	}
	if i >= p.passed.end { // a URL in a URL is part of it
		url := shape.URL(s, scheme)
		if url == 0 {
			return 0
		}
		p.passed = span{i, url}
	}
	return 3
}

// loneSlash passes "/ ", "// " and the like, which begin no path, or returns 0.
func loneSlash(s []byte, i int) int {
	if i > 0 && (s[i-1] == '.' || s[i-1] == ':' || s[i-1] == '~') {
		return 0
	}
	n := 1
	if i+1 < len(s) && s[i+1] == '/' {
		n = 2
	}
	if i+n >= len(s) || shape.PathByte(s[i+n]) || separates[s[i+n]] {
		return 0
	}
	return n
}

// keyNeighbour passes a separator after a key that says nothing.
func (p *Policy) keyNeighbour(s []byte, i int) int {
	if i == 0 {
		return 1
	}
	if s[i-1] < ' ' {
		return 0
	}
	key := p.keyBefore(s, i)
	if len(key) == 0 {
		if s[i-1] == '"' && s[i] == ':' || s[i] == '=' && isReversed(s, i) {
			return 0
		}
		return 1
	}
	x := p.senses.of(key)
	if x.person != noPerson && p.mayBePerson(s, i, key, x.person) {
		return 0
	}
	switch {
	case s[i-1] == '"' && x.kind != plainKey:
		return 0
	case x.tells() || s[i] == '(' && x.login:
		if end := markedValue(s, i+1); end == 0 || s[i] == '(' && !closes(s, end) {
			return 0
		}
	case s[i] == '=':
		if isReversed(s, i) || signedQuery(s, i, key) {
			return 0
		}
	case s[i] == ':' && i+1 < len(s) && s[i+1] != ' ':
		if middleToken(s, i) || isAccount(s, i) {
			return 0
		}
		if _, end := slashFlag(s, i); end > 0 {
			return 0
		}
		if _, end := pgpass(s, i); end > 0 {
			return 0
		}
	}
	return 1
}

// markedValue returns the end of the marker of a value at s[i] that was taken away
// already, or 0.
func markedValue(s []byte, i int) int {
	for low := i; i < len(s) && i < low+8 && (s[i] == ' ' || s[i] == '=' || s[i] == '>' || s[i] == ':'); {
		i++
	}
	for low := i; i < len(s) && i < low+3 && s[i] == '\\'; {
		i++
	}
	if i < len(s) && (s[i] == '"' || s[i] == '\'' || s[i] == '`') {
		i++
	}
	if i >= len(s) || s[i] != '[' {
		return 0
	}
	return marker.End(s, i)
}

// closes reports that the only argument of a call ends at s[i].
func closes(s []byte, i int) bool {
	for low := i; i < len(s) && i < low+3 && (s[i] == '\\' || s[i] == '"' || s[i] == '\''); {
		i++
	}
	return i >= len(s) || s[i] == ')'
}

// wordAt returns the lower-case word at s[i] if a space follows it.
func wordAt(s []byte, i int) []byte {
	end := i
	for end < len(s) && end < i+12 && ascii.Class[s[end]]&ascii.Lower != 0 {
		end++
	}
	if end >= len(s) || s[end] != ' ' {
		return nil
	}
	return s[i:end]
}

// dashes reports whether a root or home that is spelled with hyphens may begin
// at the hyphen s[i].
func (n *names) dashes(s []byte, i int) bool {
	if i+2 >= len(s) {
		return false
	}
	c := s[i+1]
	if c == 'U' && ascii.HasAt(s, i, "-Users-") || c == 'h' && ascii.HasAt(s, i, "-home-") {
		return true
	}
	if !n.dash[c] {
		return false
	}
	for k := range n.needles {
		d := n.needles[k].dashed
		if len(d) < 3 || d[1] == c || ascii.Fold(c) == d[1] {
			if len(d) < 3 || d[2] == s[i+2] || ascii.Fold(s[i+2]) == d[2] {
				return true
			}
		}
	}
	return false
}

// relative reports that the slash at s[i] stands inside a relative path where
// neither a root nor a name can begin; it is what most slashes are.
func (p *Policy) relative(s []byte, i int) bool {
	if i == 0 || i+1 >= len(s) {
		return false
	}
	last, next := s[i-1], s[i+1]
	if ascii.Class[last]&ascii.Class[next]&ascii.Word == 0 || next >= 0x80 || last >= 0x80 || i > 1 && (s[i-2] == '-' || s[i-2] == '\\' || i > 3 && (s[i-3] == '%' || s[i-4] == '\\' || i > 5 && s[i-6] == '\\')) && isGlue(s, i) || last|0x20 == 'a' && i >= 3 && s[i-3] == '%' {
		return false
	}
	names := &p.names
	if names.long[next] && (i+2 >= len(s) || names.longNext[s[i+2]]) && names.begun(s, i+1) {
		return false
	}
	if len(names.users) == 0 {
		return true
	}
	if names.userBegins(s, i+1) {
		return false
	}
	for i--; i > 0 && ascii.Class[s[i-1]]&(ascii.Word|ascii.Token) != 0; i-- {
	}
	return (i == 0 || s[i-1] != '@') && !names.userBegins(s, i)
}

// begun reports whether a needle of several segments may begin at s[at]: its
// first characters do, or they are spelled in another way.
func (n *names) begun(s []byte, at int) bool {
	for i := range n.needles {
		nd := &n.needles[i]
		if nd.segments == 1 {
			continue
		}
		for k, want := range nd.path {
			if k == 6 || at+k >= len(s) || want == '/' {
				return true
			}
			c := rune(s[at+k])
			if c >= 0x80 || c == '%' || c == '\\' || want >= 0x80 {
				return true
			}
			if c != want && (!nd.fold || foldRune(c) != want) {
				break
			}
		}
	}
	return false
}

// userBegins reports whether a name of the context stands at s[i].
func (n *names) userBegins(s []byte, i int) bool {
	return n.initial[s[i]] && i+1 < len(s) && n.userNext[s[i+1]] != 0 && n.isUserAt(s, i)
}

func (n *names) isUserAt(s []byte, i int) bool {
	for _, name := range n.users {
		if ascii.HasFold(s, i, name) {
			return true
		}
	}
	return false
}
