package person

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// Phrase announces a person, before its name or behind it at the start of a sentence.
type Phrase struct {
	Text string // lower case, where it may stand in any
	Kind Announcement
}

// Announcement says where the person of a phrase stands, and what it is.
type Announcement uint8

const (
	DoneBy   Announcement = iota // behind it, with a deed before it: "reviewed by "
	Assigned                     // behind it: "assigned to "
	Merged                       // behind it, as the owner of a fork: "merge "
	Holds                        // behind it and a year: "copyright "
	Signs                        // the same: "(c) "
	Speaks                       // before it; this and what follows as it is written: "said "
	Owns                         // an account behind it and its options: "chown "
	Identity                     // an account behind it and a number, in brackets: "uid="
	Home                         // an account behind it in a URL: "homes/"
	HomeDiff                     // an account behind it in a diff: "Users/"
)

// Phrases are phrases by their first byte.
type Phrases struct {
	All   []Phrase
	first [256][]Phrase
}

// NewPhrases returns phrases with the texts of each kind.
func NewPhrases(texts map[Announcement][]string) *Phrases {
	p := new(Phrases)
	for kind := range HomeDiff + 1 {
		for _, text := range texts[kind] {
			phrase := Phrase{text, kind}
			p.All = append(p.All, phrase)
			p.first[text[0]] = append(p.first[text[0]], phrase)
			if c := text[0]; !phrase.Exact() && lower(c) {
				p.first[c-'a'+'A'] = append(p.first[c-'a'+'A'], phrase)
			}
		}
	}
	return p
}

// Exact reports that the phrase announces as it is written only.
func (p *Phrase) Exact() bool { return p.Kind >= Speaks }

// may reports that the phrase may stand at s[i], where its first byte does: its third byte nearly
// always tells.
func (p *Phrase) may(s []byte, i int) bool {
	return i+2 < len(s) && ascii.Folded[s[i+2]] == ascii.Folded[p.Text[2]] && ascii.Folded[s[i+1]] == ascii.Folded[p.Text[1]]
}

// announcedAs reads the person of a phrase that begins at s[i] and ends at s[end].
func (f *Finder) announcedAs(kind Announcement, s []byte, i, end int) Span {
	switch kind {
	case DoneBy:
		return f.doneBy(s, i, end)
	case Assigned:
		return f.named(s, i, end)
	case Merged:
		return f.merged(s, i, end)
	case Holds:
		return f.holder(s, i, end)
	case Signs:
		return f.signed(s, i, end)
	case Speaks:
		return f.speaker(s, i, end)
	case Owns:
		return f.ownedBy(s, i, end)
	case Identity:
		return f.idOf(s, i, end)
	case Home:
		return f.homeOf(s, i, end)
	}
	return f.homeInDiff(s, i, end)
}

// announced returns the person that the word at s[i] announces: "reviewed by NAME", "NAME said",
// "assigned to NAME", "Merge pull request #1 from HANDLE/", "TODO(NAME)".
func (f *Finder) announced(s []byte, i int) Span {
	starting := f.Phrases.first[s[i]]
	for k := range starting {
		p := &starting[k]
		if !p.may(s, i) {
			continue
		}
		if ascii.HasAt(s, i, p.Text) || !p.Exact() && ascii.HasFold(s, i, p.Text) {
			return f.announcedAs(p.Kind, s, i, i+len(p.Text))
		}
	}
	end := i
	for end < len(s) && end < i+6 && upper(s[end]) {
		end++
	}
	if end < len(s) && s[end] == '(' && f.Todos.Has(s[i:end]) {
		return f.After(s, end, s[i:end], Todo, false)
	}
	return Span{}
}

// doneBy reads the name behind "reviewed by" at s[at], where "by" stands at s[i].
func (f *Finder) doneBy(s []byte, i, at int) Span {
	if !f.Deeds.Has(wordBefore(s, i)) {
		return Span{}
	}
	if at < len(s) && s[at] == ' ' {
		at++
	}
	return f.named(s, i, at)
}

// named returns the full name at s[at], with its address, or the dotted name of an account.
func (f *Finder) named(s []byte, _, at int) Span {
	end := f.fullName(s, at, false)
	if end == 0 {
		end = accountEnd(s, at)
		if !f.dottedName(s[at:end]) || !endsName(s, end, false) {
			return Span{}
		}
		return Span{at, end, Handle}
	}
	return f.owner(s, at, end)
}

// owner returns the name s[at:end] with its address, if no words of prose are capitalised there.
func (f *Finder) owner(s []byte, at, end int) Span {
	if stop, ok := mailBehind(s, end); ok {
		return Span{at, stop, Named}
	}
	if !endsName(s, end, false) || f.ordinaryName(s[at:end]) {
		return Span{}
	}
	return Span{at, end, Named}
}

// signed is holder for the "(c) " of which "c) " stands at s[i].
func (f *Finder) signed(s []byte, i, at int) Span {
	if i == 0 || s[i-1] != '(' {
		return Span{}
	}
	return f.holder(s, i, at)
}

