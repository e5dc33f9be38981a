package policy

import (
	"math/bits"

	"github.com/driftsync/driftsync/abi/code"
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/path"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/token"
	"github.com/driftsync/driftsync/plugins/sdk/view"
)

// detector finds one kind of thing, which is met at one of its triggers. Whether it may be
// there is asked in one way only: by the scanner before it reads on, and by the filter
// ([Policy.quiet]), so that a text that the filter passes holds nothing that a scanner finds.
type detector struct {
	id    string
	bytes string // that trigger it
	words uint8  // or the kind of words that do, where they begin
	// form returns what the detector takes at s[i], which the text alone tells; end is 0 without
	// it. Or span does, which knows of the batch too. rule says why it is taken.
	form func(s []byte, i int) (start, end int)
	span func(p *Policy, s []byte, i int) (start, end int)
	rule uint8
	way  *way // or one way does
	// Or begins reports, in doubt with yes, that it has to look, and take takes what there is
	// and returns where to read on. Without take, a scanner of its own does.
	begins func(p *Policy, s []byte, i int) bool
	take   func(p *Policy, s []byte, i int) int
	lane   uint // of its bytes in [lanes], for a scanner of its own
}

// detectors is the table of them. Those of one trigger are asked in this order until one of
// them reads on beyond the trigger; where the spans of several overlap, package cell
// makes one of them.
func detectors() []detector {
	return []detector{
		// Source code.
		{id: "code-lines", bytes: "(=", begins: (*Policy).onCodeLines, take: (*Policy).codeLines},
		{id: "code-tildes", bytes: "~", form: tildeFence, rule: textCode},
		{id: "code-markup", bytes: ">", form: markup, rule: textCode},
		{id: "code-ticks", bytes: "`", begins: (*Policy).ticks, take: (*Policy).fence},
		// Tokens that are known by their form.
		{id: "token", words: tokenWord, span: (*Policy).tokenSpan, rule: secretToken},
		{id: "token-encoded", words: longWord, span: (*Policy).encodedSpan, rule: secretToken},
		{id: "token-discord", words: rareWord, form: token.Discord, rule: secretToken},
		{id: "token-azure", bytes: "~", form: token.Azure, rule: secretToken},
		{id: "token-crypt", bytes: "$", form: hashes.Find, rule: secretToken},
		{id: "token-facebook", bytes: "|", form: token.Facebook, rule: secretToken},
		{id: "token-telegram", bytes: ":", form: token.Telegram, rule: secretToken},
		{id: "token-mailchimp", bytes: "-", form: token.Mailchimp, rule: secretToken},
		{id: "key-block", bytes: "-%\\", form: token.KeyBlock, rule: secretKeyBlock},
		// Values behind something that says what they are.
		{id: "url", bytes: ":", begins: (*Policy).urlTells, take: (*Policy).urlSecret},
		{id: "slash-flag", bytes: ":", way: slashWay},
		{id: "pgpass", bytes: ":", way: entryWay},
		{id: "account", bytes: ":", way: accountWay},
		{id: "comparison", bytes: "=", way: comparisonWay},
		{id: "assignment", bytes: "=:", begins: (*Policy).assigns, take: (*Policy).assign},
		{id: "assignment-wide", bytes: "\xef", begins: wideColonAt, take: (*Policy).wideColon},
		{id: "arrow", bytes: ">", begins: (*Policy).arrowTells, take: (*Policy).arrow},
		{id: "call", bytes: "(", begins: (*Policy).callTells, take: (*Policy).call},
		{id: "list", bytes: ",|", begins: (*Policy).listTells, take: (*Policy).list},
		{id: "flag", bytes: "-", begins: (*Policy).flagTells, take: (*Policy).hyphen},
		{id: "announced", words: announcingWord, begins: (*Policy).announcesAt, take: (*Policy).announcedAt},
		{id: "prose", words: announcingWord, way: proseWay},
		{id: "fallback", bytes: "|?(", way: fallbackWay},
		{id: "login", bytes: reading.LoginSigns, way: loginWay},
		{id: "fed", bytes: "<", way: fedWay},
		{id: "entropy", words: longWord, span: (*Policy).randomSpan, rule: secretAssignment},
		// What is spelled in another way.
		{id: "view", bytes: "\\%&=[>*\x00\xc2\xe2\xef\xf0", begins: (*Policy).callsView, take: (*Policy).callView},
		// What scanners of their own take.
		{id: "statement", bytes: codeHints(), lane: secretLane, begins: (*Policy).onCode},
		{id: "statement-sql", words: capitalWord, begins: (*Policy).ofSQL},
		{id: "path", bytes: "/", lane: slashLane, begins: (*Policy).slashTells},
		{id: "path-escaped", bytes: "\\%", lane: pathLane, begins: always},
		{id: "path-entity", bytes: "&", lane: pathLane, begins: entitySeparator},
		{id: "path-dashed", bytes: "-", lane: pathLane, begins: (*Policy).dashesAt},
		{id: "path-home", bytes: "~", lane: pathLane, begins: homeTilde},
		{id: "path-address", bytes: "@", lane: pathLane, begins: (*Policy).hasUsers},
		{id: "path-user", words: userWord, begins: (*Policy).userAt},
	}
}

