// Package deploy brings the cloud schema of a Supabase project up to date over a
// connection to its database, or writes it into a folder of migrations. It keeps the
// history that the Supabase command line keeps.
//
// In a history of others our migrations have other versions; they are known by title.
package deploy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/network"
	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
)

// Status is what a database has of the cloud schema.
type Status struct {
	Applied []string `json:"applied"` // names of migrations, as in the release
	Pending []string `json:"pending"`
	Foreign []string `json:"foreign"` // tables and views that bear our names and are not ours
	Lacking []string `json:"lacking"` // tables, columns and views that applied migrations should have made
	Halves  []string `json:"halves"`  // tables that a migration made which the history does not list
	Clashes []Clash  `json:"clashes"` // what else stands where a pending migration would make something
	Open    []string `json:"open"`    // our tables whose row-level security is off, or has policies of others, and which
}

// UpToDate reports whether nothing is to be done.
func (s *Status) UpToDate() bool {
	return len(s.Pending)+len(s.Foreign)+len(s.Lacking)+len(s.Halves)+len(s.Clashes)+len(s.Open) == 0
}

// Connect opens a connection. The caller closes it. Its errors hold nothing of the URL,
// which has a password in it.
func Connect(ctx context.Context, url string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fault.New(fault.ConfigInvalid, "the database URL cannot be read", "copy it from the project's settings: postgresql://...", nil)
	}
	// Poolers of hosted projects know no prepared statements.
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.RuntimeParams["application_name"] = "driftsync"
	// Names are looked up by the dialer, after the list of hosts was asked.
	config.LookupFunc = func(_ context.Context, host string) ([]string, error) { return []string{host}, nil }
	config.DialFunc = network.Database(config.DialFunc)
	conn, err := pgx.ConnectConfig(ctx, config)
	if err == nil {
		return conn, nil
	}
	if refused, ok := errors.AsType[*fault.Error](err); ok {
		return nil, refused
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return nil, fault.New(fault.SinkRefused, "the database refuses the connection ("+pg.Code+")", "check user, password and name of the database in the URL", nil)
	}
	return nil, fault.New(fault.SinkUnreachable, "the database cannot be reached", "check host and port of the database URL, and that the project is not paused", nil)
}

// Inspect compares a database with the release.
func Inspect(ctx context.Context, conn *pgx.Conn) (*Status, error) { return inspect(ctx, conn) }

func inspect(ctx context.Context, q querier) (*Status, error) {
	files, err := migration.Files()
	if err != nil {
		return nil, err
	}
	history, err := readHistory(ctx, q)
	if err != nil {
		return nil, err
	}
	s := new(Status)
	var applied, pending []migration.File
	for _, f := range files {
		if history.titles[f.Title()] {
			applied, s.Applied = append(applied, f), append(s.Applied, f.Name)
		} else {
			pending, s.Pending = append(pending, f), append(s.Pending, f.Name)
		}
	}
	if err := s.compare(ctx, q); err != nil {
		return nil, err
	}
	if err := s.opened(ctx, q, tables(applied)); err != nil {
		return nil, err
	}
	return s, s.clash(ctx, q, files, pending)
}

// compare looks at the relations themselves.
func (s *Status) compare(ctx context.Context, q querier) error {
	have, err := relations(ctx, q)
	if err != nil {
		return err
	}
	for _, t := range schema.Synced() {
		made := slices.Contains(s.Applied, migration.ForTable(t))
		s.view(migration.CurrentView(t), have)
		s.viewColumns(t, have)
		r, there := have[t.Cloud]
		switch {
		case there && !r.ours:
			s.Foreign = append(s.Foreign, t.Cloud)
		case there && !made && !slices.Contains(s.Applied, creator(t)):
			s.Halves = append(s.Halves, t.Cloud)
		case !there && made:
			s.Lacking = append(s.Lacking, t.Cloud)
		case there:
			s.columns(t, r, made)
		}
	}
	for _, name := range migration.DashboardViews() {
		s.view(name, have)
	}
	// Views stand on tables, and are moved before them.
	slices.SortStableFunc(s.Foreign, func(a, b string) int { return kind(a) - kind(b) })
	return nil
}

func (s *Status) view(name string, have map[string]relation) {
	r, there := have[name]
	switch {
	case there && !r.ours:
		s.Foreign = append(s.Foreign, name)
	case !there && slices.Contains(s.Applied, migration.ForView(name)):
		s.Lacking = append(s.Lacking, name)
	}
}

// viewColumns finds columns that a table has and its view has not: a view keeps the columns that
// the table had when it was made.
func (s *Status) viewColumns(t *schema.Table, have map[string]relation) {
	name := migration.CurrentView(t)
	view, there := have[name]
	if !there || !view.ours {
		return
	}
	for _, c := range t.CloudColumns() {
		if slices.Contains(have[t.Cloud].columns, c.Name) && !slices.Contains(view.columns, c.Name) {
			s.Lacking = append(s.Lacking, name+"."+c.Name)
		}
	}
}

// kind is 1 for tables, 0 for views.
func kind(name string) int {
	if strings.HasPrefix(name, "cloud_") {
		return 1
	}
	return 0
}

// creator returns the migration that made the table at first.
func creator(t *schema.Table) string {
	files, err := migration.Files()
	if err != nil {
		return ""
	}
	for _, f := range files {
		if strings.Contains(f.SQL, "create table public."+t.Cloud+" (") {
			return f.Name
		}
	}
	return ""
}

func (s *Status) columns(t *schema.Table, r relation, made bool) {
	for _, c := range t.CloudColumns() {
		if made && !slices.Contains(r.columns, c.Name) {
			s.Lacking = append(s.Lacking, t.Cloud+"."+c.Name)
		}
	}
}

// relation is a table or view of the exposed schema.
type relation struct {
	columns []string
	ours    bool
}

func relations(ctx context.Context, q querier) (map[string]relation, error) {
	rows, err := q.Query(ctx, `select c.relname::text, coalesce(obj_description(c.oid, 'pg_class') like 'driftsync: %', false),
			array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
		from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')`)
	if err != nil {
		return nil, translate(err, "read the catalogue of the database")
	}
	all := map[string]relation{}
	var name string
	var r relation
	if _, err := pgx.ForEachRow(rows, []any{&name, &r.ours, &r.columns}, func() error {
		all[name] = r
		r.columns = nil
		return nil
	}); err != nil {
		return nil, translate(err, "read the catalogue of the database")
	}
	return all, nil
}

// translate makes a fault of Postgres's error, by its code: its texts may quote rows.
func translate(err error, what string) error {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return fault.New(fault.SinkUnreachable, "the database does not answer", "try again later", nil)
	}
	message := fmt.Sprintf("cannot %s (%s)", what, pg.Code)
	switch pg.Code {
	case "42501":
		return fault.New(fault.SinkRefused, message, "connect as the owner of the database: postgres, on a hosted project", nil)
	case "57014":
		return fault.New(fault.SinkUnreachable, message+": the statement time-out ended it", "nothing of it stays; try again when the database is less busy", nil)
	case "55P03":
		return fault.New(fault.SinkUnreachable, message+": a table is locked by someone else", "nothing of it stays; try again later", nil)
	}
	return fault.New(fault.SinkSchema, message, "run driftsync schema diff", nil)
}
