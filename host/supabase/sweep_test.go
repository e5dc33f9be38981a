package supabase_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/resttest"
)

func TestSink_Sweep(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	u := p.Member(t, p.tenant, "member")
	s := p.sink(t, u)
	l := begin(t, s, p.start("ci"))
	cells := func(row int) map[string]any { return map[string]any{"name": fmt.Sprint("f", row), "line": row} }
	write(t, s, p.part(t, functions, l, 100, cells))
	l = begin(t, s, p.start("ci"))
	write(t, s, p.part(t, functions, l, 60, cells))
	p.Use(func(next http.Handler) http.Handler { // too much time for more than a quarter of the ids
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPatch && len(r.URL.Query()["id"]) < 2 {
				w.WriteHeader(http.StatusInternalServerError)
				w.Write([]byte(`{"code":"57014"}`))
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	// The outermost ranges have one bound only, so they are halved to the end.
	if _, err := s.Sweep(t.Context(), functions); err == nil {
		t.Error("a sweep that never finds time succeeded")
	} else {
		wantFault(t, err, fault.SinkUnreachable)
	}
	p.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPatch && len(r.URL.Query()["id"]) < 1 {
				w.WriteHeader(http.StatusInternalServerError)
				w.Write([]byte(`{"code":"57014"}`))
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	n, err := s.Sweep(t.Context(), functions)
	if err != nil || n != 40 {
		t.Fatalf("swept %d, %v; want 40", n, err)
	}
	if n, err := s.Sweep(t.Context(), functions); err != nil || n != 0 {
		t.Errorf("the second sweep: %d, %v; want none", n, err)
	}
	if got := query[int](t, p, `select count(*) from cloud_functions where removed_at is not null and name is null and line is not null and sync_epoch = 2`); got != 40 {
		t.Errorf("%d tombstones that keep safe cells alone, want 40", got)
	}
	if got := query[int](t, p, `select count(*) from cloud_functions where removed_at is null and name is not null`); got != 60 {
		t.Errorf("%d live rows, want 60", got)
	}
}

func TestSink_ReturningRowBeginsAnew(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	put := func(removed any) time.Time {
		t.Helper()
		write(t, s, p.part(t, functions, l, 1, func(int) map[string]any { return map[string]any{"removed_at": removed} }))
		return query[time.Time](t, p, `select first_synced_at from cloud_functions`)
	}
	first := put(nil)
	if again := put(nil); !again.Equal(first) {
		t.Error("an update moved first_synced_at")
	}
	if gone := put("now"); !gone.Equal(first) {
		t.Error("a tombstone moved first_synced_at")
	}
	if back := put(nil); !back.After(first) {
		t.Error("a row that came back kept its first_synced_at")
	}
}
