package automaton

import "slices"

const (
	unknown   = ^uint16(0)
	matched   = 1
	dead      = 0       // the first state: no thread
	mostBytes = 2 << 20 // of one matcher
	mostRows  = 1<<15 - 2
	stateSize = 24 // of a state beside its threads and entries
)

// cache holds the states that were met, and where they lead. An entry is the number of a
// state, doubled, with matched. It is one table of its own and no map: a guest's maps are
// slow, and what is forgotten leaves its memory to what comes.
type cache struct {
	stride  int      // entries of one row: a class each, and the end of the text
	next    []uint16 // by state and class, unknown before it is asked for
	states  []kept
	threads []uint16 // of all states
	slots   []uint16 // states by their hash, 0 for none; a power of two of them
	size    int      // bytes that it is taken to have
}

// kept is a state, with its threads among those of all.
type kept struct {
	hash        uint32
	first, last uint32
	seeking     bool
	asserts     bool
	before      kind
}

const firstSlots = 64

func (c *cache) init(stride int) {
	c.stride = stride
	c.slots = make([]uint16, firstSlots)
	c.reset()
}

// reset forgets all states but the dead one, and returns how many bytes they had.
func (c *cache) reset() int {
	had := c.size
	c.size = 0
	c.states = append(c.states[:0], kept{})
	c.threads = c.threads[:0]
	c.next = c.next[:0]
	for range c.stride {
		c.next = append(c.next, dead)
	}
	clear(c.slots)
	return had
}

// state returns the state of an entry. Its threads are the cache's, until it forgets them.
func (c *cache) state(entry uint16) state {
	k := &c.states[entry>>1]
	return state{threads: c.threads[k.first:k.last:k.last], seeking: k.seeking, asserts: k.asserts, before: k.before}
}

// add returns the entry of a state, of which it keeps a copy where it is new, and the
// bytes that were added.
func (c *cache) add(s *state) (entry uint16, bytes int) {
	if len(s.threads) == 0 && !s.seeking {
		return dead, 0
	}
	hash := hashOf(s)
	at := int(hash) & (len(c.slots) - 1)
	for ; c.slots[at] != 0; at = (at + 1) & (len(c.slots) - 1) {
		if n := c.slots[at]; c.states[n].hash == hash && c.same(n, s) {
			return n << 1, 0
		}
	}
	n := uint16(len(c.states))
	c.slots[at] = n
	first := uint32(len(c.threads))
	c.threads = append(c.threads, s.threads...)
	c.states = append(c.states, kept{hash, first, uint32(len(c.threads)), s.seeking, s.asserts, s.before})
	for range c.stride {
		c.next = append(c.next, unknown)
	}
	if 2*len(c.states) > len(c.slots) {
		c.spread()
	}
	bytes = 2*c.stride + 2*len(s.threads) + stateSize
	c.size += bytes
	return n << 1, bytes
}

func (c *cache) same(n uint16, s *state) bool {
	k := &c.states[n]
	return k.seeking == s.seeking && k.asserts == s.asserts && k.before == s.before && slices.Equal(c.threads[k.first:k.last], s.threads)
}

// spread doubles the slots.
func (c *cache) spread() {
	c.slots = make([]uint16, 2*len(c.slots))
	for n := 1; n < len(c.states); n++ {
		at := int(c.states[n].hash) & (len(c.slots) - 1)
		for c.slots[at] != 0 {
			at = (at + 1) & (len(c.slots) - 1)
		}
		c.slots[at] = uint16(n)
	}
}

// hashOf is FNV-1a over threads and flags, with its high bits brought down.
func hashOf(s *state) uint32 {
	h := uint32(2166136261) ^ uint32(s.before)
	if s.seeking {
		h ^= 0x100
	}
	if s.asserts {
		h ^= 0x200
	}
	for _, at := range s.threads {
		h = (h ^ uint32(at)) * 16777619
	}
	return h ^ h>>15
}
