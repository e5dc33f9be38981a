package main

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
	"golang.org/x/tools/go/packages"

	"github.com/driftsync/driftsync/internal/bill"
)

const (
	tag  = "v1.98.7"
	root = "../../.."
	here = runtime.GOOS + "/" + runtime.GOARCH
)

var released = module.Version{Path: path.Dir(path.Dir(program)), Version: tag}

// source is a file of the module as the working tree has it.
type source string

func (s source) Path() string                 { return string(s) }
func (s source) Lstat() (os.FileInfo, error)  { return os.Lstat(filepath.Join(root, string(s))) }
func (s source) Open() (io.ReadCloser, error) { return os.Open(filepath.Join(root, string(s))) }

// pack writes the module as a proxy of modules serves it. What Git ignores is not in it.
func pack(t *testing.T, file string) {
	t.Helper()
	if _, err := os.Stat(filepath.Join(root, ".git")); err != nil {
		t.Skip("a release is made from a checkout of Git, and this is none")
	}
	c := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	c.Dir = root
	listed, err := c.Output()
	if err != nil {
		t.Fatalf("list the files of the module: %v", err)
	}
	var files []zip.File
	for name := range strings.SplitSeq(strings.TrimRight(string(listed), "\x00"), "\x00") {
		if _, err := os.Lstat(filepath.Join(root, name)); err == nil { // one that was removed is listed too
			files = append(files, source(name))
		}
	}
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := zip.Create(out, released, files); err != nil {
		t.Fatal(err)
	}
}

// unpack makes a working tree at a tag.
func unpack(t *testing.T, dir, file string) {
	t.Helper()
	if err := zip.Unzip(dir, released, file); err != nil {
		t.Fatal(err)
	}
	const commit = `git init -q . && git add -A &&
git -c user.name=test -c user.email=test@example.org commit -q -m release && git tag ` + tag
	c := exec.Command("sh", "-c", commit)
	c.Dir = dir
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_DATE=2026-01-02T03:04:05Z", "GIT_COMMITTER_DATE=2026-01-02T03:04:05Z")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// makeRelease makes a release of a working tree, for this system alone.
func makeRelease(t *testing.T, tree, key string) (dist string) {
	t.Helper()
	dist = filepath.Join(t.TempDir(), "dist")
	if err := run(dist, tree, key, []string{here}); err != nil {
		t.Fatal(err)
	}
	return dist
}

func built(dist string) string {
	name := "driftsync-" + strings.ReplaceAll(here, "/", "-")
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(dist, name)
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Every package, with its tests, type-checks on every system of a release: that is what
// differs between them, and takes a tenth of the time of compiling.
func TestSystems(t *testing.T) {
	vetted := []string{"darwin/arm64", "windows/amd64", runtime.GOOS + "/" + runtime.GOARCH} // by make lint
	for target := range strings.SplitSeq(systems, ",") {
		if slices.Contains(vetted, target) {
			continue
		}
		t.Run(target, func(t *testing.T) {
			system, architecture, _ := strings.Cut(target, "/")
			all, err := packages.Load(&packages.Config{
				Mode: packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesSizes,
				Dir:  root, Tests: true, Context: t.Context(),
				Env: append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+architecture),
			}, "./cmd/...", "./host/...")
			if err != nil {
				t.Fatal(err)
			}
			checked := 0
			packages.Visit(all, nil, func(p *packages.Package) {
				checked++
				for _, problem := range p.Errors {
					t.Errorf("%s: %v", p.PkgPath, problem)
				}
			})
			if checked < 100 {
				t.Errorf("%d packages", checked)
			}
		})
	}
}

// A release of the same commit, from folders of different names, is the same to the
// byte, says what it is, and installs. With DRIFTSYNC_TEST_COLD the second one shares no
// compiled package with the first.
func TestRelease(t *testing.T) {
	packed, key := filepath.Join(t.TempDir(), "module.zip"), filepath.Join(t.TempDir(), "key")
	pack(t, packed)
	if err := makeKey(key); err != nil {
		t.Fatal(err)
	}
	one, two := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "another folder")
	unpack(t, one, packed)
	unpack(t, two, packed)
	dist := makeRelease(t, one, key)
	if os.Getenv("DRIFTSYNC_TEST_COLD") != "" {
		t.Setenv("GOCACHE", t.TempDir())
	}
	checkSame(t, dist, makeRelease(t, two, key))
	if out, err := exec.Command(built(dist), "version").Output(); err != nil || string(out) != "driftsync "+tag+"\n" {
		t.Errorf("it says %q, %v", out, err)
	}
	if page := read(t, filepath.Join(dist, "driftsync.1")); !bytes.HasPrefix(page, []byte(".TH DRIFTSYNC 1")) {
		t.Errorf("the manual page begins with %.40q", page)
	}
	if data := read(t, built(dist)); bytes.Contains(data, []byte(one)) {
		t.Error("the program holds the folder that it was built in")
	}
	checkBill(t, built(dist))
	checkSigned(t, dist)
	t.Run("archive", func(t *testing.T) { checkArchive(t, dist) })
	t.Run("deb", func(t *testing.T) { checkDebian(t, dist) })
	t.Run("rpm", func(t *testing.T) { checkRPM(t, dist) })
	t.Run("image", func(t *testing.T) { checkImage(t, dist) })
	t.Run("installer", func(t *testing.T) { checkInstaller(t, dist) })
	t.Run("manifests", func(t *testing.T) { checkManifests(t, dist) })
	t.Run("npm", func(t *testing.T) { checkNPM(t, dist) })
}

