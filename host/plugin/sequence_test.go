//go:build !race

package plugin

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/host/fault"
)

// Extism's go-sdk fails open in several ways: an exit with status 0 and a return code
// are no errors, an input that does not fit arrives empty, an answer of the call before
// is still there, a module that panicked can be called again. Whatever a plugin does in
// whatever order, a row is answered as asked or gone, and the next one is none the
// worse.
func TestHostile_AnyOrder(t *testing.T) {
	const steps = 40
	large := strings.Repeat(secretNote, 1<<19)
	behaviours := map[string][]string{
		"guest": {"mask", "panic", "exit", "exit_late", "code", "nothing", "pointer", "length", "wrap", "read_pointer", "twice", "rows", "rule", "order", "mask"},
		"pdk":   {"mask", "nothing", "code", "error", "mask"},
	}
	for name, choices := range behaviours {
		for _, seed := range []uint64{1, 2} {
			t.Run(fmt.Sprintf("%s/%d", name, seed), func(t *testing.T) {
				o := options(module(t, name))
				o.Limits.Failures = steps * 8
				c := open(t, o)
				r := rand.New(rand.NewPCG(seed, 0))
				for step := range steps {
					how, note := choices[r.IntN(len(choices))], secretNote
					if r.IntN(8) == 0 {
						note = large
					}
					b := textBatch(how, note)
					result := redact(t, c, b)
					code := fault.Code("")
					if result.Failed != nil {
						code = result.Failed[0]
					}
					switch {
					case code != "":
						gone(t, b, 0)
					case how != "mask":
						t.Fatalf("step %d: %s was taken for an answer", step, how)
					case cells(b, 0)[0] != "[MASKED]":
						t.Fatalf("step %d: the row is neither masked nor gone", step)
					}
					if how == "mask" && code != "" && note != large {
						t.Fatalf("step %d: an innocent row failed with %s", step, code)
					}
				}
			})
		}
	}
}
