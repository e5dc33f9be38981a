//go:build linux && (amd64 || arm64)

package worker

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/driftsync/driftsync/host/plugin/wire"
)

const confinedVariable = "DRIFTSYNC_TEST_CONFINED"

func TestMain(m *testing.M) {
	if os.Getenv(confinedVariable) != "" {
		confinedMain()
	}
	os.Exit(m.Run())
}

// confinedMain tries what a worker must not be able to do, prints what worked, and
// shows that threads, the collector and pipes still do.
func confinedMain() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		os.Exit(3)
	}
	address := listener.Addr().String()
	if confine() != wire.Confined {
		fmt.Println("not confined")
		os.Exit(0)
	}
	attempts := map[string]func() error{
		"open":   func() error { _, err := os.Open("/etc/hostname"); return err },
		"create": func() error { return os.WriteFile("left-behind", nil, 0o600) },
		"dial":   func() error { _, err := net.Dial("tcp", address); return err },
		"listen": func() error { _, err := net.Listen("tcp", "127.0.0.1:0"); return err },
		"exec":   func() error { return exec.Command("/bin/true").Run() },
		"signal": func() error { return syscall.Kill(os.Getppid(), 0) },
	}
	for name, attempt := range attempts {
		if attempt() == nil {
			fmt.Println("worked:", name)
		}
	}
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			runtime.LockOSThread() // a thread of its own, made under the filter
			_ = make([]byte, 1<<20)
			runtime.GC()
		})
	}
	wait.Wait()
	fmt.Println("done")
	os.Exit(0)
}

func TestConfine(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{confinedVariable + "=1"}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("confined process: %v", err)
	}
	switch got := strings.TrimSpace(string(out)); got {
	case "not confined":
		t.Skip("this system has no seccomp filters")
	case "done":
	default:
		t.Errorf("confined process: %s", got)
	}
}
