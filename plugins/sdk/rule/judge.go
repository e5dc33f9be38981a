package rule

import (
	"bytes"
	"unicode/utf8"

	"github.com/driftsync/driftsync/plugins/sdk/keyword"
	"github.com/driftsync/driftsync/plugins/sdk/shannon"
)

// accepts reports whether the validators of a rule let it take text[from:to] of the match
// text[start:end].
func (e *Engine) accepts(r *Rule, from, to, start, end int) bool {
	secret := e.text[from:to]
	if r.MinLength > 0 || r.MaxLength > 0 {
		if n := utf8.RuneCount(secret); n < r.MinLength || r.MaxLength > 0 && n > r.MaxLength {
			return false
		}
	}
	if r.Entropy != 0 && shannon.Bits(secret) <= r.Entropy {
		return false
	}
	if !r.Checksum.holds(secret) {
		return false
	}
	for _, n := range r.Allow {
		if e.allows(&e.table.Allows[n], r, from, to, start, end) {
			return false
		}
	}
	return true
}

// allows reports whether an allow-list leaves a secret alone.
func (e *Engine) allows(a *Allow, r *Rule, from, to, start, end int) bool {
	secret := e.text[from:to]
	if a.Words != None {
		switch held := e.contains(a.Words, secret); {
		case held && !a.All:
			return true
		case !held && a.All:
			return false
		}
	}
	if a.Pattern == None {
		return a.All && a.Words != None
	}
	target := secret
	switch a.Target {
	case Match:
		target = e.text[start:end]
	case Line:
		target = line(e.text, start, end, r.Standalone)
	}
	return len(target) > 0 && e.matcher(a.Pattern).Match(target)
}

// contains reports whether a text holds a word of a set.
func (e *Engine) contains(set int, text []byte) bool {
	if e.words[set] == nil {
		words, err := keyword.Decode(e.table.Words[set])
		if err != nil {
			panic("damaged rules")
		}
		e.words[set] = words
	}
	held := false
	var folded keyword.Folded
	folded.Fold(text)
	e.words[set].Find(folded.Text, func(int, int) bool {
		held = true
		return false
	})
	return held
}

// line returns the lines that a match is on. As gitleaks has it, they begin with the line
// break before them, and where no other break follows, with the text.
func line(text []byte, start, end int, asGitleaks bool) []byte {
	first := bytes.LastIndexByte(text[:start], '\n')
	if !asGitleaks {
		last := bytes.IndexByte(text[end:], '\n')
		if last < 0 {
			last = len(text) - end
		}
		return text[first+1 : end+last]
	}
	return gitleaksLine(text, start, end)
}

func gitleaksLine(text []byte, start, end int) []byte {
	next := bytes.IndexByte(text[start:], '\n')
	if next == 0 { // the match begins with a break, which is where its line begins
		next = bytes.IndexByte(text[start+1:], '\n')
		if next >= 0 {
			next++
		}
	}
	switch {
	case next < 0 && bytes.IndexByte(text, '\n') < 0:
		return text
	case next < 0:
		last := bytes.IndexAny(text[end:], "\r\n")
		if last < 0 {
			last = len(text) - end
		}
		return text[:end+last]
	}
	first := max(0, bytes.LastIndexByte(text[:start+1], '\n'))
	last := start + next
	if end > last {
		if more := bytes.IndexByte(text[end:], '\n'); more >= 0 {
			last = end + more
		} else {
			last = end
		}
	}
	return text[first:last]
}
