package policy

import (
	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// personKey says what the key before a value tells of a person in it.
type personKey uint8

const (
	noPerson   personKey = iota
	trailerKey           // "Signed-off-by": the value is a person
	authorKey            // "author", "reviewed_by": it is one, or a machine
	ownerKey             // "owner": it is a person, a team or a company
	headerKey            // "From": it may be a person
	accountKey           // "user": the same, by a user name
	todoKey              // "TODO" before a bracket
)

// personKeyOf judges a key: camel, snake and kebab case are one.
func personKeyOf(key []byte) personKey {
	var buf [24]byte
	n := 0
	for _, c := range key {
		if ascii.Class[c]&(ascii.Upper|ascii.Lower) == 0 {
			if c == '_' || c == '-' || c == ' ' {
				continue
			}
			return noPerson
		}
		if n == len(buf) {
			return noPerson
		}
		buf[n] = ascii.Fold(c)
		n++
	}
	k := buf[:n]
	switch {
	case n < 2:
	case trailerKeys.Has(k):
		return trailerKey
	case authorKeys.Has(k):
		return authorKey
	case ownerKeys.Has(k):
		return ownerKey
	case headerKeys.Has(k):
		return headerKey
	case accountKeys.Has(k):
		return accountKey
	case n <= 5 && todoKeys.Has(k) && ascii.Class[key[0]]&ascii.Upper != 0:
		return todoKey
	}
	return noPerson
}

// afterSeparator returns the person that the key before s[i] says the value behind it is.
func (p *Policy) afterSeparator(s []byte, i int) named {
	if i == 0 || s[i-1] < ' ' {
		return named{}
	}
	key := p.keyBefore(s, i)
	kind := p.senses.of(key).person
	if len(key) == 0 || kind == noPerson {
		return named{}
	}
	return p.personAfter(s, i, key, kind)
}

// personAfter reads the value behind the separator s[i] of a key that may say of a
// person.
func (p *Policy) personAfter(s []byte, i int, key []byte, kind personKey) named {
	if (s[i] == '(') != (kind == todoKey) || s[i] == ':' && i+1 < len(s) && s[i+1] == ':' {
		return named{}
	}
	quotedKey := i > 0 && (s[i-1] == '"' || s[i-1] == '\'')
	at := i + 1
	for at < len(s) && at < i+24 && (s[at] == ' ' || s[at] == '\t' || s[at] == '*' || s[at] == '=' && s[i] == ':') {
		at++
	}
	if at >= len(s) {
		return named{}
	}
	low := at
	for at < len(s) && at < low+maxEscape && s[at] == '\\' {
		at++
	}
	if at < len(s) && (s[at] == '"' || s[at] == '\'' || s[at] == '`') {
		end := at + 1
		for end < len(s) && end < at+160 && s[end] != s[at] && s[end] != '\n' && s[end] != '\\' {
			end++
		}
		if end < len(s) && (s[end] == s[at] || s[end] == '\\') && personValue(s[at+1:end], kind, quotedKey) {
			return named{at + 1, end, personNamed}
		}
		return named{}
	}
	if at > low {
		return named{}
	}
	if s[at] == '@' && kind != todoKey {
		if end := handleEnd(s, at+1); end > 0 && !roleHandle(s[at+1:end]) && !decorators.Has(s[at+1:end]) {
			return named{at + 1, end, personHandle}
		}
		return named{}
	}
	return p.bareValue(s, i, at, key, kind)
}

// bareValue reads a value without quotes, at s[at].
func (p *Policy) bareValue(s []byte, i, at int, key []byte, kind personKey) named {
	title := ascii.Class[key[0]]&ascii.Upper != 0
	single := kind == trailerKey || kind == todoKey || kind == authorKey && title && s[i] == ':' && beginsLine(s, i, len(key))
	if end := fullName(s, at, single); end > at {
		if stop, ok := mailBehind(s, end); ok {
			return named{at, stop, personNamed}
		}
		if endsName(s, end, kind == todoKey) && !(kind >= ownerKey && ordinaryName(s[at:end])) {
			return named{at, end, personNamed}
		}
		return named{}
	}
	end := at
	for end < len(s) && end-at < 41 && (isNameByte(s[end]) || ascii.Class[s[end]]&ascii.Digit != 0 || (s[end] == '.' || s[end] == '-' || s[end] == '_') && end+1 < len(s) && (isNameByte(s[end+1]) || ascii.Class[s[end+1]]&ascii.Digit != 0)) {
		end++
	}
	v := s[at:end]
	if len(v) < 3 || ascii.Class[v[0]]&ascii.Lower == 0 || !endsName(s, end, kind == todoKey) || !isHandle(v) || roleHandle(v) {
		return named{}
	}
	switch {
	case dottedName(v) && s[i] == ':':
	case single && oneWord(v) && !declaredWords.Has(v):
	case s[i] == '=' && at == i+1 && oneWord(v) && len(v) > 4 && (kind == authorKey || kind == ownerKey):
	case s[i] == ':' && at == i+1 && kind == accountKey && i == len(key)+0 && end == len(s) && p.ofPeople():
	default:
		return named{}
	}
	return named{at, end, personHandle}
}

// oneWord reports letters, perhaps with digits behind them.
func oneWord(v []byte) bool {
	for _, c := range v {
		if ascii.Class[c]&(ascii.Upper|ascii.Lower|ascii.Digit) == 0 {
			return false
		}
	}
	return true
}

// ordinaryName reports words that are all ones of prose: "From: Old Value".
func ordinaryName(s []byte) bool {
	start := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] != ' ' {
			continue
		}
		if w := s[start:i]; len(w) > 0 && !ordinaryWords.Has(w) && !capitalWords.Has(w) {
			return false
		}
		start = i + 1
	}
	return true
}

