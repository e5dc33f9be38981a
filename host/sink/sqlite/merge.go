package sqlite

import (
	"context"

	"github.com/ncruces/go-sqlite3"
)

// What a push writes stands in SQLite's log first and is merged into the file from there.
// The connection that writes would merge it after a commit, and nothing would be written
// meanwhile. So another connection of this process does most of it, which SQLite allows,
// and the one that writes only merges the little that came since: the log is begun anew
// when all of it is merged.

const (
	// mergeFrom is the size of the log in bytes from which it is merged. At twice that,
	// nothing is written until it is.
	mergeFrom = 32 << 20
	// mergeLast is the size from which it is merged at the end of a run, while state is
	// written.
	mergeLast = 4 << 20
)

// merger merges the log of a file. Its methods are called by whoever has the connection
// that writes.
type merger struct {
	path  string
	from  int64         // see mergeFrom
	page  int64         // size in bytes
	pages int           // in the log, after the last commit
	ended chan struct{} // is closed when what runs in the background has ended; nil where nothing does
	conn  *sqlite3.Conn // what runs in the background has it
}

// follow notes the size of the log at each commit of a connection, which merges nothing by
// itself any more.
func (m *merger) follow(conn *sqlite3.Conn) {
	conn.WALHook(func(_ *sqlite3.Conn, _ string, pages int) error {
		m.pages = pages
		return nil
	})
}

func (m *merger) bytes() int64 { return int64(m.pages) * m.page }

// committed merges what there is to merge after a commit. That it cannot is no error: what
// is in the log is written, and [Sink.Close] merges again.
func (m *merger) committed(conn *sqlite3.Conn) {
	switch {
	case m.bytes() < m.from:
		return
	case m.ended == nil:
		m.start()
		return
	case m.bytes() < 2*m.from && !m.hasEnded():
		return
	}
	m.wait()
	_, _, _ = conn.WALCheckpoint("main", sqlite3.CHECKPOINT_PASSIVE)
}

// finished begins with the last merge of a run.
func (m *merger) finished() {
	if m.bytes() >= mergeLast {
		m.start()
	}
}

// start merges in the background, unless it is being done.
func (m *merger) start() {
	if m.ended != nil {
		return
	}
	m.ended = make(chan struct{})
	go func() {
		defer close(m.ended)
		_ = m.merge()
	}()
}

func (m *merger) hasEnded() bool {
	select {
	case <-m.ended:
		return true
	default:
		return false
	}
}

func (m *merger) wait() {
	if m.ended != nil {
		<-m.ended
		m.ended = nil
	}
}

// merge merges what is in the log now, and then what came meanwhile.
func (m *merger) merge() error {
	if m.conn == nil {
		conn, err := connect(context.Background(), m.path, Options{})
		if err != nil {
			return err
		}
		m.conn = conn
		// A connection that has read nothing does not know that there is a log.
		if err := conn.Exec("PRAGMA user_version"); err != nil {
			return err
		}
	}
	for range 2 {
		if _, _, err := m.conn.WALCheckpoint("main", sqlite3.CHECKPOINT_PASSIVE); err != nil {
			return err
		}
	}
	return nil
}

// close ends what runs in the background.
func (m *merger) close() error {
	m.wait()
	if m.conn == nil {
		return nil
	}
	err := m.conn.Close()
	m.conn = nil
	return err
}
