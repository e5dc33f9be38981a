package policy

import (
	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/plugins/sdk"
	"github.com/driftsync/driftsync/plugins/sdk/path"
	"github.com/driftsync/driftsync/plugins/sdk/person"
	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

// names is what the context of a frame says about this machine and its people, and the tables of
// where one of them may begin.
type names struct {
	machine path.Machine
	words   [][]byte // that literals may be
	source  []byte   // encoding of the context that the rest was made from

	people   person.Known
	lanes    lanes
	userNext [256]uint8        // 1 for second bytes of users
	wide     [256]bool         // first bytes of spellings of other scripts
	openings [starts / 4]uint8 // two bits for three bytes: of [opening], and of what names a person
}

// load reads the context of a frame, unless it is the one that was read last.
func (n *names) load(b *sdk.Batch) {
	if n.same(b) {
		return
	}
	*n = names{source: n.source[:0], machine: path.NewMachine()}
	for i := range b.ContextLen() {
		kind, value := b.Context(i)
		n.source = append(n.source, byte(kind))
		n.source = append(n.source, value...)
		n.source = append(n.source, 0)
		switch kind {
		case abi.Root:
			n.machine.AddRoot(value)
		case abi.Home:
			n.machine.AddHome(value)
		case abi.User, abi.Host:
			if !commonNames.Has(value) {
				n.machine.AddUser(value)
			}
			if kind == abi.User && !commonNames.Has(value) && !roleWords.Has(value) && !ordinaryWords.Has(value) {
				n.people.AddOwn(value) // a word that texts have anyway says nothing
			}
		case abi.Person:
			n.addPerson(value)
		case abi.Word:
			n.words = append(n.words, append([]byte(nil), value...))
		}
	}
	n.tables()
}

func (n *names) same(b *sdk.Batch) bool {
	rest := n.source
	for i := range b.ContextLen() {
		kind, value := b.Context(i)
		if len(rest) < len(value)+2 || rest[0] != byte(kind) || string(rest[1:1+len(value)]) != string(value) || rest[1+len(value)] != 0 {
			return false
		}
		rest = rest[len(value)+2:]
	}
	return len(rest) == 0
}

// addPerson adds a spelling of somebody, and where it may begin.
func (n *names) addPerson(value []byte) {
	n.people.Add(value, func(a, b, c byte) {
		n.setStart(a, b, c)
		if a >= 0x80 {
			n.wide[a], n.userNext[b] = true, 1
		}
	})
}

func (n *names) setStart(a, b, c byte) {
	h := wordlist.Hash(a, b, c)
	n.openings[h>>2] |= 2 << (2 * (h & 3))
}

// tables makes the tables by which the filter knows where something may begin.
func (n *names) tables() {
	n.lanes = staticLanes
	for h := range uint32(starts) {
		n.openings[h>>2] |= opening[h>>3] >> (h & 7) & 1 << (2 * (h & 3))
	}
	for _, phrase := range personWords.Phrases.All {
		n.setStart(phrase.Text[0], phrase.Text[1], phrase.Text[2])
		if c := phrase.Text[0]; !phrase.Exact() {
			n.setStart(c-'a'+'A', phrase.Text[1], phrase.Text[2])
		}
	}
	for _, text := range todoKeys.All {
		n.setStart(text[0]-'a'+'A', text[1]-'a'+'A', text[2]-'a'+'A')
	}
	for c := range n.lanes {
		user, second, root := n.machine.Starts(byte(c))
		n.lanes[c] |= laneBit(user || n.wide[c], userLane) | laneBit(root, rootLane)
		if second {
			n.userNext[c] = 1
		}
	}
}

func (n *names) isWord(text []byte) bool {
	for _, w := range n.words {
		if string(w) == string(text) {
			return true
		}
	}
	return false
}
