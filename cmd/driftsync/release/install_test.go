package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/validate"

	"github.com/driftsync/driftsync/internal/provenance"
)

const number = "1.98.7" // tag, without its "v"

// says runs a program and returns its version.
func says(t *testing.T, c *exec.Cmd) string {
	t.Helper()
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", c, err, out)
	}
	return strings.TrimSpace(string(out))
}

func want(t *testing.T, got string) {
	t.Helper()
	if got != "driftsync "+tag {
		t.Errorf("it says %q", got)
	}
}

// tool skips a check that needs a program of the system, or fails it where the gate has
// installed that.
func tool(t *testing.T, name, required string) {
	t.Helper()
	if _, err := exec.LookPath(name); err == nil {
		return
	}
	if required != "" && os.Getenv(required) != "" {
		t.Fatalf("%s is missing", name)
	}
	t.Skipf("not run: there is no %s on this machine", name)
}

func copyTo(t *testing.T, dir string, files ...string) {
	t.Helper()
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(f)), read(t, f), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Every file verifies with the key and no other, by driftsync and by openssl, until a
// byte of it, of the list or of the statement changes.
func checkSigned(t *testing.T, dist string) {
	t.Helper()
	verify := func(file string, more ...string) (string, error) {
		out, err := exec.Command(built(dist), append([]string{"version", "--verify", file}, more...)...).CombinedOutput()
		return string(out), err
	}
	for _, name := range []string{filepath.Base(built(dist)), "install.sh", "driftsync_" + number + "_oci.tar", "npm/driftsync-" + number + ".tgz"} {
		if out, err := verify(filepath.Join(dist, name)); err != nil || !strings.Contains(out, "part of driftsync "+number) || !regexp.MustCompile(`commit +[0-9a-f]{40}`).MatchString(out) {
			t.Errorf("%s: %v: %s", name, err, out)
		}
	}
	const other = "driftsync-release+700ddbde+AY2xlNVR3ti1vkQst2YG9UBayapYDM9f2Y68DbNwhDH6"
	if out, err := verify(filepath.Join(dist, "install.sh"), "--key", other); err == nil {
		t.Errorf("another key verifies: %s", out)
	}
	for _, change := range []string{"install.sh", provenance.NoteFile, provenance.StatementFile} {
		dir := t.TempDir()
		copyTo(t, dir, filepath.Join(dist, "install.sh"), filepath.Join(dist, provenance.NoteFile), filepath.Join(dist, provenance.StatementFile))
		data := read(t, filepath.Join(dir, change))
		data[len(data)/2] ^= 1
		if err := os.WriteFile(filepath.Join(dir, change), data, 0o644); err != nil {
			t.Fatal(err)
		}
		out, err := verify(filepath.Join(dir, "install.sh"))
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 12 || !strings.Contains(out, "release.refused") {
			t.Errorf("with a byte of %s changed: %v: %s", change, err, out)
		}
	}
	tool(t, "openssl", "DRIFTSYNC_REQUIRE_STACK")
	for _, block := range documented(t, "openssl") {
		c := exec.Command("sh", "-euc", block)
		c.Dir = dist
		if out, err := c.CombinedOutput(); err != nil || !strings.Contains(string(out), "Verified Successfully") {
			t.Errorf("docs/release.md: %v: %s", err, out)
		}
	}
	for _, left := range []string{"sums", "sums.sig"} {
		_ = os.Remove(filepath.Join(dist, left)) // what the documented commands wrote
	}
}

// documented returns the commands of docs/release.md that name a program.
func documented(t *testing.T, name string) (blocks []string) {
	t.Helper()
	for _, m := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(read(t, filepath.Join(root, "docs/release.md"))), -1) {
		if strings.Contains(m[1], name) {
			blocks = append(blocks, m[1])
		}
	}
	if len(blocks) == 0 {
		t.Fatalf("docs/release.md has no commands with %s", name)
	}
	return blocks
}

func checkArchive(t *testing.T, dist string) {
	r, dir := release{version: number}, t.TempDir()
	f, err := os.Open(filepath.Join(dist, r.archive(target{system: runtime.GOOS, architecture: runtime.GOARCH})))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	untar(t, z, dir)
	want(t, says(t, exec.Command(filepath.Join(dir, "driftsync"), "version")))
	for _, name := range []string{"LICENSE", "README.md", "driftsync.1", "driftsync.cdx.json", "completion/driftsync.bash"} {
		read(t, filepath.Join(dir, filepath.FromSlash(name)))
	}
}

