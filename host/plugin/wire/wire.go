// Package wire is the conversation between the engine and its worker processes:
// messages of a kind, a length and a payload over two pipes. The worker is the
// untrusted side: everything it says is bounded and checked by the engine.
package wire

import (
	"encoding/binary"
	"errors"
	"io"
)

// Environment marks a process as a worker; it is the only variable that a worker
// is given.
const Environment = "DRIFTSYNC_WORKER"

// Magic is the payload of [Hello]. A program that was executed as a worker by
// mistake does not say it.
const Magic = "DSW2"

// Kind says what a message is.
type Kind byte

// From the engine: Load once, Start, then any number of Call and Start. From the worker:
// Hello unasked, then one answer to each message.
const (
	Load Kind = 1 + iota // payload: [Setup]
	Call                 // payload: a frame
	Hello
	Ready     // the guest has started and answered an empty frame
	Answer    // payload: a directive list, not checked
	Trapped   // the guest trapped, exited, or returned another code than 0
	OutOfRoom // the guest failed after it was refused memory
	Malformed // the guest used the transport wrongly, or gave no answer
	Compiled  // the module is compiled, and nothing of it has run; payload: [Sandbox]
	Start     // a new instance of the guest may run; payload: [AppendRenew]
)

const headerSize = 5

// ErrSize is a message beyond the limit given to [Read].
var ErrSize = errors.New("message is larger than allowed")

// Setup is what a worker needs to load a module.
type Setup struct {
	Pages     uint32 // of 64 KiB, most that one memory may have
	Direct    bool   // the module uses the direct transport
	Interpret bool   // it is run without being compiled
	CacheDir  string // folder of compiled code; empty for none
	Wasm      []byte
}

const (
	flagDirect = 1 << iota
	flagInterpret
)

// Sandbox is what a worker has given up before it ran the guest.
type Sandbox byte

const (
	Open     Sandbox = iota // nothing: the system offers no way that is known here
	Confined                // no files, no network, no other processes
)

// Append appends the encoding of s to dst.
func (s *Setup) Append(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, s.Pages)
	flags := byte(0)
	if s.Direct {
		flags |= flagDirect
	}
	if s.Interpret {
		flags |= flagInterpret
	}
	dst = append(dst, flags)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(s.CacheDir)))
	dst = append(dst, s.CacheDir...)
	return append(dst, s.Wasm...)
}

// ParseSetup decodes what [Setup.Append] wrote; Wasm is a view into b.
func ParseSetup(b []byte) (Setup, bool) {
	const fixed = 9
	if len(b) < fixed {
		return Setup{}, false
	}
	n := binary.LittleEndian.Uint32(b[5:])
	if uint64(n) > uint64(len(b)-fixed) {
		return Setup{}, false
	}
	return Setup{
		Pages: binary.LittleEndian.Uint32(b), Direct: b[4]&flagDirect != 0, Interpret: b[4]&flagInterpret != 0,
		CacheDir: string(b[fixed : fixed+n]), Wasm: b[fixed+n:],
	}, true
}

// AppendRenew appends the number of batches after which an instance is replaced, 0 for
// never.
func AppendRenew(dst []byte, batches uint32) []byte {
	return binary.LittleEndian.AppendUint32(dst, batches)
}

// ParseRenew decodes what [AppendRenew] wrote.
func ParseRenew(b []byte) (batches uint32, ok bool) {
	if len(b) != 4 {
		return 0, false
	}
	return binary.LittleEndian.Uint32(b), true
}

// Write sends one message. A small one is one write.
func Write(w io.Writer, kind Kind, payload []byte) error {
	var small [512]byte
	small[0] = byte(kind)
	binary.LittleEndian.PutUint32(small[1:], uint32(len(payload)))
	if len(payload) <= len(small)-headerSize {
		n := copy(small[headerSize:], payload)
		_, err := w.Write(small[:headerSize+n])
		return err
	}
	if _, err := w.Write(small[:headerSize]); err != nil {
		return err
	}
	_, err := w.Write(payload)
	return err
}

// Read receives one message of at most limit bytes into buf, which it grows as
// needed and returns.
func Read(r io.Reader, buf []byte, limit int) (Kind, []byte, error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return 0, buf[:0], err
	}
	n := binary.LittleEndian.Uint32(header[1:])
	if uint64(n) > uint64(limit) {
		return 0, buf[:0], ErrSize
	}
	if uint64(cap(buf)) < uint64(n) {
		buf = make([]byte, n, n+n/4)
	}
	buf = buf[:n]
	_, err := io.ReadFull(r, buf)
	return Kind(header[0]), buf, err
}
