package host_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/resttest"
)

// requests are the kinds that a push makes, beside the question of an idle one.
var requests = map[string]func(*http.Request) bool{
	"write": func(r *http.Request) bool {
		return r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/cloud_functions")
	},
	"sweep":  func(r *http.Request) bool { return r.Method == http.MethodPatch },
	"begin":  calls("driftsync_begin"),
	"count":  calls("driftsync_count"),
	"finish": calls("driftsync_finish"),
}

func calls(name string) func(*http.Request) bool {
	return func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/rpc/"+name) }
}

// TestPush_Portal replaces kinds of request by false answers, once and always. What was not
// the server's word counts as nothing: no row is swept on it, no run is recorded, and the
// next push completes the work. TestSink_Portal has every kind with every answer.
func TestPush_Portal(t *testing.T) {
	if testing.Short() {
		t.Skip("pushes dozens of times")
	}
	template := newBench(t, demo.Options{Clean: true, Rows: 1})
	c := newCloud(t)
	for _, kind := range slices.Sorted(maps.Keys(requests)) {
		w := disturbed(t, c, template)
		w.ended(w.push(), w.options.StateDir)
		round := 0
		for _, answer := range slices.Sorted(maps.Keys(resttest.Portals)) {
			for _, times := range []int64{1, 1 << 40} {
				page, bare := answer == "a page with 200", answer == "a bare 204"
				if os.Getenv("DRIFTSYNC_TEST_PORTALS") == "" && (kind != "write" && !page && !bare || times == 1 && !page) {
					continue // TestSink_Portal has them
				}
				round++
				t.Run(fmt.Sprintf("%s/%s/%d", kind, answer, min(times, 2)), func(t *testing.T) {
					w.bench.t, w.tb = t, t
					w.portal(c, kind, answer, times, round)
				})
			}
		}
	}
}

// portal is one full push through a portal, and the one after it.
func (w *world) portal(c *cloud, kind, answer string, times int64, round int) {
	w.churn(round, round)
	if round > 1 {
		w.exec("drift", "DELETE FROM functions WHERE id=(SELECT min(id) FROM functions)")
	}
	w.tried()
	before := c.stand(w)
	struck, wrap := resttest.Instead(requests[kind], times, resttest.Portals[answer])
	c.Use(wrap)
	r, err := w.try(func(o *host.Options) { o.Full = true })
	c.Use(nil)
	w.account(kind+" "+answer, r, err)
	status := fault.Status(err)
	switch {
	case struck.Load() == 0:
		w.tb.Fatal("nothing was replaced")
	case status != fault.ExitUnreachable && status != fault.ExitRefused && (times > 1 || status != fault.ExitOK):
		w.tb.Errorf("status %d, %v", status, err)
	case err != nil && r.Complete:
		w.tb.Error("a push that failed says that it is complete")
	}
	after := c.stand(w)
	if err != nil && after.last != before.last {
		w.tb.Error("a run was recorded")
	}
	if err != nil && kind != "finish" && kind != "sweep" && after.removed != before.removed {
		w.tb.Errorf("%d rows were swept", after.removed-before.removed)
	}
	w.churn(round+1, round)
	r = w.push()
	if !r.Complete {
		w.tb.Fatalf("incomplete: %+v, stopped %+v", r.Summary(), r.Stopped)
	}
	w.ended(r, w.options.StateDir)
	w.compare(kind + " " + answer)
}

type stand struct {
	last    uuid.UUID
	removed int
}

// stand is what the destination has of the project's source.
func (c *cloud) stand(w *world) stand {
	var s stand
	if err := c.Pool().QueryRow(context.Background(), `select coalesce(last_run, gen_random_uuid()),
		(select count(*) from cloud_functions f where f.sync_source_id = s.id and removed_at is not null)
		from sync_sources s where s.id = $1`, w.source).Scan(&s.last, &s.removed); err != nil {
		w.tb.Fatal(err)
	}
	return s
}

// losing is a destination that confirms rows of one table and loses them.
type losing struct {
	sink.Sink
	times int // that it loses them; the count of it tells
	lost  int
	asked []map[string]int64
}

func (l *losing) Write(ctx context.Context, p *sink.Part) ([]sink.Refusal, error) {
	if p.Table.Name == "violations" && l.lost < l.times {
		l.lost++
		return nil, nil
	}
	return l.Sink.Write(ctx, p)
}

func (l *losing) Count(ctx context.Context, expected map[string]int64) (map[string]int64, error) {
	l.asked = append(l.asked, expected)
	return l.Sink.(sink.Counter).Count(ctx, expected)
}

func (l *losing) LastPolicy(ctx context.Context, run uuid.UUID) (string, error) {
	return l.Sink.(*supabase.Sink).LastPolicy(ctx, run)
}

