package abi

// Little-endian access by hand: encoding/binary would bring reflect into every
// guest.

// u32 reads a uint32 as an int. A value beyond the range of a 32-bit int turns
// negative there, which every bounds check refuses.
func u32(b []byte, at int) int { return int(load32(b, at)) }

func load16(b []byte, at int) uint16 {
	b = b[at : at+2 : at+2]
	return uint16(b[0]) | uint16(b[1])<<8
}

func load32(b []byte, at int) uint32 {
	b = b[at : at+4 : at+4]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

func load64(b []byte, at int) uint64 {
	b = b[at : at+8 : at+8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

func put16(b []byte, at int, v uint16) {
	b = b[at : at+2 : at+2]
	b[0], b[1] = byte(v), byte(v>>8)
}

func put32(b []byte, at int, v uint32) {
	b = b[at : at+4 : at+4]
	b[0], b[1], b[2], b[3] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
}

func append16(b []byte, v uint16) []byte { return append(b, byte(v), byte(v>>8)) }

func append32(b []byte, v uint32) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}
