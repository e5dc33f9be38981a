package wire

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSetup(t *testing.T) {
	want := Setup{Pages: 512, Direct: true, CacheDir: "/cache", Wasm: []byte("module")}
	encoded := want.Append(nil)
	got, ok := ParseSetup(encoded)
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Errorf("setup (-want +got):\n%s", diff)
	}
	for n := range len(encoded) - len(want.Wasm) {
		if _, ok := ParseSetup(encoded[:n]); ok {
			t.Errorf("%d of %d bytes pass", n, len(encoded))
		}
	}
}

func TestRenew(t *testing.T) {
	encoded := AppendRenew(nil, 1<<30+3)
	if got, ok := ParseRenew(encoded); !ok || got != 1<<30+3 {
		t.Errorf("renew after %d, %t", got, ok)
	}
	for n := range len(encoded) {
		if _, ok := ParseRenew(encoded[:n]); ok {
			t.Errorf("%d of %d bytes pass", n, len(encoded))
		}
	}
}

func TestRead(t *testing.T) {
	var pipe bytes.Buffer
	large := bytes.Repeat([]byte{1}, 4096)
	for _, payload := range [][]byte{nil, {1, 2}, large} {
		if err := Write(&pipe, Call, payload); err != nil {
			t.Fatal(err)
		}
	}
	var buf []byte
	for _, want := range [][]byte{{}, {1, 2}, large} {
		kind, got, err := Read(&pipe, buf, len(large))
		if err != nil || kind != Call || !bytes.Equal(got, want) {
			t.Errorf("read = %d, %d bytes, %v; want %d bytes", kind, len(got), err, len(want))
		}
		buf = got
	}
	if _, _, err := Read(&pipe, buf, 1); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
	if err := Write(&pipe, Answer, large); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Read(&pipe, nil, len(large)-1); !errors.Is(err, ErrSize) {
		t.Errorf("beyond the limit: %v", err)
	}
}
