package supabase_test

import (
	"errors"
	"net/url"
	"testing"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/dashboard"
	"github.com/driftsync/driftsync/internal/resttest"
)

// TestRead asks for what a dashboard shows, with the session of a viewer and of a stranger.
func TestRead(t *testing.T) {
	p := dashboards(t)
	ask := func(u resttest.User, view, query string) (string, int64, error) {
		t.Helper()
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		q, err := dashboard.Parse(view, values)
		if err != nil {
			t.Fatal(err)
		}
		q.Counted = view != "v_top_violations"
		rows, total, err := dashboard.OpenCloud(p.sink(t, u), p.URL, p.project).Rows(t.Context(), q)
		return string(rows), total, err
	}
	viewer, stranger := p.Member(t, p.tenant, "viewer"), p.Member(t, p.Tenant(t), "owner")
	for _, c := range []struct {
		view, query, want string
		total             int64
	}{
		{"current_violations", "select=rule_id&severity=eq.error&order=rule_id&limit=1", `[{"rule_id":"r1"}]`, 2},
		{"v_project_health", "select=total_violations,gate_pass_rate_pct", `[{"total_violations":3,"gate_pass_rate_pct":50.0}]`, 1},
		{"v_top_violations", "select=rule_id,occurrence_count&order=occurrence_count.desc&limit=1", `[{"rule_id":"r1","occurrence_count":2}]`, -1},
		{"sync_runs", "select=complete&limit=1", `[{"complete":true}]`, 2},
	} {
		if rows, total, err := ask(viewer, c.view, c.query); err != nil || rows != c.want || total != c.total {
			t.Errorf("%s: %s of %d, %v", c.view, rows, total, err)
		}
		if rows, _, err := ask(stranger, c.view, c.query); err != nil || rows != "[]" {
			t.Errorf("a stranger reads %s: %s, %v", c.view, rows, err)
		}
	}
	if err := dashboard.OpenCloud(p.sink(t, viewer), p.URL, p.project).Check(t.Context()); err != nil {
		t.Errorf("a viewer is refused: %v", err)
	}
	err := dashboard.OpenCloud(p.sink(t, stranger), p.URL, p.project).Check(t.Context())
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.SinkRefused {
		t.Errorf("a stranger: %v", err)
	}
	_, _, err = ask(viewer, "current_violations", "select=severity,count()")
	if f, ok := errors.AsType[*fault.Error](err); !ok || f.Code != fault.SinkAggregates {
		t.Errorf("groups: %v", err)
	}
}
