package supabase_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/resttest"
)

// TestSink_Portal replaces each kind of request by each kind of false answer, once and
// always. A call succeeds only after the server has done it.
func TestSink_Portal(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	u := p.Member(t, p.tenant, "member")
	for _, kind := range []struct {
		name string
		is   func(*http.Request) bool
		do   func(context.Context, *supabase.Sink, sink.Lease) error
		done string // true of a source only after the server has done it; empty for a question
	}{
		{"write", isWrite, func(ctx context.Context, s *supabase.Sink, l sink.Lease) error {
			_, err := s.Write(ctx, p.part(t, functions, l, 2, func(int) map[string]any { return map[string]any{"name": "new"} }))
			return err
		}, `select count(*) = 2 from cloud_functions where name = 'new' and sync_source_id = $1`},
		{"sweep", isMethod(http.MethodPatch), func(ctx context.Context, s *supabase.Sink, _ sink.Lease) error {
			_, err := s.Sweep(ctx, functions)
			return err
		}, `select count(*) = 3 from cloud_functions where removed_at is not null and sync_source_id = $1`},
		{"begin", isCall("driftsync_begin"), func(ctx context.Context, s *supabase.Sink, l sink.Lease) error {
			_, err := s.Begin(ctx, p.start(sourceName(t, p, l)))
			return err
		}, `select epoch = 3 from sync_sources where id = $1`},
		{"finish", isCall("driftsync_finish"), func(ctx context.Context, s *supabase.Sink, _ sink.Lease) error {
			return s.Finish(ctx, &sink.Run{ID: uuid.New(), Client: "late", Catalogue: "c", Policy: "p"})
		}, `select count(*) = 1 from sync_runs where client = 'late' and sync_source_id = $1`},
		{"count", isCall("driftsync_count"), func(ctx context.Context, s *supabase.Sink, _ sink.Lease) error {
			got, err := s.Count(ctx, map[string]int64{"cloud_functions": 0})
			return wrong(err, got["cloud_functions"] != 0)
		}, ""},
		{"last run", isMethod(http.MethodGet), func(ctx context.Context, s *supabase.Sink, l sink.Lease) error {
			last, err := s.LastRun(ctx, l.Source)
			return wrong(err, last != uuid.Nil)
		}, ""},
		{"last policy", isMethod(http.MethodGet), func(ctx context.Context, s *supabase.Sink, _ sink.Lease) error {
			policy, err := s.LastPolicy(ctx, uuid.New())
			return wrong(err, policy != "")
		}, ""},
	} {
		for answer, portal := range resttest.Portals {
			for _, times := range []int64{1, 1 << 40} {
				name := fmt.Sprintf("%s/%s/%d", kind.name, answer, min(times, 2))
				t.Run(name, func(t *testing.T) {
					s := p.sink(t, u)
					write(t, s, p.part(t, functions, begin(t, s, p.start(name)), 3, nil))
					l := begin(t, s, p.start(name)) // what is there is of an older epoch now
					struck, wrap := resttest.Instead(kind.is, times, portal)
					p.Use(wrap)
					err := kind.do(t.Context(), s, l)
					p.Use(nil)
					done := kind.done == "" && err == nil || kind.done != "" && query[bool](t, p, kind.done, l.Source)
					switch {
					case struck.Load() == 0:
						t.Fatal("nothing was replaced")
					case done != (err == nil):
						t.Errorf("done %v, and the answer is %v", done, err)
					case times > 1 && err == nil:
						t.Error("a false answer counts")
					case err != nil && fault.Status(err) != fault.ExitUnreachable && fault.Status(err) != fault.ExitRefused:
						t.Errorf("status %d, %v", fault.Status(err), err)
					}
				})
			}
		}
	}
}

func sourceName(t *testing.T, p *place, l sink.Lease) string {
	t.Helper()
	return query[string](t, p, `select name from sync_sources where id = $1`, l.Source)
}

var errWrong = errors.New("the answer is wrong")

func wrong(err error, is bool) error {
	if err == nil && is {
		return errWrong
	}
	return err
}

func isMethod(method string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Method == method }
}

func isWrite(r *http.Request) bool {
	return r.Method == http.MethodPost && !strings.Contains(r.URL.Path, "/rpc/")
}

func isCall(name string) func(*http.Request) bool {
	return func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/rpc/"+name) }
}
