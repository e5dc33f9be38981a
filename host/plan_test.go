package host_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/demo"
)

func dryRun(dir string) func(*host.Options) {
	return func(o *host.Options) { o.DryRun, o.DryRunDir = true, dir }
}

func planFrom(dir string) func(*host.Options) { return func(o *host.Options) { o.PlanDir = dir } }

// change makes every kind of change that a plan carries.
func (b *bench) change() {
	b.exec("drift", "DELETE FROM violations WHERE rowid=(SELECT min(rowid) FROM violations); UPDATE functions SET end_line=end_line+1")
	b.exec("cortex", "UPDATE memories SET access_count=access_count+1")
}

// sniffer is a proxy that keeps what goes by.
type sniffer struct {
	mu   sync.Mutex
	seen map[string][]byte // bodies of POST requests to tables, by method and path
}

func (s *sniffer) client(t *testing.T) *http.Client {
	onward := &httputil.ReverseProxy{Rewrite: func(*httputil.ProxyRequest) {}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if r.Method == http.MethodPost && !strings.Contains(r.URL.Path, "/rpc/") {
			s.mu.Lock()
			s.seen[r.Method+" "+r.URL.RequestURI()+"\n"+fmt.Sprintf("%x", body[:min(len(body), 400)])] = body
			s.mu.Unlock()
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		onward.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	at, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(at)}}
}

// What goes over the wire when a plan is sent are the bytes of its files, and its
// requests are those that it names.
func TestPlan_BytesPlannedAreBytesSent(t *testing.T) {
	b := newBench(t, demo.Options{})
	c := newCloud(t)
	wire := &sniffer{seen: make(map[string][]byte)}
	through := wire.client(t)
	b.options.Destination = c.destination(t, func(o *supabase.Options) { o.HTTP = through })
	describe, err := supabase.Describe(supabase.Options{URL: c.URL, Key: c.Key, Tenant: c.tenant, Project: c.project})
	if err != nil {
		t.Fatal(err)
	}
	b.options.Destination.Describe = describe
	if _, err := host.Register(t.Context(), b.options); err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"the first push", "a change"} {
		dir := filepath.Join(t.TempDir(), "plan")
		planned := b.push(dryRun(dir))
		if !planned.Sendable || len(wire.seen) > 0 {
			t.Fatalf("%s: sendable %v (%s), %d requests before the plan", step, planned.Sendable, planned.Unsendable, len(wire.seen))
		}
		sent := b.push(planFrom(dir))
		if diff := cmp.Diff(planned.Tables, sent.Tables); diff != "" || sent.Run != planned.Run || !sent.Complete {
			t.Errorf("%s: complete %v, run %s of plan %s (- planned, + sent)\n%s", step, sent.Complete, sent.Run, planned.Run, diff)
		}
		var plan host.Plan
		data, err := os.ReadFile(filepath.Join(dir, "plan.json"))
		if err == nil {
			err = json.Unmarshal(data, &plan)
		}
		if err != nil {
			t.Fatal(err)
		}
		want := make(map[string][]byte)
		for _, r := range plan.Requests {
			body, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(r.Body)))
			if err != nil {
				t.Fatal(err)
			}
			want[r.Method+" "+r.Path+"\n"+fmt.Sprintf("%x", body[:min(len(body), 400)])] = body
		}
		if len(want) == 0 || !maps.EqualFunc(want, wire.seen, bytes.Equal) {
			t.Errorf("%s: %d requests planned, %d went over the wire, or their bytes differ", step, len(want), len(wire.seen))
		}
		clear(wire.seen)
		if again := b.push(); again.Summary().Sent+again.Summary().Removed != 0 || again.Full {
			t.Errorf("%s: a push after the plan sent %+v, full %v", step, again.Summary(), again.Full)
		}
		b.change()
	}
}

// A plan ends as the push would have ended in its place.
func TestPlan_EndsAsAPush(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	one, other := newBench(t, demo.Options{}), newBench(t, demo.Options{})
	for _, b := range []*bench{one, other} {
		b.options.TeamKey = []byte(strings.Repeat("k", 32))
		b.push()
		b.change()
	}
	dir := filepath.Join(t.TempDir(), "plan")
	one.push(dryRun(dir))
	got, want := one.push(planFrom(dir)), other.push()
	if diff := cmp.Diff(want.Summary(), got.Summary()); diff != "" || want.Summary().Removed == 0 {
		t.Errorf("- push, + plan\n%s", diff)
	}
	const cells = "SELECT count(*), count(removed_at), sum(end_line) FROM cloud_functions UNION ALL SELECT count(*), count(removed_at), 0 FROM cloud_violations"
	if diff := cmp.Diff(other.rows(cells), one.rows(cells)); diff != "" {
		t.Errorf("- push, + plan\n%s", diff)
	}
	if r := one.push(); r.Summary().Sent+r.Summary().Removed != 0 {
		t.Errorf("the next push sent %+v", r.Summary())
	}
}

