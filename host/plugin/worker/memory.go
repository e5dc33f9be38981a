package worker

import (
	"context"

	"github.com/tetratelabs/wazero/experimental"
)

const pageSize = 64 << 10

// memories hands out the linear memories of one instance and keeps hold of them,
// so that frames are copied straight into and out of the guest: Extism shows its
// host functions only the memory of its own kernel.
type memories struct {
	limit   uint64 // bytes, of each memory
	all     []*memory
	refused bool // a growth beyond limit was refused since it was last cleared
}

// context returns a context in which instances take their memory from m.
func (m *memories) context(ctx context.Context) context.Context {
	return experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(
		func(_, _ uint64) experimental.LinearMemory {
			mem := &memory{owner: m}
			m.all = append(m.all, mem)
			return mem
		}))
}

// guest returns the memory that is not the kernel's, whose first byte is at
// kernel. There must be exactly two.
func (m *memories) guest(kernel *byte) *memory {
	if len(m.all) != 2 {
		return nil
	}
	for i, mem := range m.all {
		if len(mem.buf) > 0 && &mem.buf[0] == kernel {
			return m.all[1-i]
		}
	}
	return nil
}

// release gives all memory back to the system. No instance may use it any more.
func (m *memories) release() {
	for _, mem := range m.all {
		unreserve(mem.whole)
		mem.whole, mem.buf = nil, nil
	}
	m.all = nil
}

// memory is one linear memory. Its address never changes: the address space of the
// limit is reserved at once, and the system provides pages as they are touched.
type memory struct {
	owner  *memories
	whole  []byte
	buf    []byte
	closed bool
}

// Reallocate implements [experimental.LinearMemory].
func (m *memory) Reallocate(size uint64) []byte {
	if size > m.owner.limit {
		m.owner.refused = true
		return nil
	}
	if m.whole == nil {
		m.whole = reserve(int(m.owner.limit))
	}
	if m.whole == nil {
		return nil
	}
	m.buf = m.whole[:size]
	return m.buf
}

// Free implements [experimental.LinearMemory]. wazero calls it when the module is
// closed, be it by the guest's own exit; the pages stay until [memories.release],
// so that a late reference finds them.
func (m *memory) Free() { m.closed = true }

// view returns n bytes at ptr, or false where they are not within the memory.
func (m *memory) view(ptr, n uint64) ([]byte, bool) {
	size := uint64(len(m.buf))
	if ptr > size || n > size-ptr {
		return nil, false
	}
	return m.buf[ptr : ptr+n : ptr+n], true
}
