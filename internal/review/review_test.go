package review

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/network"
	"github.com/driftsync/driftsync/internal/bill"
	"github.com/driftsync/driftsync/internal/prove"
	"github.com/driftsync/driftsync/internal/report"
	"github.com/driftsync/driftsync/internal/verify"
)

// The page and the picture below docs, and the copy of SECURITY.md, are those of the code.
func TestPage(t *testing.T) {
	docs := filepath.Join("..", "..", "docs")
	page, err := Page("images/data-flow.svg")
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(docs, "security-review.md"): page, filepath.Join(docs, "images", "data-flow.svg"): Figure(),
		filepath.Join("..", "..", "SECURITY.md"): security,
	} {
		if os.Getenv("DRIFTSYNC_UPDATE") != "" && strings.HasPrefix(path, docs) {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s is another one (%v): run make docs", path, err)
		}
	}
	for _, target := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(page, -1) {
		if _, err := os.Stat(filepath.Join(docs, target[1])); err != nil {
			t.Errorf("a link leads nowhere: %v", err)
		}
	}
}

func TestQuestions(t *testing.T) {
	all, err := Questions()
	if err != nil || len(all) != 40 {
		t.Fatalf("%d questions, %v; want 40", len(all), err)
	}
	seen := map[string]bool{}
	for _, q := range all {
		if q.Topic == "" || !strings.HasSuffix(q.Question, "?") || !strings.HasSuffix(q.Answer, ".") || seen[q.Question] {
			t.Errorf("question %d: %+v", q.Number, q)
		}
		seen[q.Question] = true
	}
}

func TestFigure(t *testing.T) {
	for d := xml.NewDecoder(strings.NewReader(Figure())); ; {
		switch _, err := d.Token(); {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			t.Fatal(err)
		}
	}
}

func facts() *Facts {
	at := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	checked := &verify.Kept{At: at, Report: &verify.Report{Name: "redact-default", Verifier: "driftsync v1", Checks: []verify.Check{{Name: "BYTES", Basis: verify.Declared, Status: verify.Passed, Detail: "a|b"}}}}
	return &Facts{Version: "v1", Program: strings.Repeat("a", 64), Bundled: Plugin{Name: "redact-default", Version: "1.0.0", SHA256: strings.Repeat("b", 64), Verified: checked},
		Plugins: []Plugin{{Name: "no-tickets", File: "policies/no-tickets.wasm", Signers: []string{"Security team"}}}, Destination: "https://db.example.org#1",
		Allowed: [][]string{{"db.example.org"}}, Bill: bill.New("driftsync", sha256.Sum256(nil), &debug.BuildInfo{GoVersion: "go1.26.0"}),
		Proof: &prove.Result{Began: at, Counts: prove.Counts{Planted: 12, Gone: 12}}, Push: &report.Report{Run: "r1", Began: at, Destination: "file:out.db",
			Hosts: []network.Contact{{Host: "db.example.org", Port: "443", Methods: []string{"GET", "POST"}}}}}
}

// The same facts give the same bytes, and every part reads.
func TestPack(t *testing.T) {
	var one, two, none bytes.Buffer
	if err := errors.Join(Pack(&one, facts()), Pack(&two, facts()), Pack(&none, &Facts{})); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("the same facts give other bytes")
	}
	files := unzip(t, one.Bytes())
	for name := range contents {
		if len(files[name]) == 0 {
			t.Errorf("%s is missing", name)
		}
	}
	for _, name := range []string{"machine.json", "sbom.cdx.json"} {
		if !json.Valid([]byte(files[name])) {
			t.Errorf("%s is no JSON", name)
		}
	}
	for _, want := range []string{`| BYTES | declared | pass | a\|b |`, "12 made-up values", "**Arrived: 0.**", "db.example.org port 443: GET, POST", "file:out.db",
		"Allowed hosts: db.example.org.", "Not run yet on this machine for these bytes. Run: `driftsync plugins verify policies/no-tickets.wasm`"} {
		if !strings.Contains(files["machine.md"], want) {
			t.Errorf("machine.md lacks %q:\n%s", want, files["machine.md"])
		}
	}
	empty := unzip(t, none.Bytes())["machine.md"]
	for _, want := range []string{"Run: `driftsync plugins verify`", "Run: `driftsync prove`", "Run: `driftsync push`", "not restricted", "none on this machine"} {
		if !strings.Contains(empty, want) {
			t.Errorf("machine.md without facts lacks %q:\n%s", want, empty)
		}
	}
}

// unzip returns the files of an archive, whose names must be sorted and whose times fixed.
func unzip(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	var names []string
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if f.Modified.Year() != 1980 {
			t.Errorf("%s is of %v", f.Name, f.Modified)
		}
		files[f.Name] = string(text)
		names = append(names, f.Name)
	}
	if !slices.IsSorted(names) {
		t.Errorf("names are not sorted: %v", names)
	}
	return files
}
