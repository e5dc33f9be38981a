package dashboard

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
)

// Reader reads from a Supabase project with somebody's session, which stays with it.
type Reader interface {
	Read(ctx context.Context, name string, query url.Values, counted bool) (rows json.RawMessage, total int64, err error)
	Close() error
}

// Cloud is a source that is a project of the cloud. What it shows is what the policies let
// the account see.
type Cloud struct {
	reader      Reader
	project     uuid.UUID
	destination string
}

var _ Source = (*Cloud)(nil)

// OpenCloud returns a source that closes the reader.
func OpenCloud(r Reader, destination string, project uuid.UUID) *Cloud {
	return &Cloud{r, project, destination}
}

// About names the project.
func (c *Cloud) About() About { return About{Kind: "cloud", Destination: c.destination} }

// Close closes the reader.
func (c *Cloud) Close() error { return c.reader.Close() }

// Rows asks the project. Every query is of the one project, beside its own filters.
func (c *Cloud) Rows(ctx context.Context, q *Query) (json.RawMessage, int64, error) {
	own := *q
	own.Where = append([]Filter{{Column: "project_id", Op: "eq", Value: c.project.String()}}, q.Where...)
	if q.Grouped {
		rows, err := c.groups(ctx, own)
		return rows, -1, err
	}
	return c.reader.Read(ctx, q.View, own.values(), q.Counted)
}

// groups asks for every group and orders them here, since PostgREST orders by columns only.
// Where a page does not hold them all, the largest are not known.
func (c *Cloud) groups(ctx context.Context, q Query) (json.RawMessage, error) {
	most := q.Limit
	q.Order, q.Limit, q.Offset = nil, MaxRows, 0
	rows, _, err := c.reader.Read(ctx, q.View, q.values(), false)
	if err != nil {
		return nil, err
	}
	var groups []map[string]any
	if err := json.Unmarshal(rows, &groups); err != nil {
		return nil, err
	}
	if len(groups) >= MaxRows {
		return nil, fault.New(fault.SinkAggregates, "there are more groups of rows than this project's API lists", "look at a file instead", nil)
	}
	slices.SortStableFunc(groups, func(a, b map[string]any) int { return cmp.Compare(size(b), size(a)) })
	return json.Marshal(groups[:min(most, len(groups))])
}

func size(group map[string]any) float64 {
	n, _ := group["count"].(float64)
	return n
}
