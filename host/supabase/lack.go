package supabase

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
)

// Lack is what the cloud schema has not.
type Lack struct {
	Object    string `json:"object"`    // table, view, function or table.column
	Migration string `json:"migration"` // that makes it
}

// Lacks asks for every table, column and view with the account's rights, and for what the
// tables take from a request, and returns what is not there, in catalogue order.
func (a *Account) Lacks(ctx context.Context) ([]Lack, error) {
	tables := schema.Synced()
	found := make([][]Lack, len(tables)+2)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	for i, t := range tables {
		group.Go(func() (err error) {
			found[i], err = a.lacksOf(ctx, t)
			return err
		})
	}
	group.Go(func() error {
		for _, view := range migration.DashboardViews() {
			there, err := a.has(ctx, view, "project_id")
			if err != nil {
				return err
			}
			if !there {
				found[len(tables)] = append(found[len(tables)], Lack{view, migration.ForView(view)})
			}
		}
		return nil
	})
	group.Go(func() (err error) {
		found[len(tables)+1], err = a.lacksHeaders(ctx)
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var all []Lack
	for _, l := range found {
		all = append(all, l...)
	}
	return all, nil
}

// lacksHeaders tells tables that do not look at the headers of a bare part.
func (a *Account) lacksHeaders(ctx context.Context) ([]Lack, error) {
	err := a.sink.checkSchema(ctx)
	if f, ok := errors.AsType[*fault.Error](err); ok && f.Code == fault.SinkSchema {
		return []Lack{{"driftsync_count", migration.ForFunction("driftsync_count")}}, nil
	}
	return nil, err
}

func (a *Account) lacksOf(ctx context.Context, t *schema.Table) ([]Lack, error) {
	var columns []string
	for _, c := range t.CloudColumns() {
		columns = append(columns, c.Name)
	}
	whole, err := a.has(ctx, t.Cloud, columns...)
	if err != nil {
		return nil, err
	}
	if !whole {
		return a.missing(ctx, t, columns)
	}
	view := migration.CurrentView(t)
	there, err := a.has(ctx, view, columns...)
	if err != nil || there {
		return nil, err
	}
	return []Lack{{view, migration.ForView(view)}}, nil
}

// missing tells a table that is not there from one that lacks columns.
func (a *Account) missing(ctx context.Context, t *schema.Table, columns []string) ([]Lack, error) {
	var lacks []Lack
	for _, c := range columns {
		there, err := a.has(ctx, t.Cloud, c)
		if err != nil {
			return nil, err
		}
		if !there {
			lacks = append(lacks, Lack{t.Cloud + "." + c, migration.ForTable(t)})
		}
	}
	if len(lacks) == len(columns) {
		return []Lack{{t.Cloud, migration.ForTable(t)}}, nil
	}
	return lacks, nil
}

func (a *Account) has(ctx context.Context, object string, columns ...string) (bool, error) {
	answer, err := a.sink.do(ctx, &request{method: http.MethodGet, path: object,
		query: url.Values{"select": {strings.Join(columns, ",")}, "limit": {"0"}}})
	if err != nil {
		return false, err
	}
	switch answer.judge() {
	case accepted:
		return true, nil
	case wrongSchema:
		if answer.ungranted {
			return false, errUngranted(object, answer.reply)
		}
		return false, nil
	}
	return false, fault.New(fault.SinkRefused, "the destination does not show "+object+" ("+answer.reply.String()+")",
		"check that the account is a member of a tenant, and that no grants were taken away", nil)
}
