package supabase_test

import (
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema"
)

func TestSink_Write_FindsPoison(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	const n = 500
	bound := func(poison int) int { return poison * int(2*math.Log2(n)+1) }
	for _, c := range []struct {
		name   string
		poison []int
		cell   any
		code   string
	}{
		{"first", []int{0}, "no number", "22P02"},
		{"last", []int{n - 1}, "no number", "22P02"},
		{"middle", []int{n / 2}, 1e300, "22P02"},
		{"two", []int{17, 311}, "no number", "22P02"},
		{"none", nil, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := p.Pool().Exec(t.Context(), "truncate cloud_functions"); err != nil {
				t.Fatal(err)
			}
			p.Requests()
			refused := write(t, s, p.part(t, functions, l, n, func(row int) map[string]any {
				if slices.Contains(c.poison, row) {
					return map[string]any{"line": c.cell}
				}
				return map[string]any{"line": row}
			}))
			var want []sink.Refusal
			for _, row := range c.poison {
				want = append(want, sink.Refusal{Row: row, Code: c.code})
			}
			if diff := cmp.Diff(want, refused); diff != "" {
				t.Errorf("refusals: %s", diff)
			}
			if asked := len(p.Requests()); asked > max(1, bound(len(c.poison))) {
				t.Errorf("%d requests, want at most %d", asked, bound(len(c.poison)))
			}
			if arrived := query[int](t, p, `select count(*) from cloud_functions`); arrived != n-len(c.poison) {
				t.Errorf("%d rows arrived, want %d", arrived, n-len(c.poison))
			}
		})
	}
}

func TestSink_Write_NUL(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	refused := write(t, s, p.part(t, functions, l, 3, func(row int) map[string]any {
		return map[string]any{"name": []string{"a", "b\x00", "c"}[row]}
	}))
	if diff := cmp.Diff([]sink.Refusal{{Row: 1, Code: "22P05"}}, refused); diff != "" {
		t.Error(diff)
	}
}

func TestSink_Write_Budget(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"), func(o *supabase.Options) { o.Refusals = 3 })
	l := begin(t, s, p.start("ci"))
	_, err := s.Write(t.Context(), p.part(t, functions, l, 64, func(int) map[string]any { return map[string]any{"line": "x"} }))
	wantFault(t, err, fault.SinkRefused)
}

// TestSink_Write_SlowStatement has a server that has time for few rows only.
func TestSink_Write_SlowStatement(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	part := p.part(t, functions, l, 100, nil)
	p.Use(onLength(int64(len(part.Body)/4), http.StatusInternalServerError, `{"code":"57014","message":"canceling statement"}`))
	p.Requests()
	if refused := write(t, s, part); len(refused) != 0 {
		t.Errorf("refused %v", refused)
	}
	if n := query[int](t, p, `select count(*) from cloud_functions`); n != 100 {
		t.Errorf("%d rows arrived, want 100", n)
	}
	p.Use(onLength(int64(len(part.Body)/2), http.StatusRequestEntityTooLarge, `<html>`))
	write(t, s, part)
}

// onLength answers requests with a longer body in the server's place.
func onLength(limit int64, status int, body string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength > limit {
				w.WriteHeader(status)
				w.Write([]byte(body))
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// TestSink_Write_LostAnswer commits a part, loses the answer, and sends it again.
func TestSink_Write_LostAnswer(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	lost := false
	p.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if lost {
				next.ServeHTTP(w, r)
				return
			}
			lost = true
			next.ServeHTTP(discard{http.Header{}}, r)
			panic(http.ErrAbortHandler)
		})
	})
	write(t, s, p.part(t, functions, l, 5, nil))
	if n := query[int](t, p, `select count(*) from cloud_functions`); n != 5 || !lost {
		t.Errorf("%d rows, want 5", n)
	}
}

type discard struct{ header http.Header }

func (d discard) Header() http.Header       { return d.header }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}

func TestSink_Schema_NamesTheMigration(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	s := p.sink(t, p.Member(t, p.tenant, "member"))
	l := begin(t, s, p.start("ci"))
	if _, err := p.Pool().Exec(t.Context(), "drop table cloud_simulations cascade; drop function driftsync_finish"); err != nil {
		t.Fatal(err)
	}
	simulations := schema.Find("drift", "simulations")
	_, err := s.Write(t.Context(), p.part(t, simulations, l, 1, nil))
	wantFault(t, err, fault.SinkSchema)
	if hint := err.(*fault.Error).Hint; !strings.Contains(hint, "driftsync_tier2.sql") {
		t.Errorf("hint %q does not name the migration", hint)
	}
	wantFault(t, s.Finish(t.Context(), &sink.Run{ID: uuid.New()}), fault.SinkSchema)
}
