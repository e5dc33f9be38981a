package supabase_test

import (
	"maps"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema"
)

const pseudonym = "[P:ABCDEFGHIJKLMNOP]"

// TestErase has two tenants that hold the same: what one erases the other keeps.
func TestErase(t *testing.T) {
	c := newCast(t)
	owner := c.p.Member(t, c.p.tenant, "owner")
	feedback, decisions := schema.Find("drift", "feedback"), schema.Find("drift", "decisions")
	theirs := &place{Stack: c.p.Stack, tenant: c.other.tenant, project: c.other.project}
	cells := func(row int) map[string]any {
		if row < 2 {
			return map[string]any{"author": pseudonym, "reason": `{"by":"` + pseudonym + `","at":1}`}
		}
		return map[string]any{"author": "[P:AAAAAAAAAAAAAAAA]"}
	}
	write(t, c.begun, c.p.part(t, feedback, c.lease, 5, cells))
	write(t, c.begun, c.p.part(t, decisions, c.lease, 2, nil))
	write(t, c.other.sink(t, c.mallory), theirs.part(t, feedback, c.foreign, 4, cells))
	if err := c.begun.Finish(t.Context(), &sink.Run{ID: uuid.New(), Complete: true}); err != nil {
		t.Fatal(err)
	}
	rows := func(where string) int {
		return query[int](t, c.p, `select count(*) from cloud_feedback where tenant_id = $1 and `+where, c.p.tenant)
	}
	foreign := func() int {
		return query[int](t, c.p, `select count(*) filter (where author = '`+pseudonym+`') * 100 + count(*) from cloud_feedback where tenant_id = $1`, c.other.tenant)
	}
	erase := func(scope sink.Scope, dry bool) map[string]int64 {
		t.Helper()
		found, err := c.p.sink(t, owner).Erase(t.Context(), c.p.project, scope, dry)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	old := time.Now().Add(-48 * time.Hour)
	for name, try := range map[string]struct {
		in      *place
		token   string
		project uuid.UUID
		scope   sink.Scope
	}{
		"a member":          {c.p, c.ada.Token, c.p.project, sink.Scope{Author: pseudonym}},
		"an admin":          {c.p, c.admin.Token, c.p.project, sink.Scope{Source: c.lease.Source}},
		"another tenant":    {c.other, c.mallory.Token, c.p.project, sink.Scope{Source: c.lease.Source}},
		"another's source":  {c.p, owner.Token, c.p.project, sink.Scope{Source: c.foreign.Source}},
		"an unknown source": {c.p, owner.Token, c.p.project, sink.Scope{Source: uuid.New()}},
		"another's project": {c.p, owner.Token, c.other.project, sink.Scope{Before: old}},
		"no project":        {c.p, owner.Token, uuid.Nil, sink.Scope{Before: old}},
		"no pseudonym":      {c.p, owner.Token, c.p.project, sink.Scope{Author: "%"}},
		"the future":        {c.p, owner.Token, c.p.project, sink.Scope{Before: time.Now().Add(time.Hour)}},
		"an hour ago":       {c.p, owner.Token, c.p.project, sink.Scope{Before: time.Now().Add(-time.Hour)}},
		"a program":         {c.p, c.p.Token(t, owner.ID, map[string]any{"client_id": "x"}), c.p.project, sink.Scope{Before: old}},
	} {
		_, err := try.in.sink(t, resttest.User{Token: try.token}).Erase(t.Context(), try.project, try.scope, false)
		if status := fault.Status(err); status != fault.ExitRefused && status != fault.ExitConfig {
			t.Errorf("%s: %v", name, err)
		}
	}
	if rows("true") != 5 || foreign() != 204 {
		t.Fatal("a refusal erased something")
	}

	want := map[string]int64{"cloud_feedback": 2}
	if got := erase(sink.Scope{Author: pseudonym}, true); !maps.Equal(got, want) || rows("author = '"+pseudonym+"'") != 2 {
		t.Errorf("author, dry: %v", got)
	}
	if got := erase(sink.Scope{Author: pseudonym}, false); !maps.Equal(got, want) || rows("true") != 5 ||
		rows("author is null") != 2 || rows(`reason = '{"by":"[REDACTED]","at":1}'`) != 2 {
		t.Errorf("author: %v", got)
	}
	if got := erase(sink.Scope{Author: pseudonym}, false); len(got) > 0 {
		t.Errorf("author, again: %v", got)
	}

	if _, err := c.p.Pool().Exec(t.Context(), `begin; set local session_replication_role = replica; -- past the triggers
		update cloud_feedback set first_synced_at = now() - interval '3 days' where author is null;
		update cloud_decisions set removed_at = now() - interval '3 days' where id = '`+rowID(0).String()+`'; commit`); err != nil {
		t.Fatal(err)
	}
	want = map[string]int64{"cloud_decisions": 1}
	if feedback.Rows == schema.Log {
		want["cloud_feedback"] = 2
	}
	if got := erase(sink.Scope{Before: old}, true); !maps.Equal(got, want) {
		t.Errorf("before, dry: %v", got)
	}
	if got := erase(sink.Scope{Before: old}, false); !maps.Equal(got, want) {
		t.Errorf("before: %v", got)
	}

	live := int64(rows("true"))
	want = map[string]int64{"cloud_feedback": live, "cloud_decisions": 1, "cloud_functions": 1, "sync_runs": 1, "sync_sources": 1}
	if got := erase(sink.Scope{Source: c.lease.Source}, true); !maps.Equal(got, want) || int64(rows("true")) != live {
		t.Errorf("source, dry: %v", got)
	}
	if got := erase(sink.Scope{Source: c.lease.Source}, false); !maps.Equal(got, want) || rows("true") != 0 {
		t.Errorf("source: %v", got)
	}
	if n := query[int](t, c.p, `select count(*) from sync_sources where tenant_id = $1`, c.p.tenant); n != 0 {
		t.Errorf("%d sources are left", n)
	}
	if foreign() != 204 {
		t.Error("the other tenant lost something")
	}
	// The run that was under way says what became of its source.
	_, err := c.begun.Write(t.Context(), c.p.part(t, functions, c.lease, 1, nil))
	wantFault(t, err, fault.SinkGone)
}
