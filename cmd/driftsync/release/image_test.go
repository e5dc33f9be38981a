package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

// A layout of two systems is one image to the tools that load it, which take the program
// of their own system.
func TestImage_TwoSystems(t *testing.T) {
	r := &release{dir: t.TempDir(), root: root, version: number, commit: "0", committed: time.Unix(1e9, 0)}
	for _, architecture := range []string{"amd64", "arm64"} {
		file := "driftsync-linux-" + architecture
		r.targets = append(r.targets, target{system: "linux", architecture: architecture, file: file})
		if err := os.WriteFile(r.path(file), []byte(architecture), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.image(); err != nil {
		t.Fatal(err)
	}
	archive, dir := r.path("driftsync_"+number+"_oci.tar"), t.TempDir()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	untar(t, f, dir)
	top, err := layout.ImageIndexFromPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Index(top); err != nil {
		t.Error(err)
	}
	if m, err := top.IndexManifest(); err != nil || len(m.Manifests) != 1 || m.Manifests[0].Annotations["org.opencontainers.image.ref.name"] != "driftsync:"+number {
		t.Errorf("the layout names %+v, %v", m, err)
	}
	tool(t, "skopeo", "")
	for _, architecture := range []string{"amd64", "arm64"} {
		out, err := exec.Command("skopeo", "--override-os", "linux", "--override-arch", architecture, "inspect", "oci-archive:"+filepath.ToSlash(archive)).CombinedOutput()
		var found struct{ Architecture string }
		if err != nil || json.Unmarshal(out, &found) != nil || found.Architecture != architecture {
			t.Errorf("%s: %v: %s", architecture, err, out)
		}
	}
}
