package reading

import (
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

func TestLogin(t *testing.T) {
	check(t, NewLogin(wordlist.New("user"), wordlist.New("admin")), map[string]string{
		"bob/Oak!12x on staging":  "bob|Oak!12x",
		"accounts: bob:Oak!12x,":  "bob|Oak!12x",
		"bob / Oak!12x":           "bob|Oak!12x",
		"bob:Oak12!":              "bob|Oak12!",
		"user bob (Oak!12x)":      "bob|Oak!12x",
		"item bob (Oak!12x)":      "",
		"try admin and Oak!12x":   "admin|Oak!12x",
		"try bob and Oak!12x":     "",
		"ada/Oak!12x@ORCL":        "ada|Oak!12x",
		"docs/Oak12!":             "",
		"the user bob/oak123!":    "bob|oak123!",
		"bob|Oak!12x":             "bob|Oak!12x",
		"src/bob/Oak!12x":         "",
		"host.example/Oak!12x":    "",
		"bob/Oak!12x(1)":          "",
		"the word Oak!12x alone":  "",
		"if a != b && !c {":       "",
		"https://x.example/a!12b": "",
	})
}
