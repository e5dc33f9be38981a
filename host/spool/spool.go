// Package spool is the folder between redaction and the network: the exact request
// bodies of one run, and the records that state takes over when they are confirmed.
//
// A spool is written whole before its first body goes out, so a source or a plugin
// that fails half-way sends nothing. It holds
//
//	run.json                 the header; its presence makes the spool ready
//	parts.json               one line a part, in sending order
//	records                  49 bytes a row, in the order of parts and rows
//	done                     one line a confirmed part, with the rows it refused, or one
//	                         that was doubted later
//	bodies/000001_TABLE.json one request body
//
// A spool that is not ready has sent nothing. In a ready one, every row of a part
// that is not done may be at the destination.
package spool

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/source"
	"github.com/driftsync/driftsync/host/state"
	"github.com/driftsync/driftsync/internal/atomicfile"
	"github.com/driftsync/driftsync/internal/disk"
	"github.com/driftsync/driftsync/schema"
)

// ErrDamaged is wrapped by errors about a spool that was ready and cannot be read.
var ErrDamaged = errors.New("the spool is damaged")

// Header says what run a spool belongs to. A spool is drained after a crash only
// by a push with the same destination, source and policy.
type Header struct {
	Run         uuid.UUID               `json:"run"`
	Destination string                  `json:"destination"`
	Tenant      uuid.UUID               `json:"tenant"`
	Project     uuid.UUID               `json:"project"`
	Source      uuid.UUID               `json:"source"`
	Epoch       int64                   `json:"epoch"`
	Bare        bool                    `json:"bare,omitempty"` // bodies are bare, see [sink.Part]
	Policy      string                  `json:"policy"`
	Began       time.Time               `json:"began"`
	Full        bool                    `json:"full"`                  // all tables are sent whole
	Complete    bool                    `json:"complete"`              // every table of every present database was read
	Sendable    bool                    `json:"sendable"`              // false for a dry run that cannot be sent
	Base        uuid.UUID               `json:"base"`                  // last run of the source when this one was made
	Local       string                  `json:"local"`                 // digest of what of the policy is known without the databases
	Plugins     []sink.PluginRecord     `json:"plugins"`               // in order
	Reason      string                  `json:"reason,omitempty"`      // for a chain that lacks a plugin of the last run
	Asked       bool                    `json:"asked,omitempty"`       // Full was asked for
	Databases   []string                `json:"databases,omitempty"`   // only these; empty for all
	OnlyTables  []string                `json:"only_tables,omitempty"` // globs; empty for all
	Whole       []string                `json:"whole,omitempty"`       // tables that are sent whole
	Sweep       []string                `json:"sweep,omitempty"`       // those of them that are swept after
	Stamps      map[string]source.Stamp `json:"stamps,omitempty"`
	Searched    string                  `json:"searched"`        // digest of the surroundings that every row was searched for
	Ended       []string                `json:"ended,omitempty"` // tables that were read to their end
	Tables      map[string]sink.Counts  `json:"tables"`
	Rules       map[string]int64        `json:"rules,omitempty"`
	Quarantine  []state.Quarantined     `json:"quarantine,omitempty"`
}

// Part is one body of a spool.
type Part struct {
	Number int           `json:"number"` // from 1
	Table  string        `json:"table"`  // "database.table"
	Kind   sink.PartKind `json:"kind"`
	Rows   int           `json:"rows"`
	Bytes  int           `json:"bytes"`
	SHA256 string        `json:"sha256"`
	First  int           `json:"first"` // record of its first row
	table  *schema.Table
}

// Spool is a ready spool.
type Spool struct {
	Header Header
	Parts  []Part
	dir    string
	done   map[int][]sink.Refusal
	log    *os.File // nil before the first part is done
}

