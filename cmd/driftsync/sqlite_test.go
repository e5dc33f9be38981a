package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ncruces/go-sqlite3"

	compiled "github.com/driftsync/driftsync/internal/compile/sqlite"
)

// sqliteMain is the command sqlite of scripts: FILE SQL, as Drift would change a
// database or a person look into it. It prints rows as sqlite3 does.
func sqliteMain() {
	if err := runSQL(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func runSQL(file, sql string) error {
	if err := compiled.Use(filepath.Join(os.Getenv("DRIFTSYNC_CACHE"), "sqlite")); err != nil {
		return err
	}
	conn, err := sqlite3.Open(file)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.Exec("PRAGMA foreign_keys=OFF"); err != nil {
		return err
	}
	for sql != "" {
		stmt, rest, err := conn.Prepare(sql)
		if err != nil {
			return err
		}
		sql = strings.TrimSpace(rest)
		for stmt.Step() {
			var cells []string
			for i := range stmt.ColumnCount() {
				cells = append(cells, stmt.ColumnText(i))
			}
			fmt.Println(strings.Join(cells, "|"))
		}
		if err := stmt.Close(); err != nil {
			return err
		}
	}
	return nil
}
