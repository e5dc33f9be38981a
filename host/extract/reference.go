package extract

import (
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/schema"
)

// cacheSlots is the size of a reference's direct-mapped cache: edges of one caller
// stand together, so most lookups hit.
const cacheSlots = 1 << 14

// reference finds the cloud id of the row that a renewed key points to.
type reference struct {
	table   *schema.Table
	targets *source.Targets // nil where the file lacks the table
	keyer   *identity.Keyer
	cache   []cached
}

type cached struct {
	raw   int64
	key   batch.Key
	state int8 // 0 empty, 1 found, 2 dangling
}

func (x *Extractor) reference(name string) (*reference, error) {
	if r := x.refs[name]; r != nil {
		return r, nil
	}
	targets, err := x.db.Targets(name)
	if err != nil {
		return nil, err
	}
	r := &reference{table: x.db.Catalogue.Table(name), targets: targets, keyer: x.keyer, cache: make([]cached, cacheSlots)}
	x.refs[name] = r
	return r, nil
}

// find returns the cloud id of the first row with the identity of the row whose
// key is raw, and whether there is one.
func (r *reference) find(raw int64) (batch.Key, bool, error) {
	slot := &r.cache[uint64(raw)%cacheSlots]
	if slot.state != 0 && slot.raw == raw {
		return slot.key, slot.state == 1, nil
	}
	*slot = cached{raw: raw, state: 2}
	if r.targets == nil {
		return batch.Key{}, false, nil
	}
	cells, err := r.targets.Find(raw)
	if err != nil {
		*slot = cached{}
		return batch.Key{}, false, err
	}
	if cells != nil {
		slot.key, slot.state = r.keyer.Key(r.table, cells, 0), 1
	}
	return slot.key, slot.state == 1, nil
}

func (r *reference) close() error {
	if r.targets == nil {
		return nil
	}
	return r.targets.Close()
}
