package apidoc_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/driftsync/driftsync/schema"
	"github.com/driftsync/driftsync/schema/apidoc"
)

func TestPages_AreCheckedIn(t *testing.T) {
	for name, page := range apidoc.Pages() {
		want, err := page()
		if err != nil {
			t.Fatal(err)
		}
		have, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(have)); diff != "" {
			t.Errorf("docs/%s is not what the catalogue says (go generate ./schema/apidoc):\n%s", name, diff)
		}
	}
}

// Every carried column stands on the page, with what it holds or among the numbers.
func TestColumns_AreWhole(t *testing.T) {
	page, err := apidoc.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range schema.Synced() {
		_, part, _ := strings.Cut(page, "### "+table.Name+"\n")
		part, _, _ = strings.Cut(part, "\n### ")
		for _, c := range table.Carried() {
			if !strings.Contains(part, "`"+c.Name+"`") {
				t.Errorf("%s.%s is missing", table.FullName(), c.Name)
			}
		}
	}
}
