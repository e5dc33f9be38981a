package deploy

import (
	"cmp"
	"context"
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
func Apply(ctx context.Context, conn *pgx.Conn, o Options) ([]string, error) {
	wait := cmp.Or(o.Wait, 10*time.Second)
	if _, err := conn.Exec(ctx, `set statement_timeout = 0`); err != nil {
		return nil, translate(err, "prepare the connection")
	}
	if _, err := conn.Exec(ctx, fmt.Sprintf(`set lock_timeout = %d; select pg_advisory_lock(%d)`, wait.Milliseconds(), lockKey),
		pgx.QueryExecModeSimpleProtocol); err != nil {
		return nil, translate(err, "wait for another application")
	}
	defer conn.Exec(context.WithoutCancel(ctx), fmt.Sprintf(`select pg_advisory_unlock(%d)`, lockKey))
	status, err := Inspect(ctx, conn)
	if err != nil {
		return nil, err
	}
	if err := status.blocked(o); err != nil {
		return nil, err
	}
	files, err := migration.Files()
	if err != nil {
		return nil, err
	}
	if _, err := conn.Exec(ctx, makeHistory); err != nil {
		return nil, translate(err, "make the history of migrations")
	}
	history, err := readHistory(ctx, conn)
	if err != nil {
		return nil, err
	}
	if err := setAside(ctx, conn, status.Foreign); err != nil {
		return nil, err
	}
	var applied []string
	for _, f := range files {
		if history.titles[f.Title()] {
			continue
		}
		if err := one(ctx, conn, f, history.version(f)); err != nil {
			return applied, err
		}
		applied = append(applied, f.Name)
	}
	return applied, nil
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
	case len(s.Lacking) > 0:
		return fault.New(fault.SinkSchema, "someone has dropped what applied migrations had made: "+shorten(s.Lacking),
			"make it again by hand, with the statements that driftsync schema print shows; what it held comes back with driftsync push --full", nil)
	}
	return nil
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

func one(ctx context.Context, conn *pgx.Conn, f migration.File, version string) error {
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		// Several statements at once go by the simple protocol, without arguments.
		if _, err := tx.Exec(ctx, f.SQL, pgx.QueryExecModeSimpleProtocol); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)`,
			version, f.Title(), []string{f.SQL})
		return err
	})
	if err != nil {
		return translate(err, "apply "+f.Name)
	}
	return nil
}

// setAside moves relations into a schema of their own: views first, which stand on
// tables.
func setAside(ctx context.Context, conn *pgx.Conn, names []string) error {
	if len(names) == 0 {
		return nil
	}
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
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
	})
	if err != nil {
		return translate(err, "move tables aside")
	}
	return nil
}