// holder returns the person that holds the rights, behind the years at s[at].
func (f *Finder) holder(s []byte, _, at int) Span {
	for low := at; at < len(s) && at < low+32; at++ {
		if ascii.HasFold(s, at, "(c)") {
			at += len("(c)") - 1
		} else if !digit(s[at]) && s[at] != ' ' && s[at] != ',' && s[at] != '-' {
			break
		}
	}
	if ascii.HasFold(s, at, "by ") {
		at += len("by ")
	}
	end := f.fullName(s, at, false)
	if end == 0 || f.ordinaryName(s[at:end]) {
		return Span{}
	}
	for _, company := range [...]string{", inc", ", llc", " & co", " and contributors"} {
		if ascii.HasFold(s, end, company) {
			return Span{}
		}
	}
	return f.owner(s, at, end)
}

// speaker returns the name before the verb at s[i] that begins its sentence.
func (f *Finder) speaker(s []byte, i, _ int) Span {
	if i < 5 || s[i-1] != ' ' {
		return Span{}
	}
	stop := i - 1
	for at := max(0, stop-64); at < stop; at++ {
		if !beginsSentence(s, at) {
			continue
		}
		if end := f.fullName(s, at, false); end == stop && !f.ordinaryName(s[at:end]) {
			return Span{at, end, Named}
		}
	}
	return Span{}
}

func beginsSentence(s []byte, at int) bool {
	if at == 0 || s[at-1] == '\n' || s[at-1] == '"' || afterLineEscape(s, at) {
		return true
	}
	return at > 1 && s[at-1] == ' ' && bytes.IndexByte([]byte(".:->!?"), s[at-2]) >= 0
}

// ownedBy reads the account behind "chown" and its options at s[at].
func (f *Finder) ownedBy(s []byte, _, at int) Span {
	for at < len(s) && s[at] == '-' {
		for at < len(s) && s[at] > ' ' {
			at++
		}
		for at < len(s) && s[at] == ' ' {
			at++
		}
	}
	end := accountEnd(s, at)
	if end >= len(s) || s[end] != ':' && s[end] != ' ' {
		return Span{}
	}
	return f.login(s, at, end)
}

// idOf reads the account in "uid=501(x)", of which the number stands at s[at].
func (f *Finder) idOf(s []byte, _, at int) Span {
	for at < len(s) && digit(s[at]) {
		at++
	}
	if at >= len(s) || s[at] != '(' {
		return Span{}
	}
	end := accountEnd(s, at+1)
	if end >= len(s) || s[end] != ')' {
		return Span{}
	}
	return f.login(s, at+1, end)
}

// homeOf reads the account behind a folder of accounts in a URL, at s[at].
func (f *Finder) homeOf(s []byte, i, at int) Span {
	if bytes.LastIndex(s[max(0, i-maxLocal):i], []byte("://")) < 0 {
		return Span{}
	}
	return f.folder(s, at)
}

// homeInDiff reads the account behind such a folder in "a/Users/", as a diff has it, at s[at].
func (f *Finder) homeInDiff(s []byte, i, at int) Span {
	if i < 2 || s[i-1] != '/' || s[i-2] != 'a' && s[i-2] != 'b' || i > 2 && s[i-3] != ' ' {
		return Span{}
	}
	return f.folder(s, at)
}

func (f *Finder) folder(s []byte, at int) Span {
	end := accountEnd(s, at)
	if end >= len(s) || s[end] != '/' {
		return Span{}
	}
	return f.login(s, at, end)
}

// login returns s[start:end] if it may be the account of a person.
func (f *Finder) login(s []byte, start, end int) Span {
	v := s[start:end]
	if len(v) < 3 || !lower(v[0]) || !isHandle(v) || f.Services.Has(v) || !f.personal(v) {
		return Span{}
	}
	return Span{start, end, Handle}
}

const maxSubject = 160 // bytes of the subject of a merge that are read

// merged returns the handle of a fork in the subject of a merge, behind "merge " at s[at].
func (f *Finder) merged(s []byte, _, at int) Span {
	subject := s[:min(len(s), at+maxSubject)]
	if end := bytes.IndexByte(subject[at:], '\n'); end >= 0 {
		subject = subject[:at+end]
	}
	switch {
	case ascii.HasAt(s, at, "pull request #"):
		at = behind(subject, at, " from ")
	case ascii.HasAt(s, at, "branch "), ascii.HasAt(s, at, "remote-tracking branch "):
		if at = behind(subject, at, " of "); at > 0 {
			at = repository(subject, at)
		}
	default:
		at = 0
	}
	if at == 0 || at >= len(s) {
		return Span{}
	}
	end := at
	for end < len(s) && end < at+40 && (alphanum(s[end]) || s[end] == '-' || s[end] == '.') {
		end++
	}
	if end >= len(s) || s[end] != '/' || end-at < 2 || !f.personal(s[at:end]) || !isHandle(s[at:end]) {
		return Span{}
	}
	return Span{at, end, Handle}
}

// behind returns the end of text in s[at:], 0 without it.
func behind(s []byte, at int, text string) int {
	i := bytes.Index(s[at:], []byte(text))
	if i < 0 {
		return 0
	}
	return at + i + len(text)
}

// repository returns where the path of the address of a repository at s[at] begins, 0 without one.
func repository(s []byte, at int) int {
	for _, form := range [...]struct{ begin, host string }{{"https://", "/"}, {"ssh://", "/"}, {"git@", ":"}, {"github.com:", ""}, {"gitlab.com:", ""}} {
		if ascii.HasAt(s, at, form.begin) {
			return behind(s, at+len(form.begin), form.host)
		}
	}
	return 0
}
