package main

import (
	"bufio"
	"context"
	"fmt"
	"os"

	"golang.org/x/term"

	"github.com/driftsync/driftsync/host/fault"
)

// hide has the terminal show nothing of what is typed, until restore is called. Lines are
// sent as they come; they may be longer than the 1,024 or 4,096 bytes that a terminal's own
// line holds, as addresses with a session in them are. An interrupt from the keyboard ends
// the context.
func hide(ctx context.Context, s streams) (inner context.Context, typed <-chan string, restore func(), err error) {
	in, ok := s.in.(*os.File)
	if !ok {
		return nil, nil, nil, fault.New(fault.UsageInvalid, "this needs a terminal", "run it on one", nil)
	}
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		return nil, nil, nil, fault.New(fault.UsageInvalid, "the terminal cannot be kept from showing what is typed", "use --password-stdin, or the browser", err)
	}
	inner, cancel := context.WithCancel(ctx)
	all := make(chan string)
	go func() {
		defer cancel()
		for keys := bufio.NewReader(in); ; {
			line, ok := hiddenLine(keys)
			if !ok {
				return
			}
			fmt.Fprint(s.err, "\r\n")
			select {
			case all <- line:
			case <-inner.Done():
				return
			}
		}
	}()
	return inner, all, func() {
		cancel()
		_ = term.Restore(int(in.Fd()), before) // nothing better is left to do
		fmt.Fprintln(s.err)
	}, nil
}

const (
	interrupt = 0x03
	endOfText = 0x04
	backspace = 0x08
	eraseLine = 0x15
	rubout    = 0x7f
	maxHidden = 64 << 10 // bytes of a line; the rest of a longer one is lost
)

// hiddenLine reads one line as a terminal that does nothing by itself hands it out; ok is
// false at its end and at an interrupt.
func hiddenLine(keys *bufio.Reader) (line string, ok bool) {
	var typed []rune
	for {
		key, _, err := keys.ReadRune()
		switch {
		case err != nil, key == interrupt, key == endOfText && len(typed) == 0:
			return "", false
		case key == '\r', key == '\n':
			return string(typed), true
		case key == backspace, key == rubout:
			typed = typed[:max(len(typed)-1, 0)]
		case key == eraseLine:
			typed = typed[:0]
		case key >= ' ' && len(typed) < maxHidden:
			typed = append(typed, key)
		}
	}
}
