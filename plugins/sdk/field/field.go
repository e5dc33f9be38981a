// Package field writes and reads the little-endian numbers of compiled rules. A guest does
// without encoding/binary, which would bring reflection along.
package field

// Append16 appends v to b.
func Append16(b []byte, v uint16) []byte { return append(b, byte(v), byte(v>>8)) }

// Append32 appends v to b.
func Append32(b []byte, v uint32) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}

// Append64 appends v to b.
func Append64(b []byte, v uint64) []byte {
	return Append32(Append32(b, uint32(v)), uint32(v>>32))
}

// AppendNumber appends v in as few bytes as it takes, 7 bits each.
func AppendNumber(b []byte, v uint32) []byte {
	for ; v >= 0x80; v >>= 7 {
		b = append(b, byte(v)|0x80)
	}
	return append(b, byte(v))
}

// Load16 reads the number at b[at:].
func Load16(b []byte, at int) uint16 {
	_ = b[at+1]
	return uint16(b[at]) | uint16(b[at+1])<<8
}

// Load32 reads the number at b[at:].
func Load32(b []byte, at int) uint32 {
	_ = b[at+3]
	return uint32(b[at]) | uint32(b[at+1])<<8 | uint32(b[at+2])<<16 | uint32(b[at+3])<<24
}

// Load64 reads the number at b[at:].
func Load64(b []byte, at int) uint64 {
	return uint64(Load32(b, at)) | uint64(Load32(b, at+4))<<32
}

// Number reads what [AppendNumber] wrote, and returns its size, 0 where there is none.
func Number(b []byte) (v uint32, size int) {
	var wide uint64
	for i := 0; i < len(b) && i < 5; i++ {
		wide |= uint64(b[i]&0x7f) << (7 * i)
		if b[i] < 0x80 {
			if wide > 1<<32-1 {
				return 0, 0
			}
			return uint32(wide), i + 1
		}
	}
	return 0, 0
}