// A table of which the destination counts fewer rows than it confirmed is sent once more;
// then the run ends, and says which.
func TestPush_Unconfirmed(t *testing.T) {
	template := newBench(t, demo.Options{Clean: true, Rows: 1})
	c := newCloud(t)
	for name, times := range map[string]int{"once": 1, "always": 1 << 30} {
		t.Run(name, func(t *testing.T) {
			w := disturbed(t, c, template)
			w.options.Destination = c.destination(t)
			lossy := &losing{times: times}
			w.tried()
			r, err := w.try(func(o *host.Options) {
				o.Destination.Parallel = 1
				open := o.Destination.Open
				o.Destination.Open = func() (sink.Sink, error) {
					s, err := open()
					lossy.Sink = s
					return lossy, err
				}
			})
			if len(lossy.asked) != 2 || lossy.asked[0]["cloud_violations"] != lossy.asked[1]["cloud_violations"] {
				t.Errorf("counted %d times: %v", len(lossy.asked), lossy.asked)
			}
			if times == 1 {
				if err != nil || !r.Complete {
					t.Errorf("%v, %+v", err, r.Summary())
				}
				return
			}
			f, ok := errors.AsType[*fault.Error](err)
			if !ok || f.Code != fault.SinkUnconfirmed || !strings.Contains(f.Message, "drift.violations") {
				t.Fatalf("got %v", err)
			}
			for _, table := range r.Tables {
				if table.Name == "drift.violations" && (table.Sent != 0 || table.Pending != table.Read) {
					t.Errorf("%+v", table.Counts)
				}
			}
			r = w.push()
			w.ended(r, w.options.StateDir)
			w.compare("the next push")
		})
	}
}

// A push with nothing to send asks the destination whether it has the last one, and there
// are three answers; a refusal is none of them.
func TestPush_Idle(t *testing.T) {
	c := newCloud(t)
	b := newBench(t, demo.Options{Clean: true, Rows: 1})
	b.options.Destination = c.destination(t, func(o *supabase.Options) { o.Refresh = nil })
	b.options.Destination.Kept = c.kept(t)
	b.push()
	b.settle()
	b.push()
	asks := func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/sync_sources") }
	for name, ask := range map[string]struct {
		answer http.HandlerFunc // nil for the server's own
		status int
	}{
		"yes":               {nil, fault.ExitOK},
		"cut":               {func(http.ResponseWriter, *http.Request) { cut() }, fault.ExitUnreachable},
		"unavailable":       {says(503, `{"code":"PGRST002"}`), fault.ExitUnreachable},
		"a page with 200":   {resttest.Portals["a page with 200"], fault.ExitUnreachable},
		"an empty 200":      {resttest.Portals["an empty 200"], fault.ExitUnreachable},
		"a bare 204":        {resttest.Portals["a bare 204"], fault.ExitUnreachable},
		"token refused":     {says(401, `{"code":"PGRST301","message":"No suitable key"}`), fault.ExitLogin},
		"key refused":       {says(401, `{"message":"Invalid API key"}`), fault.ExitLogin},
		"schema is missing": {says(404, `{"code":"PGRST205","message":"no table"}`), fault.ExitRefused},
	} {
		t.Run(name, func(t *testing.T) {
			if ask.answer != nil {
				_, wrap := resttest.Instead(asks, 1<<40, ask.answer)
				c.Use(wrap)
				defer c.Use(nil)
			}
			r, err := b.try()
			switch {
			case ask.status == fault.ExitLogin || ask.status == fault.ExitRefused:
				if fault.Status(err) != ask.status {
					t.Errorf("status %d, %v; want %d", fault.Status(err), err, ask.status)
				}
			case err != nil, !r.Unchanged, (r.Unasked != "") != (ask.status == fault.ExitUnreachable):
				t.Errorf("%v, unchanged %v, unasked %q", err, r.Unchanged, r.Unasked)
			}
		})
	}
	c.reset(t)
	if r := b.push(); r.Unchanged || !r.Full || r.Summary().Sent == 0 {
		t.Errorf("a destination that was reset: unchanged %v, %+v", r.Unchanged, r.Summary())
	}
}

// says answers with a status and JSON.
func says(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { status(code, "", body)(w, r, nil) }
}

// kept asks the project as the command line does.
func (c *cloud) kept(t testing.TB) func(context.Context, uuid.UUID, uuid.UUID) (bool, error) {
	open := c.destination(t, func(o *supabase.Options) { o.Refresh = nil }).Open
	return func(ctx context.Context, source, lastRun uuid.UUID) (bool, error) {
		s, err := open()
		if err != nil {
			return false, err
		}
		defer s.Close()
		last, err := s.(*supabase.Sink).LastRun(ctx, source)
		return last == lastRun, err
	}
}
