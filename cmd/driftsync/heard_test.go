package main

import (
	"bytes"
	"strings"
	"sync"
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
