package supabase_test

import (
	"encoding/json"
	"testing"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/internal/resttest"
	"github.com/driftsync/driftsync/schema"
)

// Versions finds what other sources pushed for the same local id, and nothing of
// another project or tenant.
func TestSink_Versions(t *testing.T) {
	p := newPlace(t, resttest.Options{})
	table := schema.Find(schema.Cortex, "memories")
	push := func(tenant, project uuid.UUID, local, updated string) (id, source uuid.UUID) {
		t.Helper()
		owner := p.Member(t, tenant, "member")
		other := *p
		other.tenant, other.project = tenant, project
		s := other.sink(t, owner)
		start := other.start("")
		start.Digest = uuid.NewString() + uuid.NewString()
		lease := begin(t, s, start)
		id = uuid.New()
		_, err := p.Pool().Exec(t.Context(), `insert into cloud_memories (tenant_id, project_id, id, sync_source_id, sync_epoch, local_id, updated_at)
			values ($1, $2, $3, $4, $5, $6, $7)`, tenant, project, id, lease.Source, lease.Epoch, local, updated)
		if err != nil {
			t.Fatal(err)
		}
		return id, lease.Source
	}
	own, source := push(p.tenant, p.project, "m1", "2026-03-01T12:00:00.000Z")
	_, colleague := push(p.tenant, p.project, "m1", "2026-03-01T13:00:00+00:00")
	push(p.tenant, p.project, "m2", "")
	push(p.tenant, p.Project(t, p.tenant), "m1", "")
	stranger := p.Tenant(t)
	push(stranger, p.Project(t, stranger), "m1", "")

	s := p.sink(t, p.Member(t, p.tenant, "member"))
	found, err := s.Versions(t.Context(), table, own, []string{"updated_at"})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 2 || found[0].Source != source || found[1].Source != colleague {
		t.Fatalf("found %+v", found)
	}
	if !found[0].Time("updated_at").Before(found[1].Time("updated_at")) || !found[0].Time("nothing").IsZero() {
		t.Errorf("times are %v and %v", found[0].Time("updated_at"), found[1].Time("updated_at"))
	}
	var cell string
	if err := json.Unmarshal(found[0].Cells["updated_at"], &cell); err != nil || len(found[0].Cells) != 1 {
		t.Errorf("cells are %v, %v", found[0].Cells, err)
	}
	if found, err = s.Versions(t.Context(), table, uuid.New(), nil); err != nil || len(found) != 0 {
		t.Errorf("a row that is not there: %v, %v", found, err)
	}
}
