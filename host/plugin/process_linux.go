package plugin

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// pipeSize is as much as an unprivileged process may ask for, so that a frame goes
// over in few turns.
const pipeSize = 1 << 20

// isolate has the worker die with the engine, and in a process group of its own, so
// that an interrupt at the terminal reaches the engine alone.
func isolate() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}

func enlarge(pipe *os.File) {
	raw, err := pipe.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) {
		_, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, pipeSize) // a smaller pipe is slower, no more
	})
}

// residentMemory returns the resident bytes of a process, now and at most so far; 0
// where they cannot be determined.
func residentMemory(pid int) (now, peak int64) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0
	}
	return statusField(status, "VmRSS:"), statusField(status, "VmHWM:")
}

func statusField(status []byte, name string) int64 {
	_, rest, found := bytes.Cut(status, []byte(name))
	if !found {
		return 0
	}
	line, _, _ := bytes.Cut(rest, []byte(" kB"))
	kib, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 10, 64)
	if err != nil {
		return 0
	}
	return kib << 10
}

// processorTime returns how long the threads of a process have run, together, by the
// clock that Linux keeps for each process: the complement of its id, and 2 in the low
// three bits (clock_getcpuclockid(3)).
func processorTime(pid int) (time.Duration, bool) {
	const scheduled = 2
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|scheduled), &t); err != nil {
		return 0, false
	}
	return time.Duration(t.Nano()), true
}

const tick = time.Second / 100 // of the times in proc_pid_stat(5): USER_HZ, the same on every architecture of Go

// systemTime returns how long the kernel has worked for a process, as far as it can be
// determined: stime in proc_pid_stat(5), behind the name in brackets.
func systemTime(pid int) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	const stime = 12
	if len(fields) <= stime {
		return 0
	}
	ticks, err := strconv.ParseInt(string(fields[stime]), 10, 64)
	if err != nil {
		return 0
	}
	return time.Duration(ticks) * tick
}

// waitingTime returns how long the threads of a process have stood in line for a processor,
// together: the second number of schedstat (Documentation/scheduler/sched-stats.rst). It is
// 0 where the kernel does not count it.
func waitingTime(pid int) (all time.Duration) {
	dir := fmt.Sprintf("/proc/%d/task", pid)
	threads, err := os.ReadDir(dir)
	if err != nil {
		return 0
	}
	for _, thread := range threads {
		stat, err := os.ReadFile(dir + "/" + thread.Name() + "/schedstat")
		if fields := bytes.Fields(stat); err == nil && len(fields) > 1 {
			waited, _ := strconv.ParseInt(string(fields[1]), 10, 64) // 0 if it is no number
			all += time.Duration(waited)
		}
	}
	return all
}
