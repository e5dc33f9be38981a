package deploy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema/migration"
)

// Options of an application.
type Options struct {
	// SetAside moves tables and views of Drift's own client, which bear our names, with
	// their rows into the schema drift_before, which is not exposed.
	SetAside bool
	// Wait is how long to wait for a lock that someone else holds; 0 for 10 s.
	Wait time.Duration
}

// lockKey is of an advisory lock, so that two applications do not meet.
const lockKey = 0x64726966

// Apply applies what is pending, each migration in a transaction with its entry in the
// history, and returns the names of those. What is applied before a fault stays.
//
// Nothing is kept in the session: behind a transaction pooler each transaction may be on
// another connection, and what is set on one would stay there for the next client.
func Apply(ctx context.Context, conn *pgx.Conn, o Options) ([]string, error) {
	files, err := migration.Files()
	if err != nil {
		return nil, err
	}
	a := &application{conn: conn, wait: cmp.Or(o.Wait, 10*time.Second)}
	if err := a.transaction(ctx, "make the history of migrations", func(tx pgx.Tx) error { return prepare(ctx, tx, o) }); err != nil {
		return nil, err
	}
	var applied []string
	for _, f := range files {
		done := false
		if err := a.transaction(ctx, "apply "+f.Name, func(tx pgx.Tx) (err error) {
			done, err = one(ctx, tx, f)
			return err
		}); err != nil {
			return applied, err
		}
		if done {
			applied = append(applied, f.Name)
		}
	}
	return applied, nil
}

// application is one that may wait for others.
type application struct {
	conn *pgx.Conn
	wait time.Duration
}

// transaction runs f with the application's lock, which ends with the transaction.
func (a *application) transaction(ctx context.Context, what string, f func(pgx.Tx) error) error {
	err := pgx.BeginFunc(ctx, a.conn, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, fmt.Sprintf(`set local statement_timeout = 0; set local lock_timeout = %d; select pg_advisory_xact_lock(%d)`,
			a.wait.Milliseconds(), lockKey), pgx.QueryExecModeSimpleProtocol)
		if err != nil {
			return err
		}
		return f(tx)
	})
	if _, ours := errors.AsType[*fault.Error](err); ours || err == nil {
		return err
	}
	return translate(err, what)
}

// prepare refuses what stands in the way, and makes the history.
func prepare(ctx context.Context, tx pgx.Tx, o Options) error {
	status, err := inspect(ctx, tx)
	if err != nil {
		return err
	}
	if err := status.blocked(o); err != nil {
		return err
	}
	if len(status.Pending) > 0 {
		if _, err := tx.Exec(ctx, makeHistory, pgx.QueryExecModeSimpleProtocol); err != nil {
			return err
		}
	}
	return setAside(ctx, tx, status.Foreign)
}

// blocked says what must be put right by hand first.
func (s *Status) blocked(o Options) error {
	switch {
	case len(s.Foreign) > 0 && !o.SetAside:
		return fault.New(fault.SinkSchema, fmt.Sprintf("%d tables and views have names of driftsync's and are not its own: %s", len(s.Foreign), shorten(s.Foreign)),
			"move them into the schema drift_before with --set-aside; driftsync never shares a table with Drift's own client, whose policies are open", nil)
	case len(s.Halves) > 0:
		return fault.New(fault.SinkSchema, fmt.Sprintf("a migration is half applied: %s there, and the history does not list what makes them", isThere(s.Halves)),
			"if no row is in them, drop them and apply again; if the migration was applied by hand as a whole, enter it with supabase migration repair", nil)
	case len(s.Clashes) > 0:
		return clashFault(s.Clashes)
	case len(s.Lacking) > 0:
		return fault.New(fault.SinkSchema, "someone has dropped what applied migrations had made: "+shorten(s.Lacking),
			"make it again by hand, with the statements that driftsync schema print shows; what it held comes back with driftsync push --full", nil)
	}
	return nil
}

func clashFault(clashes []Clash) error {
	var all []string
	for _, c := range clashes {
		all = append(all, c.Object+" "+c.Why)
	}
	return fault.New(fault.SinkSchema, "driftsync takes over nothing of yours, and its names are taken: "+strings.Join(all, "; "),
		"use a Supabase project of its own for driftsync, or rename yours first; of a table of driftsync's to which you added something, say so: comment on table public.NAME is 'driftsync: NAME'", nil)
}

func isThere(names []string) string {
	if len(names) == 1 {
		return names[0] + " is"
	}
	return shorten(names) + " are"
}

// shorten names the first of many.
func shorten(names []string) string {
	const shown = 4
	if len(names) <= shown {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), len(names)-shown)
}

// one applies a migration, unless another application has done it meanwhile.
func one(ctx context.Context, tx pgx.Tx, f migration.File) (bool, error) {
	history, err := readHistory(ctx, tx)
	if err != nil || history.titles[f.Title()] {
		return false, err
	}
	// Several statements at once go by the simple protocol, without arguments.
	if _, err := tx.Exec(ctx, f.SQL, pgx.QueryExecModeSimpleProtocol); err != nil {
		return false, err
	}
	_, err = tx.Exec(ctx, `insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)`,
		history.version(f), f.Title(), []string{f.SQL})
	return err == nil, err
}

// setAside moves relations into a schema of their own: views first, which stand on
// tables.
func setAside(ctx context.Context, tx pgx.Tx, names []string) error {
	if len(names) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, `create schema if not exists drift_before; revoke all on schema drift_before from public`,
		pgx.QueryExecModeSimpleProtocol); err != nil {
		return err
	}
	for _, name := range names {
		// Also moves views and materialised views.
		if _, err := tx.Exec(ctx, fmt.Sprintf(`alter table public.%s set schema drift_before`, pgx.Identifier{name}.Sanitize())); err != nil {
			return err
		}
	}
	return nil
}
