package deploy

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/schema/migration"
)

// history is supabase_migrations.schema_migrations.
type history struct {
	titles map[string]bool
	last   int64 // version
}

const makeHistory = `create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
alter table supabase_migrations.schema_migrations add column if not exists statements text[];
alter table supabase_migrations.schema_migrations add column if not exists name text;`

// readHistory returns an empty history where there is none.
func readHistory(ctx context.Context, q querier) (*history, error) {
	h := &history{titles: map[string]bool{}}
	var there bool
	if err := q.QueryRow(ctx, `select exists (select from pg_attribute
		where attrelid = to_regclass('supabase_migrations.schema_migrations') and attname = 'name')`).Scan(&there); err != nil {
		return nil, translate(err, "read the history of migrations")
	}
	if !there {
		return h, nil
	}
	rows, err := q.Query(ctx, `select version, coalesce(name, '') from supabase_migrations.schema_migrations`)
	if err != nil {
		return nil, translate(err, "read the history of migrations")
	}
	var version, name string
	if _, err := pgx.ForEachRow(rows, []any{&version, &name}, func() error {
		h.titles[name] = true
		if n, err := strconv.ParseInt(version, 10, 64); err == nil {
			h.last = max(h.last, n)
		}
		return nil
	}); err != nil {
		return nil, translate(err, "read the history of migrations")
	}
	return h, nil
}

// version returns the release's own version where that is later than all others, as
// the Supabase command line wants it, else the next one.
func (h *history) version(f migration.File) string {
	own, err := strconv.ParseInt(f.Version(), 10, 64)
	if err != nil || own <= h.last {
		own = h.last + 1
	}
	h.last = own
	return fmt.Sprintf("%014d", own)
}
