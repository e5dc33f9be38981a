package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/internal/demo"
)

// A support archive says first what is in it, and holds nothing that tells whose project
// it is of, nor a value of a row, a variable or a setting.
func TestDoctor_Bundle(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home", "lovelace")
	root := filepath.Join(home, "secret-project")
	if err := os.MkdirAll(root, 0o755); err != nil {
		t.Fatal(err)
	}
	made, err := demo.Generate(t.Context(), root, demo.Options{Rows: 1700})
	if err != nil {
		t.Fatal(err)
	}
	const url, tenant, project = "https://abcdprojectref.supabase.co", "11111111-aaaa-4111-8111-111111111111", "22222222-bbbb-4222-8222-222222222222"
	set := map[string]string{
		"HOME": home, "XDG_STATE_HOME": filepath.Join(home, "state"), "DRIFTSYNC_CACHE": testCache(),
		"DRIFTSYNC_URL": url, "DRIFTSYNC_KEY": "sb_" + "publishable_plantedkey", "DRIFTSYNC_TENANT": tenant, "DRIFTSYNC_PROJECT": project,
		"DRIFTSYNC_EMAIL": "ada.lovelace@example.org", "DRIFTSYNC_PASSWORD_FILE": filepath.Join(home, "password-file"), "DRIFTSYNC_SOURCE": "lovelace-laptop",
		"DRIFTSYNC_PSEUDONYM_KEY": strings.Repeat("planted-team-key", 2),
	}
	for name, value := range set {
		t.Setenv(name, value)
	}
	file := filepath.Join(home, "support.zip")
	status, out, list := command(t, "doctor", "--root", root, "--bundle", file)
	if status != 0 {
		t.Fatalf("status %d: %s%s", status, out, list)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the archive is open to others: %v", err)
	}
	text := unpacked(t, data, list)
	if !strings.Contains(text, `"name": "DRIFTSYNC_EMAIL"`) || !strings.Contains(text, `"check": "databases"`) || !strings.Contains(text, `"table": "drift.functions"`) {
		t.Errorf("it lacks what it is for: %.400s", text)
	}
	planted := []string{home, root, "lovelace", "secret-project", url, "abcdprojectref", tenant, project, "plantedkey", "password-file", "planted-team-key", t.TempDir()}
	for _, p := range demo.Planted(made.Options) {
		if len(p.Value) >= 8 {
			planted = append(planted, p.Value)
		}
	}
	for _, value := range planted {
		if strings.Contains(text, value) {
			t.Errorf("it holds a planted value of %d characters", len(value))
		}
	}
	if status, _, problems := command(t, "doctor", "--root", root, "--bundle", file); status != 10 || !strings.Contains(problems, "file exists") {
		t.Errorf("an archive is overwritten: status %d: %s", status, problems)
	}
}

// unpacked returns what is in an archive, all of which the list has to name.
func unpacked(t *testing.T, data []byte, list string) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	var names []string
	for _, f := range archive.File {
		if !strings.Contains(list, "  "+f.Name+" ") {
			t.Errorf("%s is in the archive and not in the list:\n%s", f.Name, list)
		}
		names = append(names, f.Name)
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"program.json", "findings.json", "settings.json", "databases.json", "status.json", "quarantine.json"} {
		if !slices.Contains(names, name) {
			t.Errorf("%s is missing", name)
		}
	}
	return all.String()
}
