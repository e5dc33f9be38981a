package demo

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/ncruces/go-sqlite3"
)

// Arrival is how many of the planted values of a sort are in an output file.
type Arrival struct {
	Sort    string // secrets, absolute paths, homes, code, mails, names...
	Planted int
	Arrived int
	Columns []string // in which those that arrived were planted, as table.column
}

// sorts are the sorts of planted values, in the order in which people ask for them.
var sorts = []struct {
	name  string
	kinds []string
}{
	{"secrets", []string{AWSKey, AWSSecret, GitHubToken, StripeKey, JWT, PEM, ConnectionString, Assignment, EnvValue, URLPassword, URLToken, DriftSecret}},
	{"absolute paths", []string{RootPath, OtherRoot}},
	{"homes", []string{HomePath, OtherHome, WindowsPath}},
	{"code", []string{SourceLine, Snippet, Statement}},
	{"mails", []string{AuthorMail, TrailerMail, TextMail, ActorMail}},
	{"names", []string{AuthorName, TrailerName, MeetingName, AuthorInText}},
	{"digests and ids", []string{PlainHash, DerivedID}},
	{"in tables that stay", []string{LocalRow}},
}

// Arrivals searches every cell of every table of an output file, a SQLite database, for
// planted values, as [Planted] spells them. It only reads the file. Sorts of which
// nothing is planted are left out.
func Arrivals(ctx context.Context, file string, planted []Plant) ([]Arrival, error) {
	s := newSearch(planted)
	if err := s.database(ctx, file); err != nil {
		return nil, fmt.Errorf("search for planted values: %w", err)
	}
	var all []Arrival
	for _, sort := range sorts {
		a := Arrival{Sort: sort.name}
		for i, p := range planted {
			if !slices.Contains(sort.kinds, p.Kind) {
				continue
			}
			a.Planted++
			if s.found[i] {
				a.Arrived++
				a.Columns = append(a.Columns, p.Where)
			}
		}
		if a.Planted > 0 {
			all = append(all, a)
		}
	}
	return all, nil
}

// headBytes is how much of a value is looked up at once; no value is shorter.
const headBytes = 8

type head [headBytes]byte

// search finds many values in one pass: a pair of bytes says where one may begin, its
// first eight which one.
type search struct {
	values [][]byte
	found  []bool
	pairs  [1 << 16]bool
	heads  map[head][]int
}

func newSearch(planted []Plant) *search {
	s := &search{found: make([]bool, len(planted)), heads: make(map[head][]int, len(planted))}
	for i, p := range planted {
		s.values = append(s.values, []byte(p.Value))
		s.pairs[pair([]byte(p.Value), 0)] = true
		h := head([]byte(p.Value[:headBytes]))
		s.heads[h] = append(s.heads[h], i)
	}
	return s
}

func pair(s []byte, at int) uint16 { return uint16(s[at]) | uint16(s[at+1])<<8 }

func (s *search) text(text []byte) {
	for at := 0; at+headBytes <= len(text); at++ {
		if !s.pairs[pair(text, at)] {
			continue
		}
		for _, i := range s.heads[head(text[at:at+headBytes])] {
			if bytes.HasPrefix(text[at:], s.values[i]) {
				s.found[i] = true
			}
		}
	}
}

func (s *search) database(ctx context.Context, file string) error {
	conn, err := sqlite3.OpenFlags(file, sqlite3.OPEN_READONLY)
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetInterrupt(ctx)
	var tables []string
	err = each(conn, "SELECT name FROM sqlite_schema WHERE type = 'table'", func(stmt *sqlite3.Stmt) {
		tables = append(tables, stmt.ColumnText(0))
	})
	if err != nil {
		return err
	}
	for _, table := range tables {
		err := each(conn, fmt.Sprintf(`SELECT * FROM "%s"`, table), func(stmt *sqlite3.Stmt) {
			for i := range stmt.ColumnCount() {
				switch stmt.ColumnType(i) {
				case sqlite3.TEXT, sqlite3.BLOB:
					s.text(stmt.ColumnRawBlob(i))
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func each(conn *sqlite3.Conn, query string, row func(*sqlite3.Stmt)) error {
	stmt, _, err := conn.Prepare(query)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for stmt.Step() {
		row(stmt)
	}
	return stmt.Err()
}
