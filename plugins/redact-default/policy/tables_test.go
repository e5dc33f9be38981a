package policy

import (
	"os"
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/build/vocabulary"
)

// rulesFiles returns what the rules files say.
func rulesFiles(t *testing.T) *vocabulary.Vocabulary {
	t.Helper()
	v, err := vocabulary.Load(os.DirFS("../rules"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestTables(t *testing.T) {
	want, err := rulesFiles(t).Go("policy")
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("tables_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != string(want) {
		t.Error("tables_gen.go is not what the rules files say: run make rules")
	}
}
