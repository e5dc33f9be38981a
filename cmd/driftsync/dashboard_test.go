package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sqlite"
	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
	"github.com/driftsync/driftsync/internal/dashboard"
)

// The dashboard of a file says where it is, answers who has the token, and ends cleanly.
func TestDashboard(t *testing.T) {
	if err := compiled.Use(filepath.Join(testCache(), "sqlite")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "out.db")
	s, err := sqlite.Open(t.Context(), file, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Begin(t.Context(), sink.Start{Name: "ci"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		d := &dashboardCommand{Root: t.TempDir(), From: "file:" + file}
		ended <- d.Run(&cli{JSON: true, State: t.TempDir(), Cache: testCache()}, streams{out: in, err: io.Discard}, &ctx)
		in.Close()
	}()
	var e struct {
		Schema string
		OK     bool
		Result dashboardResult
	}
	if err := json.NewDecoder(out).Decode(&e); err != nil || !e.OK || e.Schema != dashboardSchema || e.Result.Destination != "file:"+file {
		t.Fatalf("%v: %+v", err, e)
	}
	go io.Copy(io.Discard, out)
	address, token, _ := strings.Cut(e.Result.URL, "#token=")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"rest/v1/v_primary_source?select=stale", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(dashboard.TokenHeader, token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil || strings.TrimSpace(string(body)) != `[{"stale":"none"}]` {
		t.Errorf("%v: %s", err, body)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}
