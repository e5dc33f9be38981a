package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
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
	code     int          // end of the lines of code that were taken last
	lines    span         // that were found last
	key      []byte       // that was read last
	dud      int          // end of a run that begins as a token and is none
	bare     reading.Bare // value that was read last
	last     int          // end of the bare value of a pair that was read last
	nested   int          // separators in that value
	tool     *tool        // that was named last
	named    int          // the end of its name
	document int          // end of the document of YAML that was judged last
	kube     bool         // it is a Secret of Kubernetes
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
	p.take(s, i, columnWay)
	if titleWords.Has(name) {
		return end
	}
	spoken := spokenWords.Has(name)
	if spoken && len(name) > 4 {
		p.take(s, i, namedWay)
	}
	if end+1 >= len(s) || s[end] != ' ' && s[end] != '\t' {
		if next := p.take(s, i, adjacentWay); next > 0 {
			return next
		}
		p.take(s, i, fieldWay, insertedWay)
		return p.command(s, i, end)
	}
	switch {
	case settingWords.Has(name):
		return max(end, p.take(s, i, declaredWay))
	case storeWords.Has(name):
		return max(end, p.take(s, i, storedWay))
	case spoken:
		return max(end, p.take(s, i, pairedWay, spokenWay, saidWay))
	}
	return p.command(s, i, end)
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