// Open opens the spool in dir; nil where there is none that is ready. The remains
// of one that is not are removed, since nothing of it was sent. The error wraps
// [ErrDamaged] where nothing can tell any more what was sent.
func Open(dir string) (*Spool, error) {
	data, err := os.ReadFile(filepath.Join(dir, "run.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Remove(dir)
	}
	if err != nil {
		return nil, unusable(err)
	}
	s := &Spool{dir: dir, done: make(map[int][]sink.Refusal)}
	if err := json.Unmarshal(data, &s.Header); err != nil {
		return nil, damaged(err)
	}
	if err := readLines(filepath.Join(dir, "parts.json"), func(line []byte) error {
		var p Part
		if err := json.Unmarshal(line, &p); err != nil {
			return err
		}
		if p.table = find(p.Table); p.table == nil {
			return fmt.Errorf("part %d: unknown table", p.Number)
		}
		s.Parts = append(s.Parts, p)
		return nil
	}); err != nil {
		return nil, damaged(err)
	}
	if err := s.checkRecords(); err != nil {
		return nil, damaged(err)
	}
	if err := s.readDone(); err != nil {
		return nil, unusable(err)
	}
	return s, nil
}

// checkRecords checks that there is a record for each row.
func (s *Spool) checkRecords() error {
	rows := 0
	for _, p := range s.Parts {
		rows += p.Rows
	}
	info, err := os.Stat(filepath.Join(s.dir, "records"))
	if err == nil && info.Size() != int64(rows)*recordSize {
		err = fmt.Errorf("%d bytes of records for %d rows", info.Size(), rows)
	}
	return err
}

// doneLine is one line of the file done. The first one says since which start of the machine
// lines are written.
type doneLine struct {
	Part    int            `json:"part,omitempty"`
	Refused []sink.Refusal `json:"refused,omitempty"`
	Doubted bool           `json:"doubted,omitempty"` // not confirmed after all
	Boot    string         `json:"boot,omitempty"`
}

// readDone believes no line of before a restart of the machine. Neither this file nor each
// part in a file sink is synced, which would be a wait for the disk for every part; so a power
// cut may take a part and leave the line that says it arrived. Then all parts go again.
func (s *Spool) readDone() error {
	lost, now := false, boot()
	err := readLines(filepath.Join(s.dir, "done"), func(line []byte) error {
		var d doneLine
		if json.Unmarshal(line, &d) != nil {
			return nil // a line cut by a crash: its part counts as not confirmed
		}
		lost = lost || d.Boot != "" && now != "" && d.Boot != now
		s.note(&d)
		return nil
	})
	if lost {
		clear(s.done)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Dir returns the spool's folder.
func (s *Spool) Dir() string { return s.dir }

// Load reads the body of a part and checks its digest.
func (s *Spool) Load(p *Part) (*sink.Part, error) {
	body, err := os.ReadFile(s.bodyPath(p))
	if err != nil {
		return nil, unusable(err)
	}
	if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != p.SHA256 {
		return nil, unusable(fmt.Errorf("part %d: another digest", p.Number))
	}
	part := s.Describe(p)
	part.Body, part.Offsets = body, offsets(body, p.Rows)
	return part, nil
}

func (s *Spool) bodyPath(p *Part) string { return filepath.Join(s.dir, filepath.FromSlash(s.Name(p))) }

// Name returns the file of a part's body, relative to the spool, with slashes.
func (s *Spool) Name(p *Part) string {
	return fmt.Sprintf("bodies/%06d_%s.json", p.Number, p.table.Cloud)
}

// Describe returns a part without its body.
func (s *Spool) Describe(p *Part) *sink.Part {
	return newShape(p.table, p.Kind, &s.Header).part()
}

// separator stands between two rows of a body. No JSON string holds a raw newline,
// so it also tells where rows begin.
const separator = "\n,"

func offsets(body []byte, rows int) []uint32 {
	at := make([]uint32, 1, rows+1)
	at[0] = 1
	for i := 0; ; {
		n := bytes.Index(body[i:], []byte(separator))
		if n < 0 {
			return append(at, uint32(len(body)))
		}
		i += n + len(separator)
		at = append(at, uint32(i))
	}
}

// Done notes that the destination confirmed a part, all but the refused rows. It is
// not safe for concurrent use.
func (s *Spool) Done(p *Part, refused []sink.Refusal) error {
	return s.write(&doneLine{Part: p.Number, Refused: refused})
}

// Doubt takes back that the destination confirmed a part.
func (s *Spool) Doubt(p *Part) error { return s.write(&doneLine{Part: p.Number, Doubted: true}) }

func (s *Spool) write(d *doneLine) error {
	if s.log == nil {
		var err error
		if s.log, err = os.OpenFile(filepath.Join(s.dir, "done"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
			return unusable(err)
		}
		if err := s.write(&doneLine{Boot: boot()}); err != nil {
			return err
		}
	}
	line, err := json.Marshal(d)
	if err == nil {
		_, err = s.log.Write(append(line, '\n'))
	}
	if err != nil {
		return unusable(err)
	}
	s.note(d)
	return nil
}

func (s *Spool) note(d *doneLine) {
	switch {
	case d.Part == 0:
		return
	case d.Doubted:
		delete(s.done, d.Part)
	default:
		s.done[d.Part] = d.Refused
	}
}

// IsDone reports whether a part was confirmed.
func (s *Spool) IsDone(p *Part) bool { _, ok := s.done[p.Number]; return ok }

// Refused returns what the destination would not take of a part.
func (s *Spool) Refused(p *Part) []sink.Refusal { return s.done[p.Number] }

// Close closes the spool and leaves its files.
func (s *Spool) Close() error {
	if s.log == nil {
		return nil
	}
	return s.log.Close()
}

// Remove deletes a spool. The header goes first: what remains after a crash is a
// spool that is not ready.
func Remove(dir string) error {
	err := os.Remove(filepath.Join(dir, "run.json"))
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = disk.RemoveAll(dir)
	}
	if err != nil {
		return unusable(err)
	}
	return nil
}

func find(fullName string) *schema.Table {
	database, name, _ := bytes.Cut([]byte(fullName), []byte("."))
	return schema.Find(string(database), string(name))
}

func readLines(path string, each func([]byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		if err := each(in.Bytes()); err != nil {
			return err
		}
	}
	return in.Err()
}

func writeHeader(dir string, h *Header) error {
	data, err := json.MarshalIndent(h, "", "  ")
	if err != nil {
		return err
	}
	return atomicfile.Write(filepath.Join(dir, "run.json"), data, 0o600)
}

func damaged(err error) error { return unusable(fmt.Errorf("%w: %w", ErrDamaged, err)) }

func unusable(err error) error {
	return fault.New(fault.SpoolWrite, "the spool cannot be written or read",
		"check the free space and the access rights of that folder, then push again; nothing is lost", err)
}