func untar(t *testing.T, from io.Reader, dir string) {
	t.Helper()
	for all := tar.NewReader(from); ; {
		h, err := all.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, filepath.FromSlash(h.Name))
		if h.Typeflag == tar.TypeDir {
			err = os.MkdirAll(name, 0o755)
		} else if err = os.MkdirAll(filepath.Dir(name), 0o755); err == nil {
			var data []byte
			if data, err = io.ReadAll(all); err == nil {
				err = os.WriteFile(name, data, h.FileInfo().Mode())
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func checkDebian(t *testing.T, dist string) {
	tool(t, "dpkg-deb", "")
	dir, file := t.TempDir(), filepath.Join(dist, "driftsync_"+number+"_"+runtime.GOARCH+".deb")
	says(t, exec.Command("dpkg-deb", "--extract", file, dir))
	want(t, says(t, exec.Command(filepath.Join(dir, "usr/bin/driftsync"), "version")))
	if got := says(t, exec.Command("dpkg-deb", "--field", file, "Package", "Version", "Architecture")); got != "Package: driftsync\nVersion: "+number+"\nArchitecture: "+runtime.GOARCH {
		t.Errorf("it says %q", got)
	}
}

func checkRPM(t *testing.T, dist string) {
	tool(t, "rpm", "")
	machine := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]
	file := filepath.Join(dist, fmt.Sprintf("driftsync-%s-1.%s.rpm", number, machine))
	if got := says(t, exec.Command("rpm", "--nosignature", "-qp", "--qf", "%{NAME} %{VERSION} %{LICENSE}", file)); got != "driftsync "+number+" Apache-2.0" {
		t.Errorf("it says %q", got)
	}
	if got := says(t, exec.Command("rpm", "--nosignature", "-K", file)); !strings.Contains(got, "digests OK") {
		t.Errorf("it says %q", got)
	}
}

// The layout holds what its digests say, and its files are enough to run the program.
func checkImage(t *testing.T, dist string) {
	dir := t.TempDir()
	f, err := os.Open(filepath.Join(dist, "driftsync_"+number+"_oci.tar"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	untar(t, f, dir)
	index, err := layout.ImageIndexFromPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Index(index); err != nil {
		t.Error(err)
	}
	named, err := index.IndexManifest()
	if err != nil || len(named.Manifests) != 1 {
		t.Fatalf("%v, %v", named, err)
	}
	if index, err = index.ImageIndex(named.Manifests[0].Digest); err != nil {
		t.Fatal(err)
	}
	manifest, err := index.IndexManifest()
	if err != nil || len(manifest.Manifests) != 1 {
		t.Fatalf("%v, %v", manifest, err)
	}
	image, err := index.Image(manifest.Manifests[0].Digest)
	if err != nil {
		t.Fatal(err)
	}
	config, err := image.ConfigFile()
	if err != nil || config.Config.User != "65532:65532" || config.Architecture != runtime.GOARCH {
		t.Errorf("%+v, %v", config, err)
	}
	layers, err := image.Layers()
	if err != nil || len(layers) != 1 {
		t.Fatalf("%d layers, %v", len(layers), err)
	}
	files, err := layers[0].Uncompressed()
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	inside := t.TempDir()
	untar(t, files, inside)
	if n := bytes.Count(read(t, filepath.Join(inside, "etc/ssl/certs/ca-certificates.crt")), []byte("BEGIN CERTIFICATE")); n < 80 {
		t.Errorf("%d certificate authorities", n)
	}
	if os.Getuid() != 0 {
		t.Skip("not run: only root can change the root folder of a program")
	}
	c := exec.Command("/usr/bin/driftsync", "version")
	c.Dir, c.Env, c.SysProcAttr = "/", config.Config.Env, &syscall.SysProcAttr{Chroot: inside}
	want(t, says(t, c))
}

// The installer takes what has the digest that it holds, and nothing else.
func checkInstaller(t *testing.T, dist string) {
	damaged := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := os.ReadFile(filepath.Join(dist, filepath.Base(r.URL.Path)))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		if damaged {
			data[len(data)-1] ^= 1
		}
		_, _ = w.Write(data)
	}))
	defer server.Close()
	install := func(bin, from string) (string, error) {
		c := exec.Command("sh", filepath.Join(dist, "install.sh"))
		c.Env = append(os.Environ(), "DRIFTSYNC_BIN="+bin, "DRIFTSYNC_DOWNLOAD="+from, "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1")
		out, err := c.CombinedOutput()
		return string(out), err
	}
	bin := filepath.Join(t.TempDir(), "a folder")
	for range 2 { // the second time over the first
		if out, err := install(bin, server.URL); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	want(t, says(t, exec.Command(filepath.Join(bin, "driftsync"), "version")))
	damaged = true
	for from, says := range map[string]string{server.URL: "has the digest", server.URL + "/nowhere/x": "has the digest", "http://127.0.0.1:1": "cannot be downloaded"} {
		empty := filepath.Join(t.TempDir(), "bin")
		out, err := install(empty, from)
		if _, left := os.Stat(empty); err == nil || left == nil || !strings.Contains(out, says) {
			t.Errorf("from %s: %v: %s", from, err, out)
		}
	}
}

func checkManifests(t *testing.T, dist string) {
	sums := string(read(t, filepath.Join(dist, "SHA256SUMS")))
	formula := string(read(t, filepath.Join(dist, "driftsync.rb")))
	m := regexp.MustCompile(`url ".*/([^/"]+)"\s+sha256 "([0-9a-f]{64})"`).FindStringSubmatch(formula)
	if m == nil || !strings.Contains(sums, m[2]+"  "+m[1]+"\n") {
		t.Errorf("the formula names %v", m)
	}
	if _, err := exec.LookPath("ruby"); err == nil {
		says(t, exec.Command("ruby", "-c", filepath.Join(dist, "driftsync.rb")))
	}
	var scoop scoopManifest
	if err := json.Unmarshal(read(t, filepath.Join(dist, "driftsync.scoop.json")), &scoop); err != nil || scoop.Version != number {
		t.Errorf("%+v, %v", scoop, err)
	}
}
