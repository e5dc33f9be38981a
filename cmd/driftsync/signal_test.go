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

// push starts a push.
func (h *held) push(t *testing.T, flags ...string) *process {
	t.Helper()
	c := exec.Command("driftsync", append([]string{"push", "--root", h.root}, flags...)...)
	c.Env = h.env
	return start(t, c)
}

// onceMore is the last word of a push that was interrupted once.
const onceMore = "interrupt again to stop at once"

// The first interrupt lets what is on its way arrive, and saves it.
func TestInterrupt_OnceDrains(t *testing.T) {
	h := newHeld(t)
	p := h.push(t)
	p.await(t, h.reached)
	p.signal(t, syscall.SIGUSR1, "so far")
	p.signal(t, syscall.SIGINT, onceMore)
	close(h.release)
	p.wantStatus(t, 130)

	h.push(t).wantStatus(t, 0)
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
	p := h.push(t)
	p.await(t, h.reached)
	p.signal(t, syscall.SIGINT, onceMore)
	p.signal(t, syscall.SIGINT, "")
	p.wantStatus(t, 130)
	close(h.release)
}

// A time that is up is an interrupt: what is on its way arrives.
func TestTimeout(t *testing.T) {
	h := newHeld(t)
	p := h.push(t, "--timeout", "1s")
	finishing := p.said.until("finishing what is on its way")
	go func() {
		select {
		case <-finishing:
		case <-p.ended: // a busy machine may not have come that far
		}
		close(h.release)
	}()
	p.wantStatus(t, 130)
	h.push(t).wantStatus(t, 0)
}
