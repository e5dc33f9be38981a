package sinktest_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/ncruces/go-sqlite3"

	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sinktest"
	"github.com/driftsync/driftsync/host/sink/sqlite"
	"github.com/driftsync/driftsync/host/supabase"
	"github.com/driftsync/driftsync/internal/pgtest"
	"github.com/driftsync/driftsync/internal/resttest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func TestViews_FileAndCloud(t *testing.T) {
	sinktest.CompareViews(t, file(t), cloud(t))
}

func file(t *testing.T) sinktest.Viewed {
	path := filepath.Join(t.TempDir(), "out.db")
	return sinktest.Viewed{
		Destination: sinktest.Destination{Tenant: uuid.New(), Project: uuid.New(), Open: func(t *testing.T) sink.Sink {
			s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}},
		View: func(t *testing.T, name string) (columns []string, rows [][]any) {
			conn, err := sqlite3.Open("file:" + path)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			stmt, _, err := conn.Prepare("SELECT * FROM " + sqlite3.QuoteIdentifier(name))
			if err != nil {
				t.Fatal(err)
			}
			defer stmt.Close()
			for i := range stmt.ColumnCount() {
				columns = append(columns, stmt.ColumnName(i))
			}
			for stmt.Step() {
				cells := make([]any, len(columns))
				if err := stmt.Columns(cells...); err != nil {
					t.Fatal(err)
				}
				text, err := json.Marshal(cells)
				if err != nil {
					t.Fatal(err)
				}
				rows = append(rows, sinktest.Cells(t, text))
			}
			if err := stmt.Err(); err != nil {
				t.Fatal(err)
			}
			return columns, rows
		},
	}
}

func cloud(t *testing.T) sinktest.Viewed {
	stack := resttest.NewStack(t, resttest.Options{})
	tenant := stack.Tenant(t)
	project, user := stack.Project(t, tenant), stack.Member(t, tenant, "owner")
	return sinktest.Viewed{
		Destination: sinktest.Destination{Tenant: tenant, Project: project, Open: func(t *testing.T) sink.Sink {
			s, err := supabase.New(supabase.Options{URL: stack.URL, Key: stack.Key, Tenant: tenant, Project: project,
				Token: func(context.Context) (string, error) { return user.Token, nil }})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}},
		View: func(t *testing.T, name string) (columns []string, rows [][]any) {
			found, err := stack.Pool().Query(t.Context(), `select column_name::text from information_schema.columns
				where table_schema = 'public' and table_name = $1 order by ordinal_position`, name)
			if err != nil {
				t.Fatal(err)
			}
			if columns, err = pgx.CollectRows(found, pgx.RowTo[string]); err != nil {
				t.Fatal(err)
			}
			list := ""
			for _, c := range columns {
				list += ", v." + pgx.Identifier{c}.Sanitize()
			}
			found, err = stack.Pool().Query(t.Context(), "select json_build_array("+list[2:]+")::text from public."+name+" v")
			if err != nil {
				t.Fatal(err)
			}
			texts, err := pgx.CollectRows(found, pgx.RowTo[string])
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range texts {
				rows = append(rows, sinktest.Cells(t, []byte(text)))
			}
			return columns, rows
		},
	}
}
