package deploy

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema/migration"
)

var fileName = regexp.MustCompile(`^([0-9]{14})_(.*)\.sql$`)

// Write puts the migrations that a folder lacks into it, with versions later than all
// that are there, and returns the names of the new files.
func Write(dir string) ([]string, error) {
	files, err := migration.Files()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fault.New(fault.ConfigInvalid, dir+" cannot be made", "name another folder for migrations", errors.Unwrap(err))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fault.New(fault.ConfigInvalid, dir+" cannot be read", "name another folder for migrations", errors.Unwrap(err))
	}
	have := &history{titles: map[string]bool{}}
	paths := map[string]string{} // by title
	for _, e := range entries {
		parts := fileName.FindStringSubmatch(e.Name())
		if parts == nil {
			continue
		}
		have.titles[parts[2]] = true
		paths[parts[2]] = filepath.Join(dir, e.Name())
		if n, err := strconv.ParseInt(parts[1], 10, 64); err == nil {
			have.last = max(have.last, n)
		}
	}
	if err := unedited(files, paths); err != nil {
		return nil, err
	}
	var written []string
	todo, err := guarded(files, have)
	if err != nil {
		return nil, err
	}
	for _, f := range todo {
		if have.titles[f.Title()] {
			continue
		}
		name := have.version(f) + "_" + f.Title() + ".sql"
		if err := create(filepath.Join(dir, name), f.SQL); err != nil {
			return written, fault.New(fault.ConfigInvalid, filepath.Join(dir, name)+" cannot be written", "check the folder's access rights and the free space", errors.Unwrap(err))
		}
		written = append(written, name)
	}
	return written, nil
}

// guarded puts the guard before a first migration that is still to be written. Elsewhere
// the tables are taken already.
func guarded(files []migration.File, have *history) ([]migration.File, error) {
	if have.titles[files[0].Title()] {
		return files, nil
	}
	sql, err := migration.Guard(files)
	if err != nil {
		return nil, err
	}
	first, err := strconv.ParseInt(files[0].Version(), 10, 64)
	if err != nil {
		return nil, err
	}
	guard := migration.File{Name: fmt.Sprintf("%014d_%s.sql", first-1, migration.GuardTitle), SQL: sql}
	return slices.Concat([]migration.File{guard}, files), nil
}

// unedited refuses a folder in which one of ours was changed: what it makes is unknown.
func unedited(files []migration.File, paths map[string]string) error {
	for _, f := range files {
		path, there := paths[f.Title()]
		if !there {
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return fault.New(fault.ConfigInvalid, filepath.Base(path)+" cannot be read", "look at the file's rights", errors.Unwrap(err))
		}
		if string(data) != f.SQL {
			return fault.New(fault.SinkSchema, filepath.Base(path)+" is not what this driftsync has released",
				"undo the edit, and put changes of your own into a migration of your own; or update driftsync", nil)
		}
	}
	return nil
}

func create(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return unwrapPath(err)
	}
	if _, err := file.WriteString(text); err != nil {
		file.Close()
		return unwrapPath(err)
	}
	return file.Close()
}

func unwrapPath(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}
