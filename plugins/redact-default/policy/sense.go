package policy

import (
	"bytes"
	"math/bits"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
)

// sense is what a key says by itself, wherever it stands.
type sense struct {
	weight strength
	kind   keyKind
	env    bool // the name of an environment variable that holds a secret
	value  bool // the value belongs to a label that stands before
	data   bool // "data" of a Secret of Kubernetes
	login  bool // a call that takes a user and a password
	label  bool // its text says what "value" is
	method bool // its text may be the method of a request
	route  bool // its text may be the path of a request
	person personKey
	plain  bool // as a text, it has nothing to redact; false says nothing
}

const (
	senseKey   = 24 // bytes of the longest key that is remembered
	senseSlots = 256
)

// senses remembers what the last keys of a batch said, since a batch repeats its
// keys. What it answers depends on the key only.
type senses struct {
	zero, last sense
	slots      [senseSlots]senseSlot
}

type senseSlot struct {
	key   [senseKey / 8]uint64
	n     int
	sense sense
}

// of judges a key. The answer is valid until the next call.
func (x *senses) of(key []byte) *sense {
	n := len(key)
	if n == 0 {
		return &x.zero
	}
	if n > senseKey {
		x.last = senseOf(key)
		return &x.last
	}
	b := key
	if cap(b) < senseKey {
		var text [senseKey]byte
		copy(text[:], key)
		b = text[:]
	}
	b = b[:senseKey]
	k := [senseKey / 8]uint64{ascii.Load64(b), ascii.Load64(b[8:]), ascii.Load64(b[16:])}
	switch rest := ^uint64(0) >> (uint(-8*n) & 63); {
	case n <= 8:
		k[0], k[1], k[2] = k[0]&rest, 0, 0
	case n <= 16:
		k[1], k[2] = k[1]&rest, 0
	default:
		k[2] &= rest
	}
	h := (k[0] ^ bits.RotateLeft64(k[1], 17) ^ bits.RotateLeft64(k[2], 41) ^ uint64(n)) * 0x9e3779b97f4a7c15 >> 56
	slot := &x.slots[h%senseSlots]
	if slot.n != n || slot.key != k {
		slot.key, slot.n, slot.sense = k, n, senseOf(key)
	}
	return &slot.sense
}

func senseOf(key []byte) sense {
	return sense{
		weight: keyStrength(key), kind: keyMeaning(key), env: judges.Variable(key), value: valueKeys.Has(key), data: dataKeys.Has(key), login: isLogin(key),
		label: labelKeys.Has(key), method: methodKeys.Has(key), route: routeKeys.Has(key), person: personKeyOf(key),
	}
}

// keyStrength is what a key says, of one word or of several: "unlock code".
func keyStrength(key []byte) strength {
	weight, at := judges.Strength(key), bytes.LastIndexByte(key, ' ')+1
	if weight != silent || at == 0 {
		return weight
	}
	if openedTail(key, at, key[at:]) {
		return tokenlike
	}
	var joined [maxTitle]byte
	n := copy(joined[:], key)
	for i, c := range joined[:n] {
		if c == ' ' {
			joined[i] = '_'
		}
	}
	return judges.Strength(joined[:n]) // "pass word", as "pass_word"
}

const maxTitle = 48 // bytes of a key of several words that are read
