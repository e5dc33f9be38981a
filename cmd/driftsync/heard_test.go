package main

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// heard is what a process prints, and tells when it says something.
type heard struct {
	mu   sync.Mutex
	text bytes.Buffer
	want string
	said chan struct{}
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.text.Write(p)
	if h.said != nil && strings.Contains(h.text.String(), h.want) {
		close(h.said)
		h.said = nil
	}
	return len(p), nil
}

// until returns a channel that closes once the text was said.
func (h *heard) until(text string) <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	said := make(chan struct{})
	if strings.Contains(h.text.String(), text) {
		close(said)
		return said
	}
	h.want, h.said = text, said
	return said
}

func (h *heard) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.String()
}

// process is a program that ends with the test.
type process struct {
	*exec.Cmd
	said  *heard
	ended chan struct{}
}

// start starts a program whose output nobody else takes.
func start(t *testing.T, c *exec.Cmd) *process {
	t.Helper()
	p := &process{Cmd: c, said: &heard{}, ended: make(chan struct{})}
	if c.Stdout == nil {
		c.Stdout = p.said
	}
	if c.Stderr == nil {
		c.Stderr = p.said
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { defer close(p.ended); _ = c.Wait() }() // the status says it
	t.Cleanup(func() {
		_ = c.Process.Kill() // it may have ended
		<-p.ended
	})
	return p
}

// await waits for what the program leads to, and fails the test where it ends before.
func (p *process) await(t *testing.T, event <-chan struct{}) {
	t.Helper()
	select {
	case <-event:
		return
	case <-p.ended:
	}
	select {
	case <-event: // as its last
	default:
		t.Fatalf("it has ended with %d: %s", p.ProcessState.ExitCode(), p.said)
	}
}

// signal sends a signal, and waits until the program says a text.
func (p *process) signal(t *testing.T, s os.Signal, text string) {
	t.Helper()
	if err := p.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
	p.await(t, p.said.until(text))
}

// status waits for the end.
func (p *process) status() int {
	<-p.ended
	return p.ProcessState.ExitCode()
}

func (p *process) wantStatus(t *testing.T, want int) {
	t.Helper()
	if got := p.status(); got != want {
		t.Fatalf("status %d, want %d: %s", got, want, p.said)
	}
}
