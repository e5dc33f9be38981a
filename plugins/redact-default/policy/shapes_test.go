package policy_test

import (
	_ "embed"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
)

// shapes are the ways to give a secret: one a line, @@ for the secret and ↵ for a
// line end.
//
//go:embed testdata/shapes.txt
var shapes string

// Secrets of several alphabets; none is in use anywhere.
var madeUp = []string{"kT9vPq27LmXz" + "4Rw8sBn3", "9f8e7d6c5b4a" + "39281706f5e4", "Tr0ub4" + "dor!x9", "vK+8sZ/qWm2L" + "r7TnYb3dXc==", "S3cur3-Pa55" + "w0rd_77"}

func TestShapes(t *testing.T) {
	for _, shape := range strings.Split(strings.TrimSpace(shapes), "\n") {
		for _, secret := range madeUp {
			text := strings.ReplaceAll(strings.ReplaceAll(shape, "↵", "\n"), "@@", secret)
			got := redact(t, oneColumn(abi.FreeText, []string{text}))[0][0]
			if got != nil && survives(*got, secret) {
				t.Errorf("%q gives %s", text, show(got))
			}
		}
		checkIdempotent(t, abi.FreeText, strings.ReplaceAll(shape, "↵", "\n"))
	}
}

// survives reports eight characters of the secret in a row.
func survives(text, secret string) bool {
	for i := 0; i+8 <= len(secret); i++ {
		if strings.Contains(text, secret[i:i+8]) {
			return true
		}
	}
	return false
}
