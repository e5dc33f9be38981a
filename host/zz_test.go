package host_test
import ("testing";"fmt";"github.com/driftsync/driftsync/host";"github.com/driftsync/driftsync/host/demo")
func TestZZ(t *testing.T) { b := newBench(t, demo.Options{Rows: 2500}); for seed := uint64(1); seed < 9; seed++ { r, err := host.Prove(t.Context(), b.options, seed); if err != nil { t.Fatal(err) }; fmt.Println(seed, r.Planted, r.Arrived); for _, l := range r.Leaks { fmt.Println("  ", l.Class, l.Kind, leaked(l)) } } }
