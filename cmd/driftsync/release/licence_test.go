package main

import "testing"

func TestLicences(t *testing.T) {
	found, err := licences(root)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"github.com/driftsync/driftsync": "Apache-2.0", "github.com/tetratelabs/wazero": "Apache-2.0",
		"github.com/ncruces/go-sqlite3": "MIT", "github.com/alecthomas/kong": "MIT", "golang.org/x/mod": "BSD-3-Clause",
	} {
		if found[path] != want {
			t.Errorf("%s: %q, want %q", path, found[path], want)
		}
	}
}
