package deploy

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/schema/migration"
)

// Clash is an object of the project's own, or of someone's, where a migration would make
// one.
type Clash struct {
	Object string `json:"object"` // such as "table projects"
	Why    string `json:"why"`
}

// clash looks for them. What --set-aside can move is foreign already, and no clash.
func (s *Status) clash(ctx context.Context, q querier, files, pending []migration.File) error {
	query, err := migration.Ground(files, pending)
	if err != nil {
		return err
	}
	rows, err := q.Query(ctx, query)
	if err != nil {
		return translate(err, "look for what is in the way")
	}
	var kind, name, why string
	if _, err := pgx.ForEachRow(rows, []any{&kind, &name, &why}, func() error {
		if !slices.Contains(s.Foreign, name) {
			s.Clashes = append(s.Clashes, Clash{kind + " " + name, why})
		}
		return nil
	}); err != nil {
		return translate(err, "look for what is in the way")
	}
	return nil
}

// opened lists the tables of ours that row-level security does not close: it is off, or a
// permissive policy is not ours. The condition is that of app_private.open_tables, which a
// database may not have yet.
func (s *Status) opened(ctx context.Context, q querier, ours []string) error {
	rows, err := q.Query(ctx, `select c.relname || ': ' || o.why
		from pg_class c cross join lateral (
			select 'row-level security is off' as why where not (c.relrowsecurity and c.relforcerowsecurity)
			union all
			select 'policy ' || p.policyname from pg_policies p
			where p.schemaname = 'public' and p.tablename = c.relname and p.permissive = 'PERMISSIVE'
				and not (p.policyname like 'driftsync\_%' and p.roles = '{authenticated}' and coalesce(p.qual, p.with_check) is not null
					and coalesce(p.qual ~ 'app_private\.|auth\.uid\(\)', true) and coalesce(p.with_check ~ 'app_private\.|auth\.uid\(\)', true))) o
		where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname = any ($1)
		order by 1`, ours)
	if err != nil {
		return translate(err, "read the policies of the database")
	}
	if s.Open, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		return translate(err, "read the policies of the database")
	}
	return nil
}

// querier is a connection or a transaction on it.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// tables names the tables of the exposed schema that the files make.
func tables(files []migration.File) (names []string) {
	for _, o := range migration.Objects(files) {
		if o.Kind == "table" && o.Schema == "public" {
			names = append(names, o.Name)
		}
	}
	return names
}
