package supabase_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sinktest"
	"github.com/driftsync/driftsync/internal/resttest"
)

func TestSink_Suite(t *testing.T) { suite(t, true) }

// Clients from before bare parts, and programs that embed this one, name it all in each row.
func TestSink_Suite_WholeRows(t *testing.T) { suite(t, false) }

func suite(t *testing.T, bare bool) {
	sinktest.Run(t, func(t *testing.T) sinktest.Destination {
		p := newPlace(t, resttest.Options{})
		u := p.Member(t, p.tenant, "member")
		return sinktest.Destination{Tenant: p.tenant, Project: p.project, Bare: bare,
			Open: func(t *testing.T) sink.Sink { return p.sink(t, u) },
			Rows: func(t *testing.T, table string) []map[string]any { return p.rows(t, table) },
		}
	})
}

// rows reads a table behind the policies, in the suite's types.
func (p *place) rows(t *testing.T, table string) []map[string]any {
	t.Helper()
	found, err := p.Pool().Query(t.Context(), "select * from "+pgx.Identifier{table}.Sanitize())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := pgx.CollectRows(found, pgx.RowToMap)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for name, value := range row {
			if id, ok := value.([16]byte); ok {
				row[name] = uuid.UUID(id).String()
			}
		}
	}
	return rows
}
