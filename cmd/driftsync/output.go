package main

import (
	"errors"
	"io"
	"os"
	"syscall"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/plainfile"
)

// output is standard output. It remembers that a write failed, whoever ignored it, and ends
// the command then: nobody would see the rest.
type output struct {
	io.Writer
	err  error
	stop func() // may be nil
}

// Write implements [io.Writer].
func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if err != nil && o.err == nil {
		if o.err = err; o.stop != nil {
			o.stop()
		}
	}
	return n, err
}

// caused reports whether an error of a command says no more than that a write failed.
func (o *output) caused(err error) bool {
	f, ok := errors.AsType[*fault.Error](err)
	return o.err != nil && (errors.Is(err, o.err) || ok && f.Code == fault.Interrupted)
}

// end returns the status of a command whose own is status. A reader that went away, such as
// head, has what it wanted.
func (o *output) end(s streams, status int) int {
	if o.err == nil || errors.Is(o.err, syscall.EPIPE) {
		return status
	}
	err := fault.New(fault.OutputWrite, "standard output cannot be written", "send it to a file or a program that takes it; what was pushed stays pushed", plainfile.Cause(o.err))
	return fault.Worst(status, tell(s, err))
}

// fileOf returns the file behind a stream, nil where there is none.
func fileOf(stream any) *os.File {
	if o, ok := stream.(*output); ok {
		stream = o.Writer
	}
	f, _ := stream.(*os.File)
	return f
}
