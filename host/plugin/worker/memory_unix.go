//go:build unix

package worker

import "golang.org/x/sys/unix"

// reserve maps address space outside Go's heap, which would count untouched pages.
func reserve(n int) []byte {
	b, err := unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil
	}
	return b
}

func unreserve(b []byte) {
	if b != nil {
		_ = unix.Munmap(b) // b came from reserve
	}
}
