package source

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
)

// contentLimit is the size of a database, with its log, up to which it is digested.
const contentLimit = 64 << 20

// Content digests the pages of a database as they are with what is committed in its
// log. It is the same before and after the log is copied into the file, whoever does
// that, and whatever the times of the files are. It is empty for a database that is
// large, is none, or is in the middle of a transaction that may be rolled back.
func Content(path string) string {
	path = resolved(path)
	if exists(path + "-journal") {
		return ""
	}
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || info.Size() > contentLimit {
		return ""
	}
	log, err := readLog(path + "-wal")
	if err != nil || info.Size()+int64(len(log)) > contentLimit {
		return ""
	}
	sum, err := digestPages(file, info.Size(), newFrames(log))
	if err != nil {
		return ""
	}
	return sum
}

func readLog(path string) ([]byte, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	// Some more than its size: it may grow meanwhile, and what is read to its end is read once.
	log := bytes.NewBuffer(make([]byte, 0, min(info.Size(), contentLimit)+bytes.MinRead))
	_, err = log.ReadFrom(io.LimitReader(file, contentLimit+1))
	return log.Bytes(), err
}

// digestPages digests the pages of a file, each of which the log may have a newer form
// of.
func digestPages(file io.ReaderAt, size int64, log *frames) (string, error) {
	header := make([]byte, 18)
	pageSize := int64(log.pageSize)
	if pageSize == 0 {
		if _, err := file.ReadAt(header, 0); err != nil {
			return "", err
		}
		if pageSize = int64(binary.BigEndian.Uint16(header[16:])); pageSize == 1 {
			pageSize = 64 << 10
		}
	}
	if pageSize < 512 {
		return "", errors.New("no page size")
	}
	pages := size / pageSize
	if log.pages > 0 {
		pages = int64(log.pages)
	}
	sum, page := sha256.New(), make([]byte, pageSize)
	for n := range pages {
		if newer, ok := log.newest[uint32(n+1)]; ok {
			sum.Write(newer)
			continue
		}
		if _, err := file.ReadAt(page, n*pageSize); err != nil {
			return "", err
		}
		sum.Write(page)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// frames are what is committed in a write-ahead log.
// https://sqlite.org/fileformat2.html#walformat
type frames struct {
	pageSize uint32            // 0 for a log without a frame
	pages    uint32            // of the database after the last commit, 0 before one
	newest   map[uint32][]byte // by page number
}

const (
	logHeader   = 32
	frameHeader = 24
)

// newFrames reads a log up to the first frame that does not belong to it: one of an
// earlier round, or one that was not written whole.
func newFrames(log []byte) *frames {
	f := &frames{}
	if len(log) < logHeader || binary.BigEndian.Uint32(log)&^1 != 0x377f0682 {
		return f
	}
	var order binary.ByteOrder = binary.LittleEndian
	if log[3]&1 == 1 {
		order = binary.BigEndian
	}
	check := checksum{order: order}
	check.add(log[:24])
	if !check.is(log[24:logHeader]) {
		return f
	}
	f.pageSize = binary.BigEndian.Uint32(log[8:])
	salts, pending := log[16:24], make(map[uint32][]byte)
	f.newest = make(map[uint32][]byte)
	for at := logHeader; at+frameHeader+int(f.pageSize) <= len(log); at += frameHeader + int(f.pageSize) {
		head, page := log[at:at+frameHeader], log[at+frameHeader:at+frameHeader+int(f.pageSize)]
		check.add(head[:8])
		check.add(page)
		if !bytes.Equal(head[8:16], salts) || !check.is(head[16:]) {
			break
		}
		pending[binary.BigEndian.Uint32(head)] = page
		if committed := binary.BigEndian.Uint32(head[4:]); committed > 0 {
			f.pages = committed
			for n, page := range pending {
				f.newest[n] = page
			}
			clear(pending)
		}
	}
	return f
}

// checksum is that of a log, over everything from its start.
type checksum struct {
	order  binary.ByteOrder
	s0, s1 uint32
}

func (c *checksum) add(data []byte) {
	for ; len(data) >= 8; data = data[8:] {
		c.s0 += c.order.Uint32(data) + c.s1
		c.s1 += c.order.Uint32(data[4:]) + c.s0
	}
}

func (c *checksum) is(stored []byte) bool {
	return binary.BigEndian.Uint32(stored) == c.s0 && binary.BigEndian.Uint32(stored[4:]) == c.s1
}