// asked has the detectors that the filter asks at a byte, askedWords by kind those that it
// asks at a word, and askedSecrets those that scan for secrets at either.
var (
	asked, askedSecrets [256][]detector
	askedWords          [8][]detector
)

func init() {
	staticLanes = makeLanes()
	for _, d := range detectors() {
		triggers := d.bytes
		if d.words != 0 {
			kind := bits.TrailingZeros8(d.words)
			askedWords[kind] = append(askedWords[kind], d)
			triggers = wordBytes()
		}
		for _, c := range []byte(triggers) {
			if d.words == 0 {
				asked[c] = append(asked[c], d)
			}
			if d.begins == nil || d.take != nil {
				askedSecrets[c] = append(askedSecrets[c], d)
			}
		}
	}
}

// Kinds of words, one bit each.
const (
	tokenWord      = 1 << iota // it begins with three bytes of a token
	announcingWord             // or of a word that announces a secret
	longWord
	rareWord    // it begins as the tokens of Discord
	capitalWord // it begins with two capitals, as statements of SQL
	userWord    // it begins as a name of this machine
)

// kindsAt returns the kinds of the word that begins at s[i], none for a sign.
func (p *Policy) kindsAt(s []byte, i int) uint8 {
	if ascii.Class[s[i]]&ascii.Word == 0 {
		return 0
	}
	return p.wordKinds(s, i)
}

func (p *Policy) wordKinds(s []byte, i int) (kinds uint8) {
	c := s[i]
	if p.names.lanes[c]>>userLane&1 != 0 && i+1 < len(s) && p.names.userNext[s[i+1]] != 0 {
		kinds |= userWord
	}
	if c-'M' <= 2 {
		kinds |= rareWord
	}
	if c == '_' {
		if i = unmarked(s, i); i >= len(s) {
			return kinds
		}
	}
	if tokens.Begins(s, i) && tokens.Prefixed(s, i) {
		kinds |= tokenWord
	}
	end := p.wordEnd(s, i)
	if mayAnnounce(s, i) && isAnnouncing(s, i, end) || s[i] >= 0x80 && prose.Begins(s, i) {
		kinds |= announcingWord
	}
	if end-i >= longRun {
		kinds |= longWord
	}
	if ascii.Class[c]&ascii.Upper != 0 && i+1 < len(s) && ascii.Class[s[i+1]]&ascii.Upper != 0 {
		kinds |= capitalWord
	}
	return kinds
}

func wordBytes() string {
	var all []byte
	for c := range 256 {
		if ascii.Class[c]&ascii.Word != 0 {
			all = append(all, byte(c))
		}
	}
	return string(all)
}

// codeHints are the bytes at which a statement may be met.
func codeHints() string {
	var all []byte
	for c := range 256 {
		if code.Hint([]byte{byte(c)}, 0) {
			all = append(all, byte(c))
		}
	}
	return string(all)
}

// quiet reports that no detector begins in s, which will be read as JSON or as text. Most
// cells are, and it reads them once; false says only that nothing stands before p.first.
func (p *Policy) quiet(s []byte, json bool) bool {
	p.classify(s)
	p.judged = judged{json: json}
	next := 0
	for k := range p.marks {
		for hits := p.marks[k].any; hits != 0; hits &= hits - 1 {
			i := k*markBytes + bits.TrailingZeros64(hits)
			if i < next {
				continue
			}
			if p.begun(s, i) {
				p.first = p.readFrom(s, i, next)
				return false
			}
			next = p.pass(s, i)
		}
	}
	return !p.mentions(s)
}

