package plugin

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/host/batch"
	"github.com/driftsync/driftsync/schema"
)

func TestMain(m *testing.M) {
	WorkerMain()
	os.Exit(m.Run())
}

// compiled is shared by all tests of a user, so that a guest is compiled once.
func compiled() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid()))
}

// guests builds the modules below testdata, each at most once.
var guests sync.Map // name -> func() ([]byte, error)

func guest(tb testing.TB, name string) []byte {
	tb.Helper()
	build, _ := guests.LoadOrStore(name, sync.OnceValues(func() ([]byte, error) { return buildGuest(name) }))
	wasm, err := build.(func() ([]byte, error))()
	if err != nil {
		tb.Fatalf("build guest %s: %v", name, err)
	}
	return wasm
}

func buildGuest(name string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "driftsync-guest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, name+".wasm")
	cmd := exec.Command("go", "build", "-buildmode=c-shared", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=", "-o", file, ".")
	cmd.Dir = filepath.Join("testdata", name)
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	return os.ReadFile(file)
}

func testManifest(name string) manifest.Manifest {
	return manifest.Manifest{
		Name: name, Version: "1.0.0", ABI: abi.Version, Reads: []string{"*"},
		Rules: []manifest.Rule{
			{ID: "mask", Title: "Mask", Removes: "text", Marker: "[MASKED]"},
			{ID: "null", Title: "Null", Removes: "cells"},
			{ID: "drop", Title: "Drop", Removes: "rows"},
		},
	}
}

func seal(tb testing.TB, wasm []byte, m manifest.Manifest) []byte {
	tb.Helper()
	data, err := json.Marshal(m)
	if err != nil {
		tb.Fatal(err)
	}
	sealed, err := manifest.Append(wasm, data)
	if err != nil {
		tb.Fatal(err)
	}
	return sealed
}

// module returns a guest as a chain takes it.
func module(tb testing.TB, name string) Module {
	return Module{Name: name, Wasm: seal(tb, guest(tb, name), testManifest(name))}
}

func pseudonym(dst, _ []byte) []byte { return append(dst, "[P:ABCDEFGHIJKLMN23]"...) }

func options(modules ...Module) Options {
	return Options{Modules: modules, CacheDir: compiled(), Pseudonym: pseudonym, Lanes: 1}
}

func open(tb testing.TB, o Options) *Chain {
	tb.Helper()
	c, err := Open(context.Background(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := c.Close(); err != nil {
			tb.Error(err)
		}
	})
	return c
}

// warm starts the workers, so that a test of times sees running ones.
func warm(tb testing.TB, c *Chain) {
	tb.Helper()
	if _, err := c.Redact(context.Background(), textBatch("keep", "x")); err != nil {
		tb.Fatal(err)
	}
}

func table(name string) *schema.Table {
	t := &schema.Table{Database: "test", Name: name, Policy: schema.Sync, Cloud: "cloud_" + name}
	t.Columns = []*schema.Column{
		{Name: "note", Class: abi.FreeText, Type: abi.Text},
		{Name: "payload", Class: abi.JSON, Type: abi.Text},
		{Name: "line", Class: abi.Safe, Type: abi.Int},
	}
	return t
}

// textBatch has the notes in its first column, a JSON object in the second (null in
// every third row), and a number in the third.
func textBatch(name string, notes ...string) *batch.Batch {
	b := batch.New(table(name))
	for i, note := range notes {
		b.Columns[0].AppendBytes(i, []byte(note))
		if i%3 == 2 {
			b.Columns[1].AppendNull(i)
		} else {
			b.Columns[1].AppendBytes(i, []byte(`{"n":"v"}`))
		}
		b.Columns[2].AppendInt(i, int64(i))
		b.Keys = append(b.Keys, batch.Key{byte(i), byte(i >> 8)})
	}
	for i := range b.Columns[:2] {
		b.Bytes += len(b.Columns[i].Data)
	}
	return b
}

// cells returns a column as text, "<null>" for null.
func cells(b *batch.Batch, column int) []string {
	c := &b.Columns[column]
	out := make([]string, b.Rows())
	for row := range out {
		switch {
		case c.Null(row):
			out[row] = "<null>"
		case c.Type.Fixed():
			out[row] = fmt.Sprint(c.Int(row))
		default:
			out[row] = string(c.Bytes(row))
		}
	}
	return out
}

func redact(tb testing.TB, c *Chain, b *batch.Batch) *Result {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := c.Redact(ctx, b)
	if err != nil {
		tb.Fatalf("%v", err)
	}
	return r
}
