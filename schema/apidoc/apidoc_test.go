package apidoc_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/driftsync/driftsync/schema/apidoc"
)

func TestMarkdown_IsCheckedIn(t *testing.T) {
	want, err := apidoc.Markdown()
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile(filepath.Join("..", "..", "docs", "api.md"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(have)); diff != "" {
		t.Errorf("docs/api.md is not what the catalogue says (go generate ./schema/apidoc):\n%s", diff)
	}
}
