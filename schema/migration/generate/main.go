// Command generate writes what the catalogue gained since the last release into a new
// migration. With -release it freezes all migrations as they are.
//
//	generate [-release] schema/supabase
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/migration"
)

func main() {
	release := flag.Bool("release", false, "freeze all migrations as they are")
	flag.Parse()
	if err := run(flag.Args(), *release); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(args []string, release bool) error {
	if len(args) != 1 {
		return fmt.Errorf("want one folder, have %d arguments", len(args))
	}
	folder := os.DirFS(args[0])
	files, err := migration.Read(folder)
	if err != nil {
		return err
	}
	released, err := migration.ReadReleased(folder)
	if err != nil {
		return err
	}
	if edited := released.Edited(files); len(edited) > 0 {
		return fmt.Errorf("released migrations were edited: %s", strings.Join(edited, ", "))
	}
	sql, err := migration.Pending(released, schema.Synced())
	if err != nil {
		return err
	}
	name := pendingName(released, files)
	if sql != "" {
		if err := os.WriteFile(filepath.Join(args[0], "migrations", name), []byte(sql), 0o644); err != nil {
			return err
		}
	}
	if !release {
		return nil
	}
	if files, err = migration.Read(folder); err != nil {
		return err
	}
	return write(filepath.Join(args[0], "released.json"), migration.Release(released, files, schema.Synced()))
}

// pendingName returns the name of the file for what is not released: the one that
// there is, else one after all others.
func pendingName(released *migration.Released, files []migration.File) string {
	last, serial := 0, 1
	for _, f := range files {
		switch of := strings.HasPrefix(f.Title(), migration.PendingTitle); {
		case of && released.Files[f.Name] == "":
			return f.Name
		case of:
			serial++
		}
		if n, err := strconv.Atoi(f.Version()); err == nil {
			last = max(last, n)
		}
	}
	now, _ := strconv.Atoi(time.Now().UTC().Format("20060102150405"))
	return fmt.Sprintf("%014d_%s_%d.sql", max(now, last+1), migration.PendingTitle, serial)
}

func write(path string, r *migration.Released) error {
	data, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	// One line a column.
	text := strings.NewReplacer("{\n    \"name\": ", "{\"name\": ", ",\n    \"type\": ", ", \"type\": ", "\"\n   }", "\"}").Replace(string(data))
	return os.WriteFile(path, append([]byte(text), '\n'), 0o644)
}
