package automaton

const (
	unknown   = ^uint16(0)
	matched   = 1
	dead      = 0       // the first state: no thread
	mostBytes = 2 << 20 // of one matcher
	mostRows  = 1<<15 - 2
	stateSize = 64 // of a state beside its threads and entries
)

// cache holds the states that were met, and where they lead. An entry is the number of a
// state, doubled, with matched.
type cache struct {
	stride int      // entries of one row: a class each, and the end of the text
	next   []uint16 // by state and class, unknown before it is asked for
	states []state
	byKey  map[string]uint16
	key    []byte
	size   int // bytes that it is taken to have
}

func (c *cache) init(stride int) {
	c.stride = stride
	c.reset()
}

// reset forgets all states but the dead one, and returns how many bytes they had.
func (c *cache) reset() int {
	had := c.size
	c.size = 0
	c.states = append(c.states[:0], state{})
	c.next = c.next[:0]
	for range c.stride {
		c.next = append(c.next, dead)
	}
	c.byKey = make(map[string]uint16)
	return had
}

// state returns the state of an entry. Its threads stay where they are when the cache
// forgets it.
func (c *cache) state(entry uint16) state { return c.states[entry>>1] }

// add returns the entry of a state, of which it keeps a copy where it is new, and the
// bytes that were added.
func (c *cache) add(s *state) (entry uint16, bytes int) {
	if len(s.threads) == 0 && !s.seeking {
		return dead, 0
	}
	c.key = c.key[:0]
	for _, at := range s.threads {
		c.key = append(c.key, byte(at), byte(at>>8))
	}
	flags := byte(s.before) << 2
	if s.seeking {
		flags |= 1
	}
	if s.asserts {
		flags |= 2
	}
	c.key = append(c.key, flags)
	if entry, ok := c.byKey[string(c.key)]; ok {
		return entry, 0
	}
	entry = uint16(len(c.states)) << 1
	for range c.stride {
		c.next = append(c.next, unknown)
	}
	kept := *s
	kept.threads = append([]uint16(nil), s.threads...)
	c.states = append(c.states, kept)
	c.byKey[string(c.key)] = entry
	bytes = 2*c.stride + 4*len(s.threads) + stateSize
	c.size += bytes
	return entry, bytes
}
