package extract

import "github.com/driftsync/driftsync/host/batch"

// occurrences counts equal identities within one table, so that equal rows get
// different ordinals. It holds 64 bits a row: two rows that collide get different
// ordinals as well, which is harmless.
type occurrences struct {
	slots []uint64 // open addressing; 0 is empty
	n     int
}

// next returns how often the identity with this key was seen before. The key is
// that of ordinal 0.
func (o *occurrences) next(key batch.Key) int {
	for ordinal := 0; ; ordinal++ {
		if o.add(hashOf(key, ordinal)) {
			return ordinal
		}
	}
}

func hashOf(key batch.Key, ordinal int) uint64 {
	var h uint64
	for _, b := range key[8:] {
		h = h<<8 | uint64(b)
	}
	h ^= uint64(ordinal) * 0x9e3779b97f4a7c15
	if h == 0 {
		return 1
	}
	return h
}

// add adds a hash and reports whether it was not there.
func (o *occurrences) add(h uint64) bool {
	if 4*(o.n+1) > 3*len(o.slots) {
		o.grow()
	}
	mask := uint64(len(o.slots) - 1)
	i := h & mask
	for ; o.slots[i] != 0; i = (i + 1) & mask {
		if o.slots[i] == h {
			return false
		}
	}
	o.slots[i] = h
	o.n++
	return true
}

func (o *occurrences) grow() {
	old := o.slots
	o.slots = make([]uint64, max(1024, 2*len(old)))
	o.n = 0
	for _, h := range old {
		if h != 0 {
			o.add(h)
		}
	}
}