// checkSame compares two releases, and the checksums with the files.
func checkSame(t *testing.T, dist, again string) {
	t.Helper()
	r := release{dir: dist}
	names, err := r.files()
	if err != nil || len(names) < 15 {
		t.Fatalf("%d files, %v", len(names), err)
	}
	sums := string(read(t, filepath.Join(dist, "SHA256SUMS")))
	for _, name := range names {
		data := read(t, filepath.Join(dist, name))
		if !bytes.Equal(data, read(t, filepath.Join(again, name))) {
			t.Errorf("%s is another one in the second release", name)
		}
		summed := !strings.HasPrefix(name, "SHA256SUMS") && !strings.HasSuffix(name, ".pem") && !strings.HasSuffix(name, ".jsonl")
		if line := fmt.Sprintf("%x  %s\n", sha256.Sum256(data), name); summed && !strings.Contains(sums, line) {
			t.Errorf("SHA256SUMS has no line %q", line)
		}
	}
}

// checkBill compares a bill of materials with the program, and with what CycloneDX 1.5
// requires.
func checkBill(t *testing.T, file string) {
	t.Helper()
	var b bill.Bill
	decoder := json.NewDecoder(bytes.NewReader(read(t, file+".cdx.json")))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&b); err != nil {
		t.Fatal(err)
	}
	if b.Format != "CycloneDX" || b.Spec != "1.5" || b.Version != 1 ||
		!regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`).MatchString(b.Serial) {
		t.Errorf("the head is %s %s %d %s", b.Format, b.Spec, b.Version, b.Serial)
	}
	main := b.Metadata.Component
	digest := sha256.Sum256(read(t, file))
	if main.Type != "application" || main.Version != tag || len(main.Hashes) != 1 || main.Hashes[0].Content != hex.EncodeToString(digest[:]) {
		t.Errorf("the application is %+v", main)
	}
	if b.Metadata.Timestamp != "2026-01-02T03:04:05Z" {
		t.Errorf("the time is %q, and not that of the commit", b.Metadata.Timestamp)
	}
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	refs, modules := map[string]bool{main.Ref: true}, 0
	for _, c := range b.Components {
		if refs[c.Ref] || c.Ref == "" {
			t.Errorf("bom-ref %q is empty or there twice", c.Ref)
		}
		refs[c.Ref] = true
		if c.Type != "library" || c.Name == "" || c.Version == "" {
			t.Errorf("component %+v", c)
		}
		switch c.Purl { // a module of Go, or the library of the dashboard
		case "pkg:golang/" + c.Name + "@" + strings.ReplaceAll(c.Version, "+", "%2B"):
			modules++
		case "pkg:npm/uplot@" + c.Version:
		default:
			t.Errorf("component %+v", c)
		}
		for _, h := range c.Hashes {
			if h.Algorithm != "SHA-256" || !regexp.MustCompile(`^[0-9a-f]{64}$`).MatchString(h.Content) {
				t.Errorf("%s has the hash %+v", c.Name, h)
			}
		}
		if len(c.Licences) != 1 || c.Licences[0].Expression == "" {
			t.Errorf("%s has the licences %v", c.Name, c.Licences)
		}
		if c.Name != "std" && len(c.Hashes) == 0 {
			t.Errorf("%s has no hash", c.Name)
		}
	}
	if modules != len(info.Deps)+1 || len(info.Deps) == 0 {
		t.Errorf("%d components for %d modules and the standard library", modules, len(info.Deps))
	}
	for _, d := range b.Dependencies {
		for _, ref := range append(d.On, d.Ref) {
			if !refs[ref] {
				t.Errorf("nothing is called %s", ref)
			}
		}
	}
}

// `go install ...@latest`, from a proxy that serves the working tree as its only
// release.
func TestInstall(t *testing.T) {
	proxy, into := t.TempDir(), t.TempDir()
	versions := filepath.Join(proxy, filepath.FromSlash(released.Path), "@v")
	if err := os.MkdirAll(versions, 0o755); err != nil {
		t.Fatal(err)
	}
	pack(t, filepath.Join(versions, tag+".zip"))
	for name, text := range map[string]string{
		"list": tag + "\n", tag + ".info": `{"Version":"` + tag + `"}`, tag + ".mod": string(read(t, filepath.Join(root, "go.mod"))),
	} {
		if err := os.WriteFile(filepath.Join(versions, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	env := func(name string) string {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	c := exec.Command("go", "install", program+"@latest")
	c.Dir = into
	// What was downloaded before is a proxy for the modules of others.
	c.Env = append(os.Environ(), "GOPROXY=file://"+filepath.ToSlash(proxy)+",file://"+filepath.ToSlash(env("GOMODCACHE"))+"/cache/download,"+env("GOPROXY"),
		"GOMODCACHE="+filepath.Join(into, "modules"), "GOBIN="+into, "GONOSUMDB="+released.Path, "GOFLAGS=-modcacherw -trimpath")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	name := "driftsync"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	out, err := exec.Command(filepath.Join(into, name), "version").Output()
	if err != nil || string(out) != "driftsync "+tag+"\n" {
		t.Errorf("it says %q, %v", out, err)
	}
	demo := exec.Command(filepath.Join(into, name), "--state", filepath.Join(into, "state"), "--cache", filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())),
		"demo", "--only-generate", filepath.Join(into, "shop"), "--rows", "1700")
	if out, err := demo.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
