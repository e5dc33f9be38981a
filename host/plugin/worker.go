package plugin

import (
	"os"
	"sync/atomic"

	"github.com/driftsync/driftsync/host/plugin/wire"
	"github.com/driftsync/driftsync/host/plugin/worker"
)

// reexecutable says that this program calls WorkerMain first. One that does not
// must never be executed as a worker: it would do its own work instead.
var reexecutable atomic.Bool

// instead is the command line of workers where it is not this program.
var instead atomic.Pointer[[]string]

// UseWorker makes a command line the default of [Options.Worker], for programs that cannot
// start themselves: under a user-mode emulator that the system does not know of, the
// emulator and the program. What it starts must be this program, of this version.
func UseWorker(command ...string) { instead.Store(&command) }

// WorkerMain makes this process a plugin worker, which serves until its input ends
// and then exits, if the engine has started it as one; else it returns. A program
// that uses [Open] without naming a worker calls it first in main, and in TestMain.
func WorkerMain() {
	if os.Getenv(wire.Environment) == "1" {
		worker.Main()
	}
	reexecutable.Store(true)
}