// beginsLine reports that the key of n bytes before s[i] begins its line.
func beginsLine(s []byte, i, n int) bool {
	at := i - n
	for at > 0 && (s[at-1] == ' ' || s[at-1] == '*' || s[at-1] == '-' || s[at-1] == '#' || s[at-1] == '/') {
		at--
	}
	return at <= 0 || s[at-1] == '\n' || afterLineEscape(s, at)
}

// mailBehind returns the end of the address in angle brackets behind a name.
func mailBehind(s []byte, i int) (int, bool) {
	if !ascii.HasAt(s, i, " <") {
		return 0, false
	}
	for end := i + 2; end < len(s) && end < i+130; end++ {
		switch s[end] {
		case '>':
			return end + 1, ascii.HasByte(s[i:end], '@') || ascii.HasFold(s[i:end], 0, " <[user]")
		case ' ', '<', '\n':
			return 0, false
		}
	}
	return 0, false
}

// endsName reports that a value ends at s[i] as names do.
func endsName(s []byte, i int, bracket bool) bool {
	if bracket {
		return i < len(s) && (s[i] == ')' || s[i] == ',' || s[i] == ':')
	}
	if i >= len(s) {
		return true
	}
	switch s[i] {
	case '(', '[', '{', '=', '/', '_', '$', '<', '@':
		return false
	case '.', ':':
		return i+1 >= len(s) || s[i+1] <= ' ' || s[i+1] == '"'
	}
	return true
}

// tagged returns the name behind "@author " at s[i].
func (p *Policy) tagged(s []byte, i int) named {
	for i < len(s) && ascii.Class[s[i]]&ascii.Lower != 0 {
		i++
	}
	at := i
	for at < len(s) && at < i+8 && (s[at] == ' ' || s[at] == '\t' || s[at] == ':') {
		at++
	}
	if at == i || at >= len(s) {
		return named{}
	}
	if s[at] == '@' {
		at++
	}
	if end := fullName(s, at, true); end > at {
		if stop, ok := mailBehind(s, end); ok {
			end = stop
		}
		return named{at, end, personNamed}
	}
	end := handleEnd(s, at)
	if end > at+2 && !roleHandle(s[at:end]) && ascii.Class[s[at]]&ascii.Lower != 0 {
		return named{at, end, personHandle}
	}
	return named{}
}

// holder returns the person that holds the rights, behind the years at s[i].
func holder(s []byte, i int) named {
	at := i
	for at < len(s) && at < i+32 && (s[at] == ' ' || s[at] == ',' || s[at] == '-' || ascii.Class[s[at]]&ascii.Digit != 0 || ascii.HasFold(s, at, "(c)")) {
		if s[at] == '(' {
			at += 2
		}
		at++
	}
	if ascii.HasFold(s, at, "by ") {
		at += len("by ")
	}
	end := fullName(s, at, false)
	if end == 0 || at == i || ordinaryName(s[at:end]) {
		return named{}
	}
	if stop, ok := mailBehind(s, end); ok {
		return named{at, stop, personNamed}
	}
	if !endsName(s, end, false) || ascii.HasFold(s, end, ", inc") || ascii.HasFold(s, end, " and contributors") || ascii.HasFold(s, end, ", llc") || ascii.HasFold(s, end, " & co") {
		return named{}
	}
	return named{at, end, personNamed}
}

