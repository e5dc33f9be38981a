package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/internal/config"
)

// Every variable that the code reads is one that env lists.
func TestEnv_IsComplete(t *testing.T) {
	listed := map[string]bool{}
	for _, v := range config.Variables() {
		listed[v.Name] = true
	}
	name := regexp.MustCompile(`\b(DRIFTSYNC_[A-Z][A-Z_]*[A-Z])\b`)
	// These are of tests, and of a worker process that driftsync itself starts.
	inner := regexp.MustCompile(`^DRIFTSYNC_(TEST_.*|REQUIRE_.*|POSTGRES_BIN|WORKER)$`)
	seen := 0
	for _, root := range []string{".", filepath.Join("..", "..", "host"), filepath.Join("..", "..", "internal")} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() && d.Name() == "release" { // a program of its own
				return filepath.SkipDir
			}
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, found := range name.FindAllString(string(data), -1) {
				seen++
				if !listed[found] && !inner.MatchString(found) {
					t.Errorf("%s names %s, which driftsync env does not list", path, found)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 20 {
		t.Errorf("only %d names were found", seen)
	}
}
