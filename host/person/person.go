// Package person knows the people that the author columns of a snapshot name: in which
// spellings each may stand elsewhere, and under which one value all of them become
// the same pseudonym.
package person

import (
	"crypto/sha256"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Directory holds the people of one snapshot. It is immutable and safe for concurrent
// use.
type Directory struct {
	spellings []string
	canonical map[string]string // by folded spelling
	longest   int               // bytes of the longest folded spelling
}

// entry is what one value of an author column says.
type entry struct {
	name string // white space collapsed, the given name first; empty without one
	mail string // lower case
	nick string // a user name
}

// New returns the directory of the values of all author columns. Values of machines and
// roles name nobody.
func New(values []string) *Directory {
	d := &Directory{canonical: make(map[string]string)}
	mails := make(map[string]string) // by folded name
	var people []entry
	for _, v := range values {
		e := parse(v)
		if e == (entry{}) {
			continue
		}
		people = append(people, e)
		if key := fold(e.name); key != "" && e.mail != "" && (mails[key] == "" || e.mail < mails[key]) {
			mails[key] = e.mail
		}
	}
	// In this order, what a person is follows from the set of values alone.
	slices.SortFunc(people, func(a, b entry) int {
		return slices.Compare([]string{a.name, a.mail, a.nick}, []string{b.name, b.mail, b.nick})
	})
	shared := make(map[string]bool)
	for _, e := range people {
		whole := e.canonical(mails[fold(e.name)])
		for _, s := range e.spellings() {
			if s == e.mail {
				d.add(s, s, shared)
				continue
			}
			d.add(s, whole, shared)
		}
	}
	for _, e := range people { // what somebody is called in full is nobody else
		if e.name != "" {
			d.canonical[fold(e.name)] = e.canonical(mails[fold(e.name)])
		}
	}
	slices.Sort(d.spellings)
	d.spellings = slices.Compact(d.spellings)
	return d
}

// canonical returns the value that the pseudonym of the person is made of: a mail
// address where one is known, which is the same on every machine. Mail is the first of
// all that go with the name.
func (e entry) canonical(mail string) string {
	switch {
	case mail != "":
		return mail
	case e.mail != "":
		return e.mail
	case e.name != "":
		return e.name
	}
	return e.nick
}

// add adds a spelling of the person that whole stands for. One that two people share
// stands for itself.
func (d *Directory) add(spelling, whole string, shared map[string]bool) {
	key := fold(spelling)
	if key == "" {
		return
	}
	d.spellings = append(d.spellings, spelling)
	d.longest = max(d.longest, len(key))
	switch was := d.canonical[key]; {
	case shared[key] || was == whole:
	case was == "":
		d.canonical[key] = whole
	default:
		d.canonical[key], shared[key] = key, true
	}
}

// Spellings returns every spelling of everybody, sorted, in lower case. Its letters may
// have any case where it is found, and a space in it stands for one separator or more.
func (d *Directory) Spellings() []string {
	if d == nil {
		return nil
	}
	return slices.Clone(d.spellings)
}

// Spellings returns the spellings of the person that one value of an author column
// names, sorted; none where it names a machine, a role or nobody.
func Spellings(value string) []string { return New([]string{value}).Spellings() }

// Digest digests who is who, so that a change of it is a change of the policy.
func (d *Directory) Digest() [sha256.Size]byte {
	keys := make([]string, 0, len(d.canonical))
	for k, v := range d.canonical {
		keys = append(keys, k+"\x00"+v+"\x00")
	}
	slices.Sort(keys)
	return sha256.Sum256([]byte(strings.Join(keys, "")))
}

// Canonical returns what the pseudonym of a text is made of, so that each spelling of a
// person has the same: of a spelling the value of its person; of a mail address, alone
// or behind a name, the address in lower case; of every other text the text itself.
// It may return text.
func (d *Directory) Canonical(text []byte) []byte {
	if len(text) > maxText || !d.mayName(text) {
		return text
	}
	key := fold(unescape(string(text)))
	if whole := d.canonical[key]; whole != "" {
		return []byte(whole)
	}
	if e := parse(unescape(string(text))); e.mail != "" {
		return []byte(e.mail)
	}
	return text
}

const maxText = 512 // bytes of a text that may name one person

// mayName reports whether text may be a spelling. Most text that becomes a pseudonym
// is an id, which costs one look.
func (d *Directory) mayName(text []byte) bool {
	var buf [64]byte
	key := buf[:0]
	for _, c := range text {
		switch {
		case c == '@' || c == '\\' || c == '%' || c >= 0x80 || c <= ' ' || c == '<':
			return true
		case len(key) == len(buf):
			return false
		case isSeparator(c):
			c = ' '
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		}
		key = append(key, c)
	}
	_, known := d.canonical[string(key)]
	return known
}

// fold returns the form in which two spellings of one name are equal.
func fold(s string) string {
	s = strings.ToLower(norm.NFC.String(s))
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || r < 0x80 && isSeparator(byte(r)) || r == 0xa0 }), " ")
}

// isSeparator reports what may stand instead of a space.
func isSeparator(c byte) bool { return c == '.' || c == '_' || c == '-' || c == '+' || c == ' ' }