// spokenOf returns the person that the word at s[i] announces: "reviewed by NAME",
// "NAME said", "assigned to NAME", "Merge pull request #1 from HANDLE/".
func (p *Policy) spokenOf(s []byte, i int) named {
	switch ascii.Fold(s[i]) {
	case 't', 'f', 'x', 'h', 'n':
		return p.todo(s, i)
	case 'b':
		if s[i] == 'B' && ascii.HasAt(s, i, "BUG") {
			return p.todo(s, i)
		}
		if ascii.HasFold(s, i, "by ") || ascii.HasFold(s, i, "by:") {
			return p.doneBy(s, i, i+3)
		}
	case 'a':
		if ascii.HasFold(s, i, "assigned to ") {
			return whole(s, i+len("assigned to "))
		}
		if ascii.HasAt(s, i, "asked ") {
			return speaker(s, i)
		}
	case 's':
		if ascii.HasAt(s, i, "said ") || ascii.HasAt(s, i, "said:") || ascii.HasAt(s, i, "said,") || ascii.HasAt(s, i, "suggested ") || ascii.HasAt(s, i, "suggests ") {
			return speaker(s, i)
		}
	case 'w':
		if ascii.HasAt(s, i, "wrote") {
			return speaker(s, i)
		}
	case 'm':
		return merged(s, i)
	case 'c':
		if i > 0 && s[i-1] == '(' {
			return holder(s, i+len("c)"))
		}
		if ascii.HasFold(s, i, "copyright ") {
			return holder(s, i+len("copyright"))
		}
	}
	return named{}
}

// todo reads "TODO(NAME)" at s[i].
func (p *Policy) todo(s []byte, i int) named {
	end := i
	for end < len(s) && end < i+6 && ascii.Class[s[end]]&ascii.Upper != 0 {
		end++
	}
	if end >= len(s) || s[end] != '(' || !todoKeys.Has(s[i:end]) {
		return named{}
	}
	return p.personAfter(s, end, s[i:end], todoKey)
}

// doneBy reads the name behind "reviewed by" at s[at], where "by" stands at s[i].
func (p *Policy) doneBy(s []byte, i, at int) named {
	if !deeds.Has(wordBefore(s, i)) {
		return named{}
	}
	if at < len(s) && s[at] == ' ' {
		at++
	}
	return whole(s, at)
}

// whole returns the full name at s[at], with its address.
func whole(s []byte, at int) named {
	end := fullName(s, at, false)
	if end == 0 {
		end = at
		for end < len(s) && end-at < 41 && (ascii.Class[s[end]]&ascii.Lower != 0 || s[end] == '.' && end+1 < len(s) && ascii.Class[s[end+1]]&ascii.Lower != 0) {
			end++
		}
		if !dottedName(s[at:end]) || !endsName(s, end, false) {
			return named{}
		}
		return named{at, end, personHandle}
	}
	if stop, ok := mailBehind(s, end); ok {
		return named{at, stop, personNamed}
	}
	if !endsName(s, end, false) || ordinaryName(s[at:end]) {
		return named{}
	}
	return named{at, end, personNamed}
}

// speaker returns the name before the verb at s[i] that begins its sentence.
func speaker(s []byte, i int) named {
	if i < 5 || s[i-1] != ' ' {
		return named{}
	}
	stop := i - 1
	for at := max(0, stop-64); at < stop; at++ {
		if at > 0 && !(s[at-1] == '\n' || afterLineEscape(s, at) || s[at-1] == '"' || at > 1 && (s[at-1] == ' ' && (s[at-2] == '.' || s[at-2] == ':' || s[at-2] == '-' || s[at-2] == '>' || s[at-2] == '!' || s[at-2] == '?'))) {
			continue
		}
		if end := fullName(s, at, false); end == stop && !ordinaryName(s[at:end]) {
			return named{at, end, personNamed}
		}
	}
	return named{}
}

