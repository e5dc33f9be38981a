package dashboard

import (
	"bytes"
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

// Check asks whether the account sees the project, so that a session that has ended or a
// project out of reach is said before a page is opened.
func (c *Cloud) Check(ctx context.Context) error {
	_, _, err := c.Rows(ctx, &Query{View: primary, Select: []string{"stale"}, Limit: 1})
	return err
}

// primary is the view that has a row for every project that the account sees, pushed or not.
const primary = "v_primary_source"

// Rows asks the project. Every query is of the one project, beside its own filters. Without
// a right to see it all other views are empty, which would read as a project without findings:
// each page asks for the primary source, and is refused there.
func (c *Cloud) Rows(ctx context.Context, q *Query) (json.RawMessage, int64, error) {
	own := *q
	own.Where = append([]Filter{{Column: "project_id", Op: "eq", Value: c.project.String()}}, q.Where...)
	if q.Grouped {
		rows, err := c.groups(ctx, own)
		return rows, -1, err
	}
	rows, total, err := c.reader.Read(ctx, q.View, own.values(), q.Counted)
	if err == nil && q.View == primary && string(bytes.TrimSpace(rows)) == "[]" {
		err = fault.New(fault.SinkRefused, "this account sees nothing of the project "+c.project.String(),
			"log in with an account that is a member of its tenant, or have one of its owners run driftsync link invite", nil)
	}
	return rows, total, err
}

// groups asks for every group and orders them here, since PostgREST orders by columns only.
// Where a page does not hold them all, the largest are not known.
func (c *Cloud) groups(ctx context.Context, q Query) (json.RawMessage, error) {
	most, order := q.Limit, q.Order
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
	slices.SortFunc(groups, func(a, b map[string]any) int {
		if c := cmp.Compare(size(b), size(a)); c != 0 {
			return c
		}
		return compare(a, b, order)
	})
	return json.Marshal(groups[:min(most, len(groups))])
}

// compare orders groups of one size by the columns of an order, so that the same rows give
// the same list each time.
func compare(a, b map[string]any, order []Order) int {
	for _, o := range order {
		c := 0
		switch left := a[o.Column].(type) {
		case float64:
			right, _ := b[o.Column].(float64)
			c = cmp.Compare(left, right)
		case string:
			right, _ := b[o.Column].(string)
			c = cmp.Compare(left, right)
		}
		if o.Descending {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

func size(group map[string]any) float64 {
	n, _ := group["count"].(float64)
	return n
}
