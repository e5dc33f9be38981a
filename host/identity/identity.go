// Package identity makes what a row is known by: its cloud id, its fingerprint, and
// the keyed forms of values that must not leave as they are.
//
// Every key is derived with HMAC-SHA256 from one of two secrets, under a label, so
// that no value made for one purpose can be compared with one made for another.
package identity

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/schema"
)

// KeySize is the size of a secret in bytes.
const KeySize = 32

// Derive returns a key for one purpose. Labels are constants of this module.
func Derive(secret []byte, label string, context ...[]byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("driftsync/1/" + label))
	for _, c := range context {
		var size [8]byte
		binary.LittleEndian.PutUint64(size[:], uint64(len(c)))
		mac.Write(size[:])
		mac.Write(c)
	}
	return mac.Sum(nil)
}

// Keyer makes the cloud ids of one source's rows. It is not safe for concurrent use.
type Keyer struct {
	mac     hash.Hash
	project uuid.UUID
	roots   [][]byte // project root in the spellings that keys embed, longest first
	moved   [][]byte // by root
	hasRoot bool     // the last key had one in it
	buf     []byte
	sum     [sha256.Size]byte
}

// rootToken stands for the project root in an identity, so that another checkout
// path changes nothing. No text of a database holds a NUL character.
const rootToken = "\x00root"

