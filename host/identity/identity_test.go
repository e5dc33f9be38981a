package identity

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/schema"
)

var (
	key     = bytes.Repeat([]byte{7}, KeySize)
	project = uuid.MustParse("0b8c1c4e-6f0a-4f0e-9d57-3a6f1f3c7d11")
)

func TestKeyer_KeyIsUUIDv5(t *testing.T) {
	table := schema.Find(schema.Drift, "violations")
	k := NewKeyer(key, project, "/work/shop")
	got := uuid.UUID(k.Key(table, []any{[]byte("a")}, 0))
	if got.Version() != 5 || got.Variant() != uuid.RFC4122 {
		t.Errorf("%v is version %d, variant %v", got, got.Version(), got.Variant())
	}
	if uuid.UUID(uuid5(project, []byte("x"))) != uuid.NewSHA1(project, []byte("x")) {
		t.Error("uuid5 differs from the library's")
	}
}

func TestKeyer_AnotherCheckoutPathChangesNothing(t *testing.T) {
	violations, owasp := schema.Find(schema.Drift, "violations"), schema.Find(schema.Drift, "owasp_findings")
	one, two := NewKeyer(key, project, "/work/shop"), NewKeyer(key, project, "/home/ada/src/shop")
	if one.Key(violations, []any{[]byte("naming-/work/shop/a.ts-3")}, 0) != two.Key(violations, []any{[]byte("naming-/home/ada/src/shop/a.ts-3")}, 0) {
		t.Error("an id that embeds the root depends on it")
	}
	if one.Key(owasp, []any{[]byte("owasp--work-shop-a.ts-3-0")}, 0) != two.Key(owasp, []any{[]byte("owasp--home-ada-src-shop-a.ts-3-0")}, 0) {
		t.Error("an id that embeds the root with dashes depends on it")
	}
}

func TestKeyer_Injective(t *testing.T) {
	a, b := schema.Find(schema.Drift, "call_edges"), schema.Find(schema.Drift, "data_access")
	k := NewKeyer(key, project, "/r")
	seen := map[[16]byte]string{}
	for name, id := range map[string][16]byte{
		"null":    k.Key(a, []any{nil, nil}, 0),
		"empty":   k.Key(a, []any{[]byte{}, nil}, 0),
		"split 1": k.Key(a, []any{[]byte("ab"), []byte("c")}, 0),
		"split 2": k.Key(a, []any{[]byte("a"), []byte("bc")}, 0),
		"int":     k.Key(a, []any{int64(1), nil}, 0),
		"float":   k.Key(a, []any{float64(1), nil}, 0),
		"ordinal": k.Key(a, []any{int64(1), nil}, 1),
		"table":   k.Key(b, []any{int64(1), nil}, 0),
		"project": NewKeyer(key, uuid.Nil, "/r").Key(a, []any{int64(1), nil}, 0),
		"key":     NewKeyer(make([]byte, KeySize), project, "/r").Key(a, []any{int64(1), nil}, 0),
	} {
		if other, ok := seen[id]; ok {
			t.Errorf("%s and %s have one id", name, other)
		}
		seen[id] = name
	}
}

func TestNumber_HoldsInJavaScript(t *testing.T) {
	n := Number([16]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	if n != 1<<53-1 {
		t.Errorf("%d is not the largest safe integer", n)
	}
}

func TestFingerprinter(t *testing.T) {
	table := schema.Find(schema.Drift, "violations")
	sum := func(policy string, cells ...any) [16]byte {
		f := NewFingerprinter(key, policy)
		f.Begin(table)
		for _, c := range cells {
			f.Add(c)
		}
		return f.Sum()
	}
	base := sum("p", []byte("a"), nil)
	if base != sum("p", []byte("a"), nil) {
		t.Error("not deterministic")
	}
	for name, other := range map[string][16]byte{
		"policy": sum("q", []byte("a"), nil), "cell": sum("p", []byte("b"), nil), "null": sum("p", []byte("a"), []byte{}),
	} {
		if other == base {
			t.Errorf("another %s gives the same fingerprint", name)
		}
	}
}

func TestPseudonym(t *testing.T) {
	p := NewPseudonym(key)
	one := string(p.Append(nil, []byte("ada@example.org")))
	if len(one) != 20 || !strings.HasPrefix(one, "[P:") || one[19] != ']' {
		t.Errorf("%q has another form", one)
	}
	if one == string(NewPseudonym(make([]byte, KeySize)).Append(nil, []byte("ada@example.org"))) {
		t.Error("the key makes no difference")
	}
	if d := string(p.AppendDigest(nil, []byte("x"), 8)); len(d) != 16 {
		t.Errorf("digest %q is not 8 bytes in hexadecimal digits", d)
	}
}

func BenchmarkKeyer(b *testing.B) {
	table := schema.Find(schema.Drift, "functions")
	k := NewKeyer(key, project, "/home/ada/src/shop")
	cells := []any{[]byte("/home/ada/src/shop/packages/core/src/index.ts"), []byte("handleRequest"), int64(120)}
	b.ReportAllocs()
	for b.Loop() {
		k.Key(table, cells, 0)
	}
}