// begun reports that a detector begins at s[i].
func (p *Policy) begun(s []byte, i int) bool {
	if ascii.Class[s[i]]&ascii.Word == 0 {
		return p.anyBegins(asked[s[i]], s, i)
	}
	for kinds := p.wordKinds(s, i); kinds != 0; kinds &= kinds - 1 {
		if p.anyBegins(askedWords[bits.TrailingZeros8(kinds)], s, i) {
			return true
		}
	}
	return s[i] >= 0x80 && p.anyBegins(asked[s[i]], s, i)
}

func (p *Policy) anyBegins(list []detector, s []byte, i int) bool {
	for n := range list {
		end := 0
		switch d := &list[n]; {
		case d.begins != nil:
			if d.begins(p, s, i) {
				return true
			}
		case d.way != nil:
			if d.way.Begins(s, i) {
				_, end = p.findBegun(s, i, d.way)
			}
		case d.form != nil:
			_, end = d.form(s, i)
		default:
			_, end = d.span(p, s, i)
		}
		if end > 0 {
			return true
		}
	}
	return false
}

// readFrom returns where the scanners begin that look closer at what begins at s[i]: a
// path is read from its start, which is the slash before a name or the scheme of a URL.
func (p *Policy) readFrom(s []byte, i, next int) int {
	switch {
	case i < p.passed.end:
		return p.passed.start
	case ascii.Class[s[i]]&ascii.Word != 0 && p.userAt(s, i):
		return max(next, i-1)
	}
	return i
}

// secrets takes what detectors find in s, which is classified.
func (p *Policy) secrets(s []byte) {
	p.line, p.plain = span{}, span{}
	for i := p.nextSecret(s, p.first); i < len(s); i = p.nextSecret(s, i) {
		i = p.detect(s, i)
	}
}

// detect takes what detectors find at s[i], and returns where to read on.
func (p *Policy) detect(s []byte, i int) int {
	pass, list, word := p.pass(s, i), askedSecrets[s[i]], p.kindsAt(s, i)
	for n := range list {
		if list[n].words&^word != 0 {
			continue
		}
		if next := list[n].read(p, s, i); next > pass {
			return next
		}
	}
	return pass
}

// read takes what one detector finds at s[i], and returns where to read on.
func (d *detector) read(p *Policy, s []byte, i int) int {
	var start, end int
	rule := d.rule
	switch {
	case d.way != nil:
		if !d.way.Begins(s, i) {
			return 0
		}
		rule = d.way.rule
		start, end = p.findBegun(s, i, d.way)
	case d.begins == nil && d.form != nil:
		start, end = d.form(s, i)
	case d.begins == nil:
		start, end = d.span(p, s, i)
	case d.begins(p, s, i):
		return d.take(p, s, i)
	}
	switch {
	case end == 0:
	case rule == textCode:
		p.code(s, start, end)
	default:
		p.secret(s, start, end, rule)
	}
	return end
}

// pass returns where to read on if nothing begins at s[i].
func (p *Policy) pass(s []byte, i int) int {
	switch s[i] {
	case '[':
		return max(i+1, marker.End(s, i), colorEnd(s, i))
	case '\\':
		if r, n := view.Spelled(s, i); n > 2 || n > 0 && r < ' ' {
			return i + n // likewise
		}
	case '%':
		if c, n := view.Percent(s, i); n > 0 && ascii.Class[c]&ascii.Word == 0 {
			return i + n // the word after it begins at its own first letter
		}
	case ':':
		if i+2 < len(s) && s[i+1] == ':' && s[i+2] != ':' && s[i+2] != '=' {
			return i + 2 // a qualified name
		}
		if i+1 < len(s) && s[i+1] == '/' {
			return p.passURL(s, i)
		}
	case '/':
		if i+1 < len(s) && s[i+1] == '/' {
			return i + 2
		}
	default:
		if ascii.Class[s[i]]&ascii.Word != 0 {
			return max(i+1, p.wordEnd(s, i))
		}
	}
	return i + 1
}

// passURL passes the "://" of a URL with a host, whose colon is s[i]. What follows is
// judged by itself, but for where it begins.
func (p *Policy) passURL(s []byte, i int) int {
	scheme := path.SchemeStart(s, i)
	if i-scheme < 2 || !ascii.HasAt(s, i, "://") || shape.URLHost(s, i) == 0 || editors.Has(s[scheme:i]) {
		return i + 1
	}
	if i >= p.passed.end { // a URL in a URL is part of it
		url := shape.URL(s, scheme)
		if url == 0 {
			return i + 1
		}
		p.passed = span{i, url}
	}
	return i + len("://")
}
