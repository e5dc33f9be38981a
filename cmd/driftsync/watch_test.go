package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ncruces/go-sqlite3"

	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/internal/demo"
)

// The watch pushes at once, again after a run of Drift, and ends cleanly.
func TestWatch(t *testing.T) {
	cache := filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid()))
	if err := compiled.Use(filepath.Join(cache, "sqlite")); err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	o := demo.Options{Rows: 1700}
	if _, err := demo.Generate(t.Context(), root, o); err != nil {
		t.Fatal(err)
	}
	out, in := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	c := &cli{JSON: true, State: t.TempDir(), Cache: cache}
	w := &watchCommand{Root: root, To: "file:" + filepath.Join(t.TempDir(), "out.db"), Settle: 50 * time.Millisecond, Every: 10 * time.Millisecond}
	ended := make(chan error, 1)
	go func() {
		ended <- w.Run(c, streams{out: in, err: io.Discard}, &ctx)
		in.Close()
	}()
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 8<<20)
	next := func() (sent int64) {
		t.Helper()
		for lines.Scan() {
			var e struct {
				OK      bool
				Summary struct{ Sent int64 }
			}
			if err := json.Unmarshal(lines.Bytes(), &e); err != nil || !e.OK {
				t.Fatalf("%v: %.300s", err, lines.Bytes())
			}
			if e.Summary.Sent > 0 {
				return e.Summary.Sent
			}
		}
		t.Fatal("the watch ended")
		return 0
	}
	first := next()
	conn, err := sqlite3.Open(filepath.Join(root, ".drift", "drift.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Exec("UPDATE functions SET end_line=end_line+1 WHERE id=(SELECT min(id) FROM functions)"); err != nil {
		t.Fatal(err)
	}
	if again := next(); again != 1 {
		t.Errorf("the first push sent %d rows, the second %d", first, again)
	}
	stop()
	go io.Copy(io.Discard, out)
	if err := <-ended; err != nil {
		t.Errorf("the watch ended with %v", err)
	}
}