// merged returns the handle of a fork in the subject of a merge at s[i].
func merged(s []byte, i int) named {
	if !ascii.HasFold(s, i, "merge ") {
		return named{}
	}
	at := i + len("merge ")
	limit := min(len(s), i+160)
	switch {
	case ascii.HasAt(s, at, "pull request #"):
		for at += len("pull request #"); at < limit && ascii.Class[s[at]]&ascii.Digit != 0; {
			at++
		}
		if !ascii.HasAt(s, at, " from ") {
			return named{}
		}
		at += len(" from ")
	case ascii.HasAt(s, at, "branch "), ascii.HasAt(s, at, "remote-tracking branch "):
		for at < limit && !ascii.HasAt(s, at, " of ") && s[at] != '\n' {
			at++
		}
		if !ascii.HasAt(s, at, " of ") {
			return named{}
		}
		if at += len(" of "); ascii.HasAt(s, at, "https://") || ascii.HasAt(s, at, "ssh://") || ascii.HasAt(s, at, "git@") {
			for at < limit && s[at] != '/' && s[at] != ' ' {
				at++
			}
			if ascii.HasAt(s, at, "//") {
				for at += 2; at < limit && s[at] != '/' && s[at] != ' '; at++ {
				}
			}
			at++
		} else if ascii.HasAt(s, at, "github.com:") || ascii.HasAt(s, at, "gitlab.com:") {
			at += len("github.com:")
		} else {
			return named{}
		}
	default:
		return named{}
	}
	end := at
	for end < len(s) && end < at+40 && (ascii.Class[s[end]]&(ascii.Upper|ascii.Lower|ascii.Digit) != 0 || s[end] == '-' || s[end] == '.') {
		end++
	}
	if end >= len(s) || s[end] != '/' || end-at < 2 || roleHandle(s[at:end]) || !isHandle(s[at:end]) {
		return named{}
	}
	return named{at, end, personHandle}
}

// personValue reports that the whole of v is a person, where a key says that it may be.
// Sure is for the keys of JSON, whose values stand alone.
func personValue(v []byte, kind personKey, sure bool) bool {
	for len(v) > 0 && v[0] == ' ' {
		v = v[1:]
	}
	for len(v) > 0 && v[len(v)-1] == ' ' {
		v = v[:len(v)-1]
	}
	if len(v) > 128 || len(v) < 2 {
		return false
	}
	if end := fullName(v, 0, sure && kind <= authorKey); end > 0 {
		if end == len(v) {
			return !(kind >= ownerKey && ordinaryName(v))
		}
		stop, ok := mailBehind(v, end)
		return ok && stop == len(v)
	}
	if v[0] == '@' {
		v = v[1:]
	}
	return sure && len(v) > 2 && isHandle(v) && !roleHandle(v) && ascii.Class[v[0]]&ascii.Lower != 0 && (oneWord(v) && kind != headerKey || dottedName(v) || kind <= authorKey && handleLike(v))
}

// handleLike reports letters and one mark, which ids of agents have more of.
func handleLike(v []byte) bool {
	marks := 0
	for _, c := range v {
		if ascii.Class[c]&(ascii.Upper|ascii.Lower) == 0 {
			marks++
		}
	}
	return marks < 2
}

// mayBePerson reports that the scanners have to look at the value of a key that may name
// a person: it is one, or the keys in it say so.
func (p *Policy) mayBePerson(s []byte, i int, key []byte, kind personKey) bool {
	if p.personAfter(s, i, key, kind).end > 0 {
		return true
	}
	if s[i-1] != '"' || s[i] != ':' {
		return false
	}
	for i++; i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r'); i++ {
	}
	return i < len(s) && (s[i] == '{' || s[i] == '[')
}

// partOf returns what a key of an object says of its value, where the key of the object
// itself said of what the object stands for.
func partOf(key []byte, own, object personKey) personKey {
	if own != noPerson || object == noPerson || !personParts.Has(key) {
		return own
	}
	return object
}

// columnOfPeople returns what the name of a column says of its cells.
func (p *Policy) columnOfPeople(c *abi.Column) personKey {
	if c.Class != abi.Identifier && c.Class != abi.FreeText {
		return noPerson
	}
	if kind := p.senses.of(c.Name).person; kind <= authorKey {
		return kind
	}
	return noPerson
}

// personCell takes a cell that is a person, as the name of its column says.
func (p *Policy) personCell(s []byte) bool {
	kind := p.columnOfPeople(p.batch.Column(p.column))
	if kind == noPerson || !personValue(s, kind, true) {
		return false
	}
	p.mask(0, len(s), personNamed)
	return true
}

// ofPeople reports a column of the memories of agents and people, in which an id may
// say of which kind it is.
func (p *Policy) ofPeople() bool {
	return ascii.HasAt(p.batch.Table(), 0, "cortex.") && p.batch.Column(p.column).Class == abi.Identifier
}