// NewKeyer returns a Keyer. Roots are the spellings of the absolute project root, such
// as the ones with and without symbolic links.
func NewKeyer(sourceKey []byte, project uuid.UUID, roots ...string) *Keyer {
	k := &Keyer{mac: hmac.New(sha256.New, Derive(sourceKey, "row")), project: project}
	var plain, dashed [][]byte
	for _, root := range slices.SortedFunc(slices.Values(roots), func(a, b string) int { return len(b) - len(a) }) {
		if strings.Trim(root, `/\`) != "" {
			plain = append(plain, []byte(root))
			dashed = append(dashed, []byte(strings.NewReplacer("/", "-", `\`, "-").Replace(root)))
		}
	}
	k.roots = append(plain, dashed...)
	k.moved = make([][]byte, len(k.roots))
	return k
}

// Ambiguous reports whether a row with another spelling of the root in its identity
// would have the same key as the last one.
func (k *Keyer) Ambiguous() bool { return k.hasRoot && len(k.roots) > 2 }

// Key returns the cloud id of the row of a table that has these identity cells, in
// the order of the catalogue's identity, and this ordinal:
// UUIDv5(project, HMAC-SHA256(source key, table and identity)). A cell is nil,
// int64, float64 or []byte. A project root inside a text cell counts as a token.
func (k *Keyer) Key(t *schema.Table, cells []any, ordinal int) batch.Key {
	k.hasRoot = false
	b := append(k.buf[:0], t.Database...)
	b = append(b, '.')
	b = append(b, t.Name...)
	for _, cell := range cells {
		if text, ok := cell.([]byte); ok {
			b = appendBytes(b, k.relocate(text))
			continue
		}
		b = appendCell(b, cell)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(ordinal))
	k.buf = b
	k.mac.Reset()
	k.mac.Write(b)
	return uuid5(k.project, k.mac.Sum(k.sum[:0]))
}

// relocate returns text, or memory of the Keyer that holds until the next call.
func (k *Keyer) relocate(text []byte) []byte {
	for i, root := range k.roots {
		before, after, found := bytes.Cut(text, root)
		if !found {
			continue
		}
		moved := k.moved[i][:0]
		for found {
			moved = append(append(moved, before...), rootToken...)
			before, after, found = bytes.Cut(after, root)
		}
		moved = append(moved, before...)
		k.moved[i], text, k.hasRoot = moved, moved, true
	}
	return text
}

// uuid5 is uuid.NewSHA1 without its allocations. RFC 9562, section 5.5.
func uuid5(space uuid.UUID, data []byte) batch.Key {
	var buf [16 + sha256.Size]byte
	n := copy(buf[:], space[:])
	n += copy(buf[n:], data)
	sum := sha1.Sum(buf[:n])
	var key batch.Key
	copy(key[:], sum[:])
	key[6] = key[6]&0x0f | 0x50
	key[8] = key[8]&0x3f | 0x80
	return key
}

// Number returns the stable integer that stands for a renewed key: 53 bits of the
// cloud id, so that JavaScript holds it exactly.
func Number(key batch.Key) int64 {
	return int64(binary.BigEndian.Uint64(key[:8]) >> 11)
}

// Fingerprinter makes keyed digests of whole rows. It is not safe for concurrent use.
type Fingerprinter struct {
	prefix []byte
	buf    []byte
}

// NewFingerprinter returns a Fingerprinter. Policy digests everything but the row
// that decides what leaves: chain, catalogue, guard.
func NewFingerprinter(secret []byte, policy string) *Fingerprinter {
	return &Fingerprinter{prefix: Derive(secret, "fingerprint", []byte(policy))}
}

// Begin starts a row of a table.
func (f *Fingerprinter) Begin(t *schema.Table) {
	f.buf = append(f.buf[:0], f.prefix...)
	f.buf = appendBytes(f.buf, []byte(t.Name))
}

// Add adds a cell: nil, int64, float64 or []byte.
func (f *Fingerprinter) Add(cell any) { f.buf = appendCell(f.buf, cell) }

// AddColumn adds the cell of a row of a batch.
func (f *Fingerprinter) AddColumn(c *batch.Column, row int) {
	switch {
	case c.Null(row):
		f.buf = append(f.buf, tagNull)
	case c.Type == abi.Int:
		f.buf = binary.LittleEndian.AppendUint64(append(f.buf, tagInt), uint64(c.Int(row)))
	case c.Type == abi.Float:
		f.buf = binary.LittleEndian.AppendUint64(append(f.buf, tagFloat), math.Float64bits(c.Float(row)))
	default:
		f.buf = appendBytes(f.buf, c.Bytes(row))
	}
}

// Sum returns 128 bits of SHA-256 over key and row; cut short, it is safe from
// length extension.
func (f *Fingerprinter) Sum() [16]byte {
	sum := sha256.Sum256(f.buf)
	return [16]byte(sum[:16])
}

// Cell tags keep an encoding injective: no two different rows have the same bytes.
const (
	tagNull = iota
	tagInt
	tagFloat
	tagBytes
)

func appendCell(b []byte, cell any) []byte {
	switch v := cell.(type) {
	case int64:
		return binary.LittleEndian.AppendUint64(append(b, tagInt), uint64(v))
	case float64:
		return binary.LittleEndian.AppendUint64(append(b, tagFloat), math.Float64bits(v))
	case []byte:
		return appendBytes(b, v)
	default:
		return append(b, tagNull)
	}
}

func appendBytes(b, v []byte) []byte {
	b = binary.LittleEndian.AppendUint32(append(b, tagBytes), uint32(len(v)))
	return append(b, v...)
}

// Pseudonym makes pseudonyms and digests under one key: the team's, so that an
// author is the same everywhere, or a local one. It is safe for concurrent use.
type Pseudonym struct{ name, digest *macs }

// NewPseudonym returns a Pseudonym for a secret.
func NewPseudonym(secret []byte) *Pseudonym {
	return &Pseudonym{name: newMACs(Derive(secret, "pseudonym")), digest: newMACs(Derive(secret, "digest"))}
}

// macs keeps HMACs of one key for use again: making one costs more than a short value.
type macs struct{ pool sync.Pool }

func newMACs(key []byte) *macs {
	return &macs{pool: sync.Pool{New: func() any { return hmac.New(sha256.New, key) }}}
}

func (m *macs) sum(value []byte) (sum [sha256.Size]byte) {
	mac := m.pool.Get().(hash.Hash)
	defer m.pool.Put(mac)
	mac.Reset()
	mac.Write(value)
	mac.Sum(sum[:0])
	return sum
}

var encoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// Append appends "[P:" and 16 base32 characters and "]" for a value.
func (p *Pseudonym) Append(dst, value []byte) []byte {
	sum := p.name.sum(value)
	dst = append(dst, "[P:"...)
	dst = encoding.AppendEncode(dst, sum[:10])
	return append(dst, ']')
}

// AppendDigest appends the keyed digest of a digest: size bytes as lower-case
// hexadecimal digits, at most 64. A plain one would let anyone confirm a guess at
// the content.
func (p *Pseudonym) AppendDigest(dst, value []byte, size int) []byte {
	sum := p.digest.sum(value)
	return hex.AppendEncode(dst, sum[:min(max(size, 4), len(sum))])
}

// Digest returns a keyed digest of a row's identity and what is wrong with it, as a
// quarantine keeps it.
func Digest(secret []byte, key batch.Key, reason string) string {
	return hex.EncodeToString(Derive(secret, "quarantine", key[:], []byte(reason))[:16])
}
