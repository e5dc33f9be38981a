package supabase

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
)

// Version is what one source pushed of something that others may have pushed too.
type Version struct {
	Source uuid.UUID
	Cells  map[string]json.RawMessage // the columns asked for, by cloud name
}

// Versions returns the live rows of a table in the project that have the same local
// id as the row with the given cloud id, that row first. It is empty where the account
// sees no such row. Only ids that are in the cloud already are sent.
func (s *Sink) Versions(ctx context.Context, t *schema.Table, id uuid.UUID, columns []string) ([]Version, error) {
	own, err := s.versions(ctx, t, []string{"local_id"}, url.Values{"id": {"eq." + id.String()}})
	if err != nil || len(own) == 0 {
		return nil, err
	}
	var local *string
	if json.Unmarshal(own[0].Cells["local_id"], &local) != nil || local == nil {
		return nil, nil
	}
	all, err := s.versions(ctx, t, columns, url.Values{"local_id": {"eq." + *local}})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b Version) int {
		switch {
		case a.Source == own[0].Source && b.Source != own[0].Source:
			return -1
		case b.Source == own[0].Source && a.Source != own[0].Source:
			return 1
		}
		return 0
	})
	return all, nil
}

// versionLimit is the number of sources that are looked at.
const versionLimit = "100"

func (s *Sink) versions(ctx context.Context, t *schema.Table, columns []string, query url.Values) ([]Version, error) {
	query.Set("select", strings.Join(append([]string{"sync_source_id"}, columns...), ","))
	query.Set("project_id", "eq."+s.project.String())
	query.Set("removed_at", "is.null")
	query.Set("limit", versionLimit)
	answer, err := s.do(ctx, &request{method: http.MethodGet, path: t.Cloud, query: query})
	if err != nil {
		return nil, err
	}
	var rows []map[string]json.RawMessage
	if answer.judge() != accepted || json.Unmarshal(answer.body, &rows) != nil {
		return nil, fault.New(fault.SinkRefused, "the destination does not show its rows ("+answer.reply.String()+")",
			"ask an admin of the tenant, or apply the migrations: driftsync schema apply", nil)
	}
	var all []Version
	for _, row := range rows {
		v := Version{Cells: row}
		if json.Unmarshal(row["sync_source_id"], &v.Source) != nil {
			continue
		}
		delete(row, "sync_source_id")
		all = append(all, v)
	}
	return all, nil
}

// Time returns a text cell that holds a time in RFC 3339, zero for anything else.
func (v *Version) Time(column string) time.Time {
	var at time.Time
	if json.Unmarshal(v.Cells[column], &at) != nil {
		return time.Time{}
	}
	return at
}
