package demo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/ncruces/go-sqlite3"
	_ "github.com/ncruces/go-sqlite3/embed" // the SQLite build itself

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/schema"
)

const (
	walRows         = 50_000 // a database with more rows is checkpointed
	walTables       = 3      // whose last tables alone stay in its log
	transactionRows = 50_000
)

// packed is text that is stored compressed, as Drift stores states of memories.
type packed string

// store writes one database.
type store struct {
	conn    *sqlite3.Conn
	file    string
	large   bool
	zstd    *zstd.Encoder
	pending int // rows since the last commit
}

func create(ctx context.Context, file string, db *schema.Database, large bool) (*store, error) {
	for _, suffix := range []string{"", "-wal"} {
		if _, err := os.Lstat(file + suffix); !errors.Is(err, os.ErrNotExist) {
			return nil, fault.New(fault.ConfigInvalid, "the folder holds a Drift database already",
				"name an empty folder", os.ErrExist)
		}
	}
	conn, err := sqlite3.OpenContext(ctx, file)
	if err != nil {
		return nil, err
	}
	s := &store{conn: conn, file: file, large: large}
	if s.zstd, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)); err == nil {
		err = s.setUp(ctx, db)
	}
	if err != nil {
		return nil, s.close(err)
	}
	return s, nil
}

func (s *store) setUp(ctx context.Context, db *schema.Database) error {
	s.conn.SetInterrupt(ctx)
	var first []string
	if db.Name != schema.Bridge {
		first = append(first, "PRAGMA auto_vacuum = INCREMENTAL")
	}
	// Exclusive locking keeps the log's index in memory: no -shm file is left.
	first = append(first, "PRAGMA locking_mode = EXCLUSIVE", "PRAGMA synchronous = OFF", "PRAGMA foreign_keys = ON",
		"PRAGMA cache_size = -32000")
	if s.large {
		first = append(first, "PRAGMA journal_mode = OFF")
	} else {
		first = append(first, "PRAGMA journal_mode = WAL", "PRAGMA wal_autocheckpoint = 0")
	}
	if err := s.exec(first...); err != nil {
		return err
	}
	if _, err := s.conn.Config(sqlite3.DBCONFIG_NO_CKPT_ON_CLOSE, true); err != nil {
		return err
	}
	version := madeAt[db.Name]
	ddl := []string{"BEGIN"}
	if db.Name == schema.Drift {
		ddl = append(ddl, fmt.Sprintf("PRAGMA user_version = %d", version))
	}
	for _, t := range db.Tables {
		ddl = append(ddl, t.LocalDDL(version)...)
	}
	return s.exec(ddl...)
}

func (s *store) exec(statements ...string) error {
	for _, q := range statements {
		if err := s.conn.Exec(q); err != nil {
			return err
		}
	}
	return nil
}

// log switches a large database to its write-ahead log.
func (s *store) log() error {
	if !s.large {
		return nil
	}
	return s.exec("COMMIT", "PRAGMA journal_mode = WAL", "PRAGMA wal_autocheckpoint = 0", "BEGIN")
}

// insert makes n rows of a table; next returns their cells, one for each column.
func (s *store) insert(ctx context.Context, t *schema.Table, n int, next func(i int) cells) (err error) {
	var names []string
	for _, c := range columnsOf(t) {
		names = append(names, c.Name)
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(names)), ", ")
	stmt, _, err := s.conn.Prepare(fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", t.Name, strings.Join(names, ", "), marks))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stmt.Close()) }()
	for i := range n {
		if i%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if err := s.row(stmt, names, next(i)); err != nil {
			return err
		}
	}
	return nil
}

func (s *store) row(stmt *sqlite3.Stmt, names []string, row cells) error {
	if len(row) != len(names) {
		return fmt.Errorf("a row has %d cells for %d columns: it names one that the catalogue has not", len(row), len(names))
	}
	for i, name := range names {
		if err := s.bind(stmt, i+1, row[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := stmt.Exec(); err != nil {
		return err
	}
	if s.pending++; s.pending < transactionRows {
		return nil
	}
	s.pending = 0
	return s.exec("COMMIT", "BEGIN")
}

func (s *store) bind(stmt *sqlite3.Stmt, param int, cell any) error {
	switch v := cell.(type) {
	case nil:
		return stmt.BindNull(param)
	case int:
		return stmt.BindInt(param, v)
	case float64:
		return stmt.BindFloat(param, v)
	case bool:
		return stmt.BindBool(param, v)
	case string:
		return stmt.BindText(param, v)
	case []byte:
		return stmt.BindBlob(param, v)
	case packed:
		return stmt.BindBlob(param, s.zstd.EncodeAll([]byte(v), nil))
	}
	return fmt.Errorf("a cell of type %T", cell)
}

// rebuild fills the full-text tables from the tables they index.
func (s *store) rebuild(db *schema.Database) error {
	for _, t := range db.Tables {
		if t.Virtual == nil {
			continue
		}
		if err := s.exec(fmt.Sprintf("INSERT INTO %s(%s) VALUES ('rebuild')", t.Name, t.Name)); err != nil {
			return err
		}
	}
	return nil
}

// close ends the last transaction, or removes the database when err says that it is
// not whole.
func (s *store) close(err error) error {
	if err == nil {
		err = s.exec("COMMIT")
	}
	if s.zstd != nil {
		err = errors.Join(err, s.zstd.Close())
	}
	err = errors.Join(err, s.conn.Close())
	if err == nil {
		return nil
	}
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if e := os.Remove(s.file + suffix); e != nil && !errors.Is(e, os.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}
