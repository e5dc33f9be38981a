package sqlite

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/sink"
)

// Ids come in no order, so each row of a part lands on another page of the key, and
// every part would write the whole key again: eight times the work. A table that is
// empty when its first full part arrives is therefore loaded without its key, which
// is built once, when the next table or the end of the run comes, or a row comes a
// second time. Until then the ids are remembered here. A process that ends before
// leaves whole rows and no key; the next Open builds it.

// loadFrom is the number of rows of a first part from which loading pays.
const loadFrom = 400

// loadTo is the number of rows whose ids are remembered, in 11 to 21 bytes each.
const loadTo = 4 << 20

// createKey returns the statement that makes a table's key. The id stands first: the source
// is the same in most rows, and sorting by what differs takes two thirds of the time. A file
// of an older version has it last, which any statement takes as well.
func createKey(table string) string {
	return fmt.Sprintf("CREATE UNIQUE INDEX IF NOT EXISTS %s ON %s (id, sync_source_id)",
		sqlite3.QuoteIdentifier(table+"_key"), sqlite3.QuoteIdentifier(table))
}

// load decides how a part is written: into a table without its key or, as always
// else, into one that has it.
func (s *Sink) load(p *sink.Part) error {
	table := p.Table.Cloud
	if _, ok := s.loading[table]; ok {
		return nil
	}
	// Tables come one after the other: what the last one needed is given back.
	if err := s.endLoading(); err != nil {
		return err
	}
	first := !s.written[table]
	s.written[table] = true
	if !first || p.Rows() < loadFrom {
		// Another process may be loading the table.
		return s.conn.Exec(createKey(table))
	}
	empty := true
	err := s.query("SELECT 1 FROM "+sqlite3.QuoteIdentifier(table)+" LIMIT 1", nil, func(*sqlite3.Stmt) error {
		empty = false
		return nil
	})
	if err != nil {
		return err
	}
	if !empty {
		return s.conn.Exec(createKey(table))
	}
	s.loading[table] = &idSet{}
	return s.conn.Exec("DROP INDEX IF EXISTS " + sqlite3.QuoteIdentifier(table+"_key"))
}

// idSet holds halves of ids, which are uniform, being digests. Zero is always in it.
type idSet struct {
	slots []uint64 // open addressing; 0 is empty
	n     int
}

// knows reports whether a row with this id may have been there before, and else remembers
// the id. A nil set, of a table that is not loaded, knows of none.
func (s *idSet) knows(id token) bool {
	if s == nil {
		return false
	}
	if len(id) < 20 || s.n >= loadTo {
		return true
	}
	// The first half of a UUIDv5 is as good as all of it: 60 bits of a digest.
	var half [8]byte
	digits := [16]byte(append(append(append(make([]byte, 0, 16), id[1:9]...), id[10:14]...), id[15:19]...))
	if _, err := hex.Decode(half[:], digits[:]); err != nil {
		return true // no UUID as we write it
	}
	return !s.add(binary.BigEndian.Uint64(half[:]))
}

// add adds an id and reports whether it was not there.
func (s *idSet) add(id uint64) bool {
	if 4*(s.n+1) > 3*len(s.slots) {
		s.grow()
	}
	i := s.place(id)
	if s.slots[i] == id {
		return false
	}
	s.slots[i] = id
	s.n++
	return true
}

// place returns the slot that holds an id, or the empty one where it belongs.
func (s *idSet) place(id uint64) int {
	mask := len(s.slots) - 1
	i := int(id>>32) & mask // the leading half has no bits that are fixed
	for s.slots[i] != 0 && s.slots[i] != id {
		i = (i + 1) & mask
	}
	return i
}

func (s *idSet) grow() {
	old := s.slots
	s.slots = make([]uint64, max(1024, 2*len(old)))
	for _, id := range old {
		if id != 0 {
			s.slots[s.place(id)] = id
		}
	}
}

// stopLoading builds the key of a part's table, and returns the statement that the
// rest of the part is written with, with the values of the row before.
func (s *Sink) stopLoading(i *insert, p *sink.Part, now string) (*insert, error) {
	delete(s.loading, p.Table.Cloud)
	if err := s.conn.Exec(createKey(p.Table.Cloud)); err != nil {
		return nil, err
	}
	next, err := s.insert(p, now)
	if err != nil {
		return nil, err
	}
	for _, c := range i.bound {
		if err := c.bind(next.stmt); err != nil {
			return nil, err
		}
	}
	copy(next.bound, i.bound)
	return next, nil
}

// endLoading builds the keys of the tables that are being loaded.
func (s *Sink) endLoading() error {
	for table := range s.loading {
		if err := s.conn.Exec(createKey(table)); err != nil {
			return err
		}
	}
	clear(s.loading)
	return nil
}
