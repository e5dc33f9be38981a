package resttest

import (
	"context"
	"fmt"
	"net/http"
	"sync"

	"github.com/jackc/pgx/v5"
)

// table is what PostgREST's schema cache holds of a table.
type table struct {
	name  string
	order []string
	types map[string]string // by column, as SQL writes them
}

// quoted returns the table's name in SQL.
func (t *table) quoted() string { return pgx.Identifier{"public", t.name}.Sanitize() }

// column returns PostgREST's refusal of an unknown column.
func (t *table) column(name string) error {
	if _, ok := t.types[name]; !ok {
		return &apiError{status: http.StatusBadRequest, Code: "PGRST204",
			Message: fmt.Sprintf("Could not find the '%s' column of '%s' in the schema cache", name, t.name)}
	}
	return nil
}

type schemaCache struct {
	mu     sync.Mutex
	tables map[string]*table
}

type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// table looks a table up; one that was found stays in the cache, as it does in PostgREST's.
func (c *schemaCache) table(ctx context.Context, db querier, name string) (*table, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.tables[name]; t != nil {
		return t, nil
	}
	rows, err := db.Query(ctx, `select a.attname, format_type(a.atttypid, a.atttypmod)
		from pg_attribute a join pg_class r on r.oid = a.attrelid join pg_namespace n on n.oid = r.relnamespace
		where n.nspname = 'public' and r.relname = $1 and r.relkind in ('r', 'v', 'p') and a.attnum > 0 and not a.attisdropped
		order by a.attnum`, name)
	if err != nil {
		return nil, err
	}
	t := &table{name: name, types: map[string]string{}}
	var column, kind string
	if _, err := pgx.ForEachRow(rows, []any{&column, &kind}, func() error {
		t.order = append(t.order, column)
		t.types[column] = kind
		return nil
	}); err != nil {
		return nil, err
	}
	if len(t.order) == 0 {
		return nil, &apiError{status: http.StatusNotFound, Code: "PGRST205",
			Message: fmt.Sprintf("Could not find the table 'public.%s' in the schema cache", name)}
	}
	if c.tables == nil {
		c.tables = map[string]*table{}
	}
	c.tables[name] = t
	return t, nil
}

// function is a function's named arguments.
type function struct {
	names    []string
	types    []string
	required int // the arguments behind these have defaults
}

func lookFunction(ctx context.Context, db querier, name string) (*function, error) {
	rows, err := db.Query(ctx, `select coalesce(p.proargnames, '{}'),
			array(select format_type(u.t, null) from unnest(p.proargtypes) with ordinality u(t, i) order by u.i), p.pronargs - p.pronargdefaults
		from pg_proc p join pg_namespace n on n.oid = p.pronamespace
		where n.nspname = 'public' and p.proname = $1`, name)
	if err != nil {
		return nil, err
	}
	f, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (*function, error) {
		f := new(function)
		return f, row.Scan(&f.names, &f.types, &f.required)
	})
	if err != nil {
		return nil, &apiError{status: http.StatusNotFound, Code: "PGRST202",
			Message: fmt.Sprintf("Could not find the function public.%s in the schema cache", name)}
	}
	return f, nil
}
