package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// licenceFile is what modules call the file with their licence.
var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying)(\.(md|txt|rst))?$`)

// covered is how much of a text must be that of known licences, in percent.
const covered = 75

// licences returns the SPDX names of the licences of the modules that the checkout needs,
// joined by AND, by path; the standard library is "std".
func licences(root string) (map[string]string, error) {
	c := exec.Command("go", "list", "-m", "-f", "{{.Path}}\t{{.Dir}}", "all")
	c.Dir, c.Stderr = root, os.Stderr
	listed, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("list the modules: %w", err)
	}
	found := map[string]string{"std": "BSD-3-Clause"} // https://go.dev/LICENSE
	for line := range bytes.Lines(listed) {
		path, dir, _ := strings.Cut(strings.TrimSpace(string(line)), "\t")
		if dir == "" { // needed by tests of others alone
			continue
		}
		if found[path], err = licenceOf(dir); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// licenceOf returns the licences that the files of a module hold, "" for none that is
// known.
func licenceOf(dir string) (string, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var names []string
	for _, f := range files {
		if !licenceFile.MatchString(f.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return "", err
		}
		if c := licensecheck.Scan(text); c.Percent >= covered {
			for _, m := range c.Match {
				names = append(names, m.ID)
			}
		}
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), " AND "), nil
}
