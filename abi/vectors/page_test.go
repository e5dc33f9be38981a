package vectors_test

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/manifest"
	"github.com/driftsync/driftsync/abi/vectors"
)

// numbers are those that somebody who implements the contract needs, by name.
func numbers() map[string]int {
	all := map[string]int{
		"int": int(abi.Int), "float": int(abi.Float), "text": int(abi.Text), "blob": int(abi.Blob),
		"null": int(abi.Null), "mask": int(abi.Mask), "pseudonym": int(abi.Pseudonym), "drop row": int(abi.DropRow),
		"root": int(abi.Root), "home": int(abi.Home), "user": int(abi.User), "host": int(abi.Host), "word": int(abi.Word), "person": int(abi.Person),
		"unknown": int(abi.Unknown),
	}
	for _, c := range abi.Classes() {
		all[c.String()] = int(c)
	}
	return all
}

func text(t *testing.T, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The pages name every number of the contract, as the code has it.
func TestPages_Numbers(t *testing.T) {
	page, doc := text(t, "..", "..", "docs", "abi.md"), text(t, "..", "doc.go")
	for name, n := range numbers() {
		if row := fmt.Sprintf("\n| %d | `%s` |", n, name); !strings.Contains(page, row) {
			t.Errorf("docs/abi.md has no row %q", row)
		}
		if !regexp.MustCompile(fmt.Sprintf(`[\t ]%d  %s\b`, n, name)).MatchString(doc) {
			t.Errorf("abi/doc.go does not say that %s is %d", name, n)
		}
	}
	for _, limit := range []int{abi.MaxFrame, abi.MaxColumns, abi.MaxPersons, abi.MaxRules, manifest.MaxMarkers, manifest.MaxSize} {
		if n := strconv.Itoa(limit); !strings.Contains(page, "| "+n+" |") || !regexp.MustCompile(`\b`+n+`\b`).MatchString(doc) {
			t.Errorf("the limit %s is missing", n)
		}
	}
}

// The exchange that docs/abi.md shows in bytes is that of a golden vector.
func TestPages_Example(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```hex\n(.*?)```").FindAllStringSubmatch(text(t, "..", "..", "docs", "abi.md"), -1)
	if len(blocks) != 2 {
		t.Fatalf("%d exchanges", len(blocks))
	}
	var bytes [2][]byte
	for i, block := range blocks {
		for _, line := range strings.Split(strings.TrimSpace(block[1]), "\n") {
			fields := strings.SplitN(line, "  ", 3)
			part, err := hex.DecodeString(strings.ReplaceAll(fields[1], " ", ""))
			if err != nil || fields[0] != fmt.Sprintf("%04x", len(bytes[i])) {
				t.Fatalf("line %q: %v", line, err)
			}
			bytes[i] = append(bytes[i], part...)
		}
	}
	all, err := vectors.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		if v.Name != "class-hash" {
			continue
		}
		if got := v.Frame(); string(got) != string(bytes[0]) {
			t.Errorf("the frame of the vector is\n%x", got)
		}
		left, err := vectors.Apply(bytes[0], bytes[1], []string{""})
		if err != nil || !reflect.DeepEqual(left, v.Expect) {
			t.Errorf("the answer does not leave what the vector expects: %v", err)
		}
	}
}
