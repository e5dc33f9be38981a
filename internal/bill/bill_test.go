package bill

import (
	"crypto/sha256"
	"runtime/debug"
	"strings"
	"testing"
)

func TestLicense(t *testing.T) {
	info := &debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Path: "example.org/m", Version: "v1.0.0"},
		Deps: []*debug.Module{{Path: "example.org/dep", Version: "v1.2.3+x", Sum: "h1:" + strings.Repeat("A", 43) + "="}}}
	b := New("program", sha256.Sum256(nil), info)
	if len(b.Components) != 2+len(vendored) || b.Components[1].Purl != "pkg:golang/example.org/dep@v1.2.3%2Bx" || len(b.Components[1].Hashes) != 1 {
		t.Errorf("components %+v", b.Components)
	}
	if err := b.License("MIT", map[string]string{"std": "BSD-3-Clause"}); err == nil || !strings.Contains(err.Error(), "example.org/dep") {
		t.Errorf("a module without a licence passes: %v", err)
	}
	if err := b.License("MIT", map[string]string{"std": "BSD-3-Clause", "example.org/dep": "MIT"}); err != nil || b.Components[0].Licences[0].Expression != "BSD-3-Clause" {
		t.Errorf("%v: %+v", err, b.Components)
	}
}
