package source

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// settle is the age that a file needs before its time stamps are evidence: a write
// in the same tick as the snapshot would leave them equal.
var settle = 2 * time.Second

// Stamp is what the files of a database look like from outside. Equal stamps mean
// equal content, if the stamp is Settled. The change counter in the header is no
// evidence: a write-ahead log leaves it alone.
type Stamp struct {
	Main FileStamp `json:"main"`
	Log  FileStamp `json:"log"`
	// Tail digests the log's header, with its salts, and its last frame, with the
	// last commit's checksum. https://sqlite.org/fileformat2.html#walformat
	Tail string    `json:"tail,omitempty"`
	At   time.Time `json:"at"`
	// Content is that of the database when it was read, empty where it is not known. See
	// [Content].
	Content string `json:"content,omitempty"`
}

// FileStamp identifies one state of one file; zero for a missing file.
type FileStamp struct {
	Device   uint64 `json:"device"`
	Inode    uint64 `json:"inode"`
	Size     int64  `json:"size"`
	Modified int64  `json:"modified"` // nanoseconds
	Changed  int64  `json:"changed"`  // nanoseconds; inode change time
}

// TakeStamp looks at a database file and its log.
func TakeStamp(path string) (Stamp, error) {
	s := Stamp{At: time.Now()}
	path = resolved(path)
	info, err := os.Stat(path)
	if err != nil {
		return s, err
	}
	s.Main = fileStamp(info)
	log, err := os.Open(path + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	defer log.Close()
	if info, err = log.Stat(); err != nil || info.Size() == 0 {
		return s, err // an empty log says no more than none, and every reader makes one
	}
	s.Log = fileStamp(info)
	s.Tail, err = logTail(log, info.Size())
	return s, err
}

// resolved is the path through links: the log lies beside the file itself.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// logTail digests the header and the last 64 bytes of the log. A log that was
// restarted keeps its size and old frames behind the new ones, but has new salts.
func logTail(log *os.File, size int64) (string, error) {
	h := sha256.New()
	for _, at := range []int64{0, max(0, size-64)} {
		if _, err := io.Copy(h, io.NewSectionReader(log, at, 64)); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// Settled reports whether the files had been left alone for a while when the stamp
// was taken.
func (s Stamp) Settled() bool {
	newest := max(s.Main.Modified, s.Log.Modified, s.Main.Changed, s.Log.Changed)
	return s.At.Sub(time.Unix(0, newest)) > settle
}

// Same reports whether two stamps are of the same content, if both are settled.
func (s Stamp) Same(other Stamp) bool {
	return s.Main == other.Main && s.Log == other.Log && s.Tail == other.Tail
}

// Verdict is what the files of a database say about a change since a stamp was taken.
type Verdict int

// Touched means that the files were written since, and that whether their content is
// another one is not known. Unsettled means that they were written so shortly before
// the stamp was taken that a later write might not show.
const (
	Unchanged Verdict = iota
	Changed
	Touched
	Unsettled
)

// Judge compares the database file with an older stamp of it. It reads the file where
// the times do not tell and it is not large.
func Judge(path string, now, last Stamp) Verdict {
	same := now.Same(last)
	if same && last.Settled() {
		return Unchanged
	}
	if last.Content != "" {
		switch Content(path) {
		case last.Content:
			return Unchanged
		case "":
		default:
			return Changed
		}
	}
	if same {
		return Unsettled
	}
	return Touched
}
