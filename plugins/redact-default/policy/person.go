package policy

import (
	"math/bits"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/jsontext"
	"github.com/driftsync/driftsync/plugins/sdk/person"
)

// Persons: all that names one becomes a pseudonym.

var personWords = &person.Words{
	Trailers: trailerKeys, Authors: authorKeys, Owners: ownerKeys, Headers: headerKeys, Accounts: accountKeys, Todos: todoKeys,
	MailSchemes: mailSchemes, AccountSchemes: accountSchemes, Services: serviceNames, Forges: forgeNames, Members: memberNames, Tags: hostTags, Shells: shellWords,
	Greeters: greeters, Decorators: decorators, FileTops: fileTops, JavaDoc: personTags, Gaps: handleGaps,
	Phrases: person.NewPhrases(map[person.Announcement][]string{
		person.DoneBy: byWords, person.Assigned: assignedWords, person.Merged: mergeWords, person.Holds: holdWords, person.Signs: copyWords,
		person.Speaks: speakWords, person.Owns: ownWords, person.Identity: identityWords, person.Home: homeWords, person.HomeDiff: diffWords,
	}),
	Deeds: deeds, Leads: leads, Particles: particles, Roles: roleWords, Capitals: capitalWords, Brands: brandWords, Declared: declaredWords, Common: commonNames, Ordinary: ordinaryWords,
}

var personRules = [...]uint8{person.Mail: personMail, person.Spelled: personKnown, person.Named: personNamed, person.Handle: personHandle, person.Own: pathUser}

type personKey = person.Place

const noPerson = person.None

func personKeyOf(key []byte) personKey { return personWords.PlaceOf(key) }

func personValue(v []byte, place personKey, alone bool) bool {
	return personWords.Value(v, place, alone)
}

// anyPseudonym stands for a pseudonym when redacted text is read again: the host makes
// the real one.
const anyPseudonym = "[P:AAAAAAAAAAAAAAAA]"

// isPerson reports the rules that put a pseudonym in place of a span.
func isPerson(rule uint8) bool { return rule >= personMail && rule <= personHandle }

// maskPerson takes what names a person. In a path, other rules take the user of the machine.
func (p *Policy) maskPerson(x person.Span) {
	if x.Why != person.Own || p.batch.Column(p.column).Class != abi.Path {
		p.mask(x.Start, x.End, personRules[x.Why])
	}
}

// mentions reports whether s, which is classified, may name a person at a place where
// no separator says so; the detectors look at the others.
func (p *Policy) mentions(s []byte) bool {
	for k := range p.marks {
		for hits := p.marks[k].person; hits != 0; hits &= hits - 1 {
			if p.people.At(s, k*markBytes+bits.TrailingZeros64(hits)).End > 0 {
				return true
			}
		}
	}
	return false
}

// persons takes what names a person in s, which is classified.
func (p *Policy) persons(s []byte) {
	next := 0
	p.people.Begin()
	for k := range p.marks {
		m := &p.marks[k]
		for hits := m.person | m.path; hits != 0; hits &= hits - 1 {
			if i := k*markBytes + bits.TrailingZeros64(hits); i >= next && s[i] != '/' && s[i] != '-' {
				next = p.people.Take(s, i, next)
			}
		}
	}
	p.keyedPersons(s)
}

// keyedPersons takes the persons behind the separators that the scanner of secrets met.
func (p *Policy) keyedPersons(s []byte) {
	if len(s) < minSecret { // it did not look
		for i, c := range s {
			if c == ':' || c == '=' {
				p.meet(s, i, p.keyBefore(s, i))
			}
		}
	}
	for _, i := range p.keyed {
		if x := p.afterSeparator(s, i, p.keyBefore(s, i)); x.End > 0 {
			p.maskPerson(x)
		}
	}
	p.keyed = p.keyed[:0]
}

// meet remembers a separator whose key may say of a person.
func (p *Policy) meet(s []byte, i int, key []byte) {
	if (s[i] == ':' || s[i] == '=') && p.senses.of(key).person != noPerson {
		p.keyed = append(p.keyed, i)
	}
}

// afterSeparator returns the person that the key before s[i] says the value behind it is.
func (p *Policy) afterSeparator(s []byte, i int, key []byte) person.Span {
	place := p.senses.of(key).person
	if i == 0 || s[i-1] < ' ' || len(key) == 0 || place == noPerson {
		return person.Span{}
	}
	return p.people.After(s, i, key, place, p.ofPeople())
}

// mayBePerson reports that the scanners have to look at the value of a key that may name
// a person: it is one, or the keys in it say so.
func (p *Policy) mayBePerson(s []byte, i int, key []byte, place personKey) bool {
	if p.people.After(s, i, key, place, p.ofPeople()).End > 0 {
		return true
	}
	if s[i-1] != '"' || s[i] != ':' {
		return false
	}
	i = jsontext.Space(s, i+1)
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
	if place := p.senses.of(c.Name).person; place <= person.Author {
		return place
	}
	return noPerson
}

// personCell takes a cell that is a person, as the name of its column says.
func (p *Policy) personCell(s []byte) bool {
	place := p.columnOfPeople(p.batch.Column(p.column))
	if place == noPerson || !personValue(s, place, true) {
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
