package ruleset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/plugins/sdk/rule"
)

// ErrModule says that a module is not the engine.
var ErrModule = errors.New("not the module of the rules engine")

const (
	wasmHeader       = 8
	sectionData      = 11
	sectionDataCount = 12
	constI32         = 0x41
	end              = 0x0b
)

// Pack returns the engine's module with a table in its memory and a manifest. The table
// becomes one more data segment, at the address that the module gives beside
// [rule.AreaName]: no code and no index of the module changes.
func Pack(engine, table, manifestJSON []byte) ([]byte, error) {
	if len(table) > rule.AreaSize {
		return nil, fmt.Errorf("%w: the table has %d bytes", ErrModule, len(table))
	}
	sections, err := split(engine)
	if err != nil {
		return nil, err
	}
	out := append([]byte(nil), engine[:wasmHeader]...)
	done := false
	for _, s := range sections {
		switch s.id {
		case sectionDataCount:
			return nil, fmt.Errorf("%w: it counts its data", ErrModule)
		case sectionData:
			body, err := extend(s.body, table)
			if err != nil {
				return nil, err
			}
			out, done = appendSection(out, s.id, body), true
		default:
			out = appendSection(out, s.id, s.body)
		}
	}
	if !done {
		return nil, fmt.Errorf("%w: it has no data", ErrModule)
	}
	return manifest.Append(out, manifestJSON)
}

type section struct {
	id   byte
	body []byte
}

func split(module []byte) ([]section, error) {
	if len(module) < wasmHeader || string(module[:4]) != "\x00asm" {
		return nil, ErrModule
	}
	var all []section
	for rest := module[wasmHeader:]; len(rest) > 0; {
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) {
			return nil, ErrModule
		}
		body := rest[1+n : 1+n+int(size)]
		all = append(all, section{rest[0], body})
		rest = rest[1+n+int(size):]
	}
	return all, nil
}

func appendSection(dst []byte, id byte, body []byte) []byte {
	dst = append(dst, id)
	dst = binary.AppendUvarint(dst, uint64(len(body)))
	return append(dst, body...)
}

// extend adds a segment with the table to a data section.
func extend(body, table []byte) ([]byte, error) {
	segments, count, err := readSegments(body)
	if err != nil {
		return nil, err
	}
	at, err := areaOf(segments)
	if err != nil {
		return nil, err
	}
	_, n := binary.Uvarint(body)
	out := binary.AppendUvarint(nil, count+1)
	out = append(out, body[n:]...)
	out = append(out, 0, constI32)
	out = appendSigned(out, int32(at))
	out = append(out, end)
	out = binary.AppendUvarint(out, uint64(len(table)))
	return append(out, table...), nil
}

// segment is an active data segment of memory 0.
type segment struct {
	at   uint32
	data []byte
}

func readSegments(body []byte) ([]segment, uint64, error) {
	count, n := binary.Uvarint(body)
	if n <= 0 || count > uint64(len(body)) {
		return nil, 0, ErrModule
	}
	rest := body[n:]
	var all []segment
	for range count {
		if len(rest) < 2 || rest[0] != 0 || rest[1] != constI32 {
			return nil, 0, fmt.Errorf("%w: a data segment that is not at a fixed place", ErrModule)
		}
		at, n := signed(rest[2:])
		if n == 0 || len(rest) < 3+n || rest[2+n] != end {
			return nil, 0, ErrModule
		}
		rest = rest[3+n:]
		size, n := binary.Uvarint(rest)
		if n <= 0 || size > uint64(len(rest)-n) {
			return nil, 0, ErrModule
		}
		all = append(all, segment{uint32(at), rest[n : n+int(size)]})
		rest = rest[n+int(size):]
	}
	return all, count, nil
}

// areaOf returns the address that stands behind the area's name. No segment may reach into
// the room there: memory that no segment fills is zero.
func areaOf(segments []segment) (uint32, error) {
	var named []uint32
	for _, s := range segments {
		for from := 0; ; {
			i := bytes.Index(s.data[from:], []byte(rule.AreaName))
			if i < 0 {
				break
			}
			named = append(named, s.at+uint32(from+i+len(rule.AreaName)))
			from += i + 1
		}
	}
	if len(named) != 1 {
		return 0, fmt.Errorf("%w: it has %d places for rules", ErrModule, len(named))
	}
	var word [8]byte
	for _, s := range segments {
		for i := range word {
			if at := uint64(named[0]) + uint64(i); at >= uint64(s.at) && at-uint64(s.at) < uint64(len(s.data)) {
				word[i] = s.data[at-uint64(s.at)]
			}
		}
	}
	area := binary.LittleEndian.Uint64(word[:])
	for _, s := range segments {
		if area == 0 || area > 1<<31 || uint64(s.at) < area+rule.AreaSize && uint64(s.at)+uint64(len(s.data)) > area {
			return 0, fmt.Errorf("%w: the place for rules is taken", ErrModule)
		}
	}
	return uint32(area), nil
}

// appendSigned appends v in LEB128.
func appendSigned(dst []byte, v int32) []byte {
	for {
		b := byte(v & 0x7f)
		v >>= 7
		if v == 0 && b&0x40 == 0 || v == -1 && b&0x40 != 0 {
			return append(dst, b)
		}
		dst = append(dst, b|0x80)
	}
}

// signed reads LEB128, and returns its size, 0 where there is none.
func signed(b []byte) (v int32, n int) {
	var wide int64
	for i := 0; i < len(b) && i < 5; i++ {
		wide |= int64(b[i]&0x7f) << (7 * i)
		if b[i] < 0x80 {
			if b[i]&0x40 != 0 {
				wide |= -1 << (7 * (i + 1))
			}
			return int32(wide), i + 1
		}
	}
	return 0, 0
}
