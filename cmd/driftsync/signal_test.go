//go:build unix

package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/driftsync/driftsync/internal/demo"
	"github.com/driftsync/driftsync/internal/resttest"
)

// held is a project whose writes wait until the test lets them go on.
type held struct {
	env     []string
	root    string
	reached chan struct{} // a write has come in
	release chan struct{}
	once    sync.Once
	stack   *resttest.Stack
}

func newHeld(t *testing.T) *held {
	h := &held{reached: make(chan struct{}), release: make(chan struct{}), stack: resttest.NewStack(t, resttest.Options{})}
	tenant := h.stack.Tenant(t)
	project := h.stack.Project(t, tenant)
	member := h.stack.Member(t, tenant, "owner")
	h.stack.Use(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/rest/v1/cloud_") {
				h.once.Do(func() { close(h.reached) })
				select {
				case <-h.release:
				case <-r.Context().Done():
				}
			}
			next.ServeHTTP(w, r)
		})
	})
	home := t.TempDir()
	h.root = filepath.Join(home, "shop")
	if _, err := demo.Generate(t.Context(), h.root, demo.Options{Rows: 1700}); err != nil {
		t.Fatal(err)
	}
	h.env = append(os.Environ(), "HOME="+home, "XDG_STATE_HOME="+filepath.Join(home, "state"), "DRIFTSYNC_CACHE="+testCache(),
		"DRIFTSYNC_URL="+h.stack.URL, "DRIFTSYNC_KEY="+h.stack.Key, "DRIFTSYNC_TENANT="+tenant.String(), "DRIFTSYNC_PROJECT="+project.String(),
		"DRIFTSYNC_TOKEN="+h.stack.Token(t, member.ID, nil))
	return h
}

// push starts a push, and returns it with what it says.
func (h *held) push(t *testing.T, flags ...string) (*exec.Cmd, *heard) {
	t.Helper()
	c := exec.Command("driftsync", append([]string{"push", "--root", h.root}, flags...)...)
	said := &heard{}
	c.Env, c.Stdout, c.Stderr = h.env, said, said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill() }) // if it is still there
	return c, said
}

func signalled(t *testing.T, c *exec.Cmd, s syscall.Signal) {
	t.Helper()
	if err := c.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

func wantExit(t *testing.T, c *exec.Cmd, said *heard, want int) {
	t.Helper()
	_ = c.Wait() // the status says it
	if got := c.ProcessState.ExitCode(); got != want {
		t.Fatalf("status %d, want %d: %s", got, want, said)
	}
}

// The first interrupt lets what is on its way arrive, and saves it.
func TestInterrupt_OnceDrains(t *testing.T) {
	h := newHeld(t)
	c, said := h.push(t)
	<-h.reached
	shown := said.until("so far")
	signalled(t, c, syscall.SIGUSR1)
	<-shown
	drains := said.until("interrupt again to stop at once")
	signalled(t, c, syscall.SIGINT)
	<-drains
	close(h.release)
	wantExit(t, c, said, 130)

	again, said := h.push(t)
	wantExit(t, again, said, 0)
	var rows, ids int
	if err := h.stack.Pool().QueryRow(t.Context(), "select count(*), count(distinct id) from cloud_functions where removed_at is null").Scan(&rows, &ids); err != nil {
		t.Fatal(err)
	}
	if rows != ids || rows == 0 {
		t.Errorf("%d functions with %d ids after an interrupted push", rows, ids)
	}
}

// The second one does not wait for anything.
func TestInterrupt_TwiceStops(t *testing.T) {
	h := newHeld(t)
	c, said := h.push(t)
	<-h.reached
	drains := said.until("interrupt again to stop at once")
	signalled(t, c, syscall.SIGINT)
	<-drains
	signalled(t, c, syscall.SIGINT)
	wantExit(t, c, said, 130)
	close(h.release)
}

// A time that is up is an interrupt: what is on its way arrives.
func TestTimeout(t *testing.T) {
	h := newHeld(t)
	c, said := h.push(t, "--timeout", "1s")
	// A busy machine may not have come to the first write by then.
	go func() {
		<-said.until("finishing what is on its way")
		close(h.release)
	}()
	wantExit(t, c, said, 130)
	again, said := h.push(t)
	wantExit(t, again, said, 0)
}

func TestTerminate(t *testing.T) {
	h := newHeld(t)
	c, said := h.push(t)
	<-h.reached
	drains := said.until("interrupt again to stop at once")
	signalled(t, c, syscall.SIGTERM)
	<-drains
	close(h.release)
	wantExit(t, c, said, 143)
}
