package policy_test

import (
	_ "embed"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
	"github.com/driftsync/driftsync/abi/vectors"
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

// BenchmarkShapes is text that is full of secrets and paths of many kinds, between lines
// that have none. The profile that the plugin is built with (make profile) is of it, of rows and
// of what [BenchmarkPolicy] reads.
func BenchmarkShapes(b *testing.B) {
	var cells []string
	for i, shape := range strings.Split(strings.TrimSpace(shapes), "\n") {
		secret := madeUp[i%len(madeUp)]
		text := strings.ReplaceAll(strings.ReplaceAll(shape, "↵", "\n"), "@@", secret)
		cells = append(cells, text, plainLines[i%len(plainLines)]+" "+text+"\n"+plainLines[(i+1)%len(plainLines)], pathLines[i%len(pathLines)])
	}
	size := 0
	for _, c := range cells {
		size += len(c)
	}
	measure(b, oneColumn(abi.FreeText, cells, adas...), size)
}

// BenchmarkRow is metadata: rows of thirteen columns of nine classes.
func BenchmarkRow(b *testing.B) {
	const rows = 1000
	var columns []abi.ColumnSpec
	size := 0
	for _, c := range []struct {
		class abi.Class
		cell  string
	}{
		{abi.Path, "src/app/list.ts"}, {abi.Identifier, "handleRequest"}, {abi.Identifier, "Server.handleRequest"}, {abi.Safe, "typescript"},
		{abi.Path, "/Users/ada/shop/src/app/list.ts"}, {abi.PathEmbedded, "src/app/list.ts::handleRequest"}, {abi.Code, "Promise<void>"}, {abi.Hash, "00ff00ff00ff00ff"},
		{abi.Safe, "critical"}, {abi.FreeText, "found 3 results"}, {abi.Safe, "2025-01-02T03:04:05Z"}, {abi.Literal, "42"}, {abi.EnvName, "API_KEY"},
	} {
		cells := make([]*string, rows)
		for i := range cells {
			cells[i] = &c.cell
		}
		columns = append(columns, vectors.TextColumn(c.class.String(), c.class, cells))
		size += rows * len(c.cell)
	}
	measure(b, abi.AppendFrame(nil, &abi.FrameSpec{Table: "t", Rows: rows, Context: adas, Columns: columns}), size)
}

var plainLines = []string{
	"The handler in src/app/list.ts returns 3 of 5 results when no filter is set.",
	"const total = items.reduce((sum, item) => sum + item.price * item.count, 0);",
	"Function getUserById is called by 12 callers in 4 modules; complexity 7, confidence 0.83.",
	"GET /users/:id/orders?limit=20 answers 200 with application/json; see https://docs.example.org/orders#list.",
	"func (s *Server) authenticate(token string, key []byte) (*User, error) {",
	"Commit 4f2a9c1d0b8e7f6a5c3d2e1f0a9b8c7d6e5f4a3b moves the password form into components/login.",
	"Pattern repository-per-aggregate is used in 14 of 16 places; outliers: src/legacy/db.ts, lib/cache.go.",
}

var pathLines = []string{
	"    at Object.<anonymous> (/Users/ada/shop/src/cart/total.ts:41:13)",
	"  File \"/Users/ada/shop/venv/lib/python3.11/site-packages/django/core/handlers/base.py\", line 181, in _get_response",
	"/Users/ada/shop/src/main.c:12:5: error: use of undeclared identifier 'x'",
	"C:\\Users\\ada\\shop\\src\\Program.cs(14,9): error CS0103",
	"file:///Users/ada/shop/src/a%20b.ts and /tmp/build-1234/out.log",
	"diff --git a/src/list.go b/src/list.go",
	"panic: runtime error: index out of range [3]\n\ngoroutine 1 [running]:\nmain.main()\n\t/home/grace/work/api/main.go:17 +0x1d",
	"{\"file\":\"/Users/ada/shop/src/x.ts\",\"line\":3,\"note\":\"see src/y.ts\"}",
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
