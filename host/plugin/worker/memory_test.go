package worker

import "testing"

func TestMemories_Guest(t *testing.T) {
	for kernel := range 2 {
		m := &memories{limit: 4 * pageSize}
		for range 2 {
			mem := &memory{owner: m}
			m.all = append(m.all, mem)
			mem.Reallocate(pageSize)
		}
		if got := m.guest(&m.all[kernel].buf[0]); got != m.all[1-kernel] {
			t.Errorf("kernel %d: the guest's memory is not told apart", kernel)
		}
		other := make([]byte, 1)
		if m.guest(&other[0]) != nil {
			t.Error("a kernel that is neither memory passes")
		}
		m.all = append(m.all, &memory{owner: m})
		if m.guest(&m.all[kernel].buf[0]) != nil {
			t.Error("a third memory passes")
		}
		m.release()
	}
}

func TestMemory_Reallocate(t *testing.T) {
	m := &memories{limit: 4 * pageSize}
	defer m.release()
	mem := &memory{owner: m}
	m.all = append(m.all, mem)
	first := mem.Reallocate(pageSize)
	first[pageSize-1] = 7
	grown := mem.Reallocate(4 * pageSize)
	if len(grown) != 4*pageSize || &grown[0] != &first[0] || grown[pageSize-1] != 7 {
		t.Error("growing moved or lost the memory")
	}
	if m.refused {
		t.Error("a growth within the limit counts as refused")
	}
	if mem.Reallocate(5*pageSize) != nil || !m.refused {
		t.Error("a growth beyond the limit passes")
	}
}

func TestMemory_View(t *testing.T) {
	mem := &memory{buf: make([]byte, 100)}
	for _, tt := range []struct {
		ptr, n uint64
		ok     bool
	}{
		{0, 100, true}, {100, 0, true}, {99, 1, true}, {99, 2, false}, {101, 0, false},
		{1 << 63, 1, false}, {1<<64 - 8, 16, false}, {8, 1<<64 - 8, false},
	} {
		if b, ok := mem.view(tt.ptr, tt.n); ok != tt.ok || ok && uint64(len(b)) != tt.n {
			t.Errorf("view(%d, %d) = %d bytes, %t", tt.ptr, tt.n, len(b), ok)
		}
	}
}
