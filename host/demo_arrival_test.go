package host_test

import (
	"os"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/internal/demo"
)

func TestPush_NothingPlantedLeaves(t *testing.T) {
	if testing.Short() {
		t.Skip("its goroutines are those of other tests")
	}
	b := newBench(t, demo.Options{})
	b.push()
	arrivals, err := demo.Arrivals(t.Context(), b.out, demo.Planted(b.made.Options))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range arrivals {
		if a.Arrived > 0 {
			t.Errorf("%s: %d of %d arrived, planted in %s", a.Sort, a.Arrived, a.Planted, strings.Join(a.Columns, ", "))
		}
	}
	data, err := os.ReadFile(b.out)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), b.root) {
		t.Error("the project root arrived")
	}
}
