package state

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"slices"
	"sort"

	"github.com/driftsync/driftsync/host/batch"
)

// Record is what is known of one row at the destination. A zero fingerprint means
// that the row may be there, in a form that is not known.
type Record struct {
	Key         batch.Key
	Fingerprint [16]byte // of the row as the source has it, under the policy
	Output      [16]byte // of what left of it; zero where that is not known
}

// Refused returns the fingerprint that stands for a row which the destination would
// not take in the form that f names. It tells such a row from one that is there.
func Refused(f [16]byte) [16]byte {
	for i := range f {
		f[i] = ^f[i]
	}
	return f
}

const (
	rowsMagic  = "DSROWS2\n"
	rowsBefore = "DSROWS1\n" // without Output
	rowsHeader = 16
	recordSize = 48
	sizeBefore = 32
	// residentLimit is the size up to which a file is held in memory, that of 350,000
	// records; beyond it a lookup is one read of about bucketRecords records, which costs
	// more than everything else that is done for a row that did not change.
	residentLimit = 16 << 20
	bucketRecords = 16
)

// Rows is the sorted set of a table's records, and which of them this run has seen.
// Keys are uniform, being digests, so the leading bits of a key tell where it is.
type Rows struct {
	file   *os.File // nil where there is none, or all is resident
	data   []byte   // all records, where they are resident
	start  []uint32 // by bucket: first record
	shift  int      // of the key's first 64 bits, to get its bucket
	n      int
	size   int // of a record, in bytes
	seen   []uint64
	buffer []byte
}

// openRows opens a file of records; an empty path is an empty set.
func openRows(path string) (*Rows, error) {
	r := &Rows{}
	if path == "" {
		return r, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	header := make([]byte, rowsHeader)
	info, err := f.Stat()
	if err == nil {
		_, err = io.ReadFull(f, header)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	r.n = int(binary.LittleEndian.Uint64(header[8:]))
	r.size = map[string]int{rowsMagic: recordSize, rowsBefore: sizeBefore}[string(header[:8])]
	if r.size == 0 || info.Size() != int64(rowsHeader+r.n*r.size) {
		return nil, errors.Join(fmt.Errorf("%w: a table's records", ErrDamaged), f.Close())
	}
	r.seen = make([]uint64, (r.n+63)/64)
	if info.Size() <= residentLimit {
		r.data = make([]byte, r.n*r.size)
		if _, err = io.ReadFull(f, r.data); err == nil {
			err = r.index()
		}
		return r, errors.Join(err, f.Close())
	}
	r.file = f
	return r, r.index()
}

// reader returns all records from the first one on.
func (r *Rows) reader() io.Reader {
	if r.file == nil {
		return bytes.NewReader(r.data)
	}
	return bufio.NewReaderSize(io.NewSectionReader(r.file, rowsHeader, int64(r.n*r.size)), 256<<10)
}

// index reads all records once and notes where each bucket begins.
func (r *Rows) index() error {
	width := bits.Len(uint(r.n / bucketRecords))
	r.shift = 64 - width
	r.start = make([]uint32, 1<<width+1)
	in := r.reader()
	record := make([]byte, r.size)
	bucket := 0
	for i := range r.n {
		if _, err := io.ReadFull(in, record); err != nil {
			return err
		}
		for of := r.bucket(record); bucket <= of; bucket++ {
			r.start[bucket] = uint32(i)
		}
	}
	for ; bucket < len(r.start); bucket++ {
		r.start[bucket] = uint32(r.n)
	}
	return nil
}

func (r *Rows) bucket(key []byte) int { return int(binary.BigEndian.Uint64(key) >> r.shift) }

// Len returns the number of records.
func (r *Rows) Len() int { return r.n }

// decode reads a record; one of the form before has no output.
func decode(b []byte) Record {
	rec := Record{Key: batch.Key(b[:16]), Fingerprint: [16]byte(b[16:])}
	copy(rec.Output[:], b[32:])
	return rec
}

// Lookup returns the record of a key and whether the set has it, and marks it as seen.
func (r *Rows) Lookup(key batch.Key) (rec Record, known bool, err error) {
	if r.n == 0 {
		return rec, false, nil
	}
	block, first, err := r.read(key)
	if err != nil {
		return rec, false, err
	}
	i := sort.Search(len(block)/r.size, func(i int) bool {
		return bytes.Compare(block[i*r.size:i*r.size+16], key[:]) >= 0
	})
	at := i * r.size
	if at >= len(block) || !bytes.Equal(block[at:at+16], key[:]) {
		return rec, false, nil
	}
	r.seen[(first+i)/64] |= 1 << ((first + i) % 64)
	return decode(block[at : at+r.size]), true, nil
}

// read returns the records of a key's bucket.
func (r *Rows) read(key batch.Key) (block []byte, first int, err error) {
	bucket := r.bucket(key[:])
	first, end := int(r.start[bucket]), int(r.start[bucket+1])
	if r.file == nil {
		return r.data[first*r.size : end*r.size], first, nil
	}
	r.buffer = slices.Grow(r.buffer[:0], (end-first)*r.size)[:(end-first)*r.size]
	_, err = r.file.ReadAt(r.buffer, int64(rowsHeader+first*r.size))
	return r.buffer, first, err
}

// Unseen calls each for every record that no Lookup has found, in key order.
func (r *Rows) Unseen(each func(batch.Key) error) error {
	return r.all(func(i int, rec Record) error {
		if r.seen[i/64]&(1<<(i%64)) != 0 {
			return nil
		}
		return each(rec.Key)
	})
}

func (r *Rows) all(each func(int, Record) error) error {
	in := r.reader()
	buf := make([]byte, r.size)
	for i := range r.n {
		if _, err := io.ReadFull(in, buf); err != nil {
			return err
		}
		if err := each(i, decode(buf)); err != nil {
			return err
		}
	}
	return nil
}

// Close releases the file.
func (r *Rows) Close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}

// writer writes a file of records in key order.
type writer struct {
	file *os.File
	out  *bufio.Writer
	n    int
}

func newWriter(path string) (*writer, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	w := &writer{file: f, out: bufio.NewWriterSize(f, 256<<10)}
	_, err = w.out.Write(make([]byte, rowsHeader))
	return w, err
}

func (w *writer) add(rec Record) error {
	w.n++
	if _, err := w.out.Write(rec.Key[:]); err != nil {
		return err
	}
	if _, err := w.out.Write(rec.Fingerprint[:]); err != nil {
		return err
	}
	_, err := w.out.Write(rec.Output[:])
	return err
}

// close completes the header and puts the file on disk.
func (w *writer) close() error {
	err := w.out.Flush()
	header := binary.LittleEndian.AppendUint64([]byte(rowsMagic), uint64(w.n))
	if err == nil {
		_, err = w.file.WriteAt(header, 0)
	}
	if err == nil {
		err = w.file.Sync()
	}
	return errors.Join(err, w.file.Close())
}