func TestPlan_Refused(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes forty times")
	}
	b := newBench(t, demo.Options{Rows: 1})
	b.push()
	for name, c := range map[string]struct {
		between func(b *bench, dir string)
		change  func(*host.Options)
		why     string
	}{
		"a changed body":         {func(b *bench, dir string) { b.damage(dir, "bodies/*_functions.json") }, nil, "was changed"},
		"changed parts":          {func(b *bench, dir string) { b.damage(dir, "parts.json") }, nil, "was changed"},
		"changed records":        {func(b *bench, dir string) { b.damage(dir, "records") }, nil, "was changed"},
		"a changed header":       {func(b *bench, dir string) { b.damage(dir, "run.json") }, nil, "was changed"},
		"a changed plan":         {func(b *bench, dir string) { b.damage(dir, "plan.json") }, nil, "was changed"},
		"a changed seal":         {func(b *bench, dir string) { b.damage(dir, "plan.seal") }, nil, "was changed"},
		"no plan":                {func(b *bench, dir string) { os.RemoveAll(dir) }, nil, "no plan.json"},
		"a push came after it":   {func(b *bench, dir string) { b.push() }, nil, "another push"},
		"sent already":           {func(b *bench, dir string) { b.push(planFrom(dir)) }, nil, "already"},
		"other keys":             {nil, func(o *host.Options) { o.TeamKey = []byte(strings.Repeat("k", 32)) }, "have changed"},
		"another destination":    {nil, func(o *host.Options) { o.Destination.Name += "-2" }, "another destination"},
		"bodies of another form": {nil, func(o *host.Options) { o.Destination.Bare = true }, "another version"},
		"a reset destination": {func(b *bench, dir string) {
			for _, suffix := range []string{"", "-wal", "-shm"} {
				os.Remove(b.out + suffix)
			}
		}, nil, "the destination has changed"},
	} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			b.change()
			dir := filepath.Join(t.TempDir(), "plan")
			b.push(dryRun(dir))
			if c.between != nil {
				c.between(b, dir)
			}
			writes := 0
			_, err := b.try(planFrom(dir), func(o *host.Options) {
				if c.change != nil {
					c.change(o)
				}
				open := o.Destination.Open
				o.Destination.Open = func() (sink.Sink, error) {
					s, err := open()
					return &counting{s, &writes}, err
				}
			})
			if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.PlanRefused || !strings.Contains(f.Message, c.why) {
				t.Errorf("%v", err)
			}
			if writes > 0 {
				t.Errorf("%d parts were sent", writes)
			}
			if r := b.push(); !r.Complete {
				t.Error("the next push is not complete")
			}
		})
	}
}

// counting counts the parts that reach a sink.
type counting struct {
	sink.Sink
	writes *int
}

func (c *counting) Write(ctx context.Context, p *sink.Part) ([]sink.Refusal, error) {
	*c.writes++
	return c.Sink.Write(ctx, p)
}

// damage changes one byte of a file.
func (b *bench) damage(dir, pattern string) {
	b.t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
	if err != nil || len(files) == 0 {
		b.t.Fatalf("%s: %d files, %v", pattern, len(files), err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		b.t.Fatal(err)
	}
	data[len(data)/2]++
	if err := os.WriteFile(files[0], data, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// Before the first push, ids are the destination's to give.
func TestPlan_UnknownSource(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{Rows: 1700})
	dir := filepath.Join(t.TempDir(), "plan")
	b.push(dryRun(dir))
	_, err := b.try(planFrom(dir))
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.PlanRefused {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(b.out); err == nil {
		t.Error("the destination was made")
	}
	id, err := host.Register(t.Context(), b.options)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := host.Register(t.Context(), b.options); again != id || err != nil {
		t.Errorf("registered again as %s after %s, %v", again, id, err)
	}
	sendable := filepath.Join(t.TempDir(), "plan")
	planned := b.push(dryRun(sendable))
	if sent := b.push(planFrom(sendable)); sent.Source != id || sent.Summary() != planned.Summary() || len(sent.Tables) != 73 {
		t.Errorf("%+v of %+v", sent.Summary(), planned.Summary())
	}
}

// A source that the destination knows and this machine does not is read whole.
func TestRegister_LostState(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{Rows: 1700})
	b.options.TeamKey = []byte(strings.Repeat("k", 32))
	total := b.push().Summary().Sent
	if err := os.RemoveAll(b.options.StateDir); err != nil {
		t.Fatal(err)
	}
	if _, err := host.Register(t.Context(), b.options); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "plan")
	if r := b.push(dryRun(dir)); !r.Full || !r.Sendable {
		t.Errorf("full %v, sendable %v", r.Full, r.Sendable)
	}
	if r := b.push(planFrom(dir)); r.Summary().Sent != total || !r.Complete {
		t.Errorf("%+v of %d rows, complete %v", r.Summary(), total, r.Complete)
	}
	if live := b.rows("SELECT count(DISTINCT sync_source_id) FROM cloud_functions WHERE removed_at IS NULL"); !slices.Equal(live, []string{"1"}) {
		t.Errorf("%s sources", live)
	}
}
