package authtest

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// Terminal returns both ends of a pseudo-terminal, which end with the test.
func Terminal(t testing.TB) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatalf("no pseudo-terminal: %v", err)
	}
	t.Cleanup(func() { _ = person.Close() })
	if err := unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = program.Close() })
	return person, program
}

// Converse runs a command on a terminal. Answer gets all that was shown so far,
// after every word, and returns the line that the person types, empty for none.
func Converse(t testing.TB, c *exec.Cmd, answer func(shown string) string) (shown string, err error) {
	t.Helper()
	person, program := Terminal(t)
	c.Stdin, c.Stdout, c.Stderr = program, program, program
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if err := program.Close(); err != nil {
		t.Error(err)
	}
	var all strings.Builder
	for in := bufio.NewReader(person); ; {
		b, err := in.ReadByte()
		if err != nil {
			break // the program has ended
		}
		all.WriteByte(b)
		if b != '\n' && b != ' ' {
			continue
		}
		if text := answer(all.String()); text != "" {
			if _, err := person.WriteString(text + "\n"); err != nil {
				t.Error(err)
			}
		}
	}
	return all.String(), c.Wait()
}
