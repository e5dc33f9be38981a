package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strings"

	"golang.org/x/term"

	"github.com/driftsync/driftsync/host/fault"
)

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	f := fileOf(stream)
	return f != nil && term.IsTerminal(int(f.Fd()))
}

// canAsk reports whether a person can be asked: both ends are terminals, and asking
// was not switched off.
func canAsk(c *cli, s streams) bool {
	return !c.NoInput && isTerminal(s.in) && isTerminal(s.err)
}

// ask prints a question and returns the next line that is typed. An interrupt ends the
// wait.
func ask(ctx context.Context, s streams, typed <-chan string, question string) (string, error) {
	fmt.Fprint(s.err, question)
	select {
	case line, open := <-typed:
		if open {
			return line, nil
		}
	case <-ctx.Done():
	}
	fmt.Fprintln(s.err)
	return "", fault.New(fault.Interrupted, "no answer", "run the command again", nil)
}

// lines sends what is typed, line by line, until the input ends.
func lines(in io.Reader) <-chan string {
	typed := make(chan string)
	go func() {
		defer close(typed)
		for scanner := bufio.NewScanner(in); scanner.Scan(); {
			typed <- scanner.Text()
		}
	}()
	return typed
}

// coloured reports whether a stream gets escape sequences.
func coloured(c *cli, stream any) bool {
	switch c.Color {
	case "always":
		return true
	case "never":
		return false
	}
	if os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	if force := os.Getenv("CLICOLOR_FORCE"); force != "" && force != "0" {
		return true
	}
	return isTerminal(stream) && os.Getenv("CLICOLOR") != "0"
}

// narrowest is the width where there is no terminal to ask.
const narrowest = 80

// widthOf returns the number of characters in a line of a stream.
func widthOf(stream any) int {
	f := fileOf(stream)
	if f == nil {
		return narrowest
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		return narrowest
	}
	return min(width, widest)
}

// foldWidth returns the width to break prose at: that of a terminal, and no limit elsewhere,
// so that a line stays one for whoever looks for it.
func foldWidth(stream any) int {
	if !isTerminal(stream) {
		return math.MaxInt
	}
	return widthOf(stream)
}

// plainOnly reports whether a stream is a terminal that shows nothing but ASCII. On
// Windows a console is written to in UTF-16, whatever its code page.
func plainOnly(stream any) bool {
	return isTerminal(stream) && runtime.GOOS != "windows" && !utf8Locale()
}

func utf8Locale() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := os.Getenv(name); value != "" {
			value = strings.ToLower(value)
			return strings.Contains(value, "utf-8") || strings.Contains(value, "utf8")
		}
	}
	return false
}

// paint wraps text in an SGR code.
func paint(on bool, code, text string) string {
	if !on {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

const (
	red    = "31"
	green  = "32"
	yellow = "33"
	faint  = "2"
)
