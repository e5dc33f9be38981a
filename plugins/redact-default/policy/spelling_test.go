package policy_test

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/driftsync/driftsync/abi"
)

// Tokens of which each half is long enough to be known again; none is in use anywhere.
var cutTokens = []string{"ghp_MWyQsNFhg0" + "8V6rtFEVcsDHB3TIQf7jOfrnuw", "AKIAG72XRD7S3Y" + "2EL6FZ", "sk_live_020yWl" + "5sLlkn5BOnxHidv1zt", "glpat-9fK2mQx7" + "Tb4vLs8RzYpW"}

// What may cut a token in two; @@ stands for each half.
var cuts = []string{
	"@@\n@@", "@@\r\n@@", "@@\n    @@", "@@\n> @@", "@@\n| @@", "@@\n# @@", "@@\\\n@@", "@@=\n@@", `@@\n@@`, `"@@" + "@@"`, `"@@"+"@@"`, "'@@' +\n  '@@'", "'@@' . '@@'", `"@@" "@@"`, `"@@" \` + "\n" + `  "@@"`, `"@@" & "@@"`,
	"@@\u200b@@", "@@\u2060@@", "@@\u00ad@@", "@@\ufeff@@", "@@\x00@@", "@@<wbr>@@", "@@&shy;@@", "@@**@@", "\x1b[31m@@\x1b[0m@@", `\x1b[31m@@\x1b[0m@@`, `\u001b[1;31m@@\u001b[0m@@`,
}

func TestSpelled_Cut(t *testing.T) {
	for _, token := range cutTokens {
		for _, cut := range cuts {
			for at := len(token) / 2; at < len(token)-5; at += 3 {
				text := "leaked " + strings.Replace(strings.Replace(cut, "@@", token[:at], 1), "@@", token[at:], 1) + " today"
				got := redact(t, oneColumn(abi.FreeText, []string{text}))[0][0]
				if got != nil && strings.Contains(*got, token[at:]) {
					t.Errorf("%q gives %s", text, show(got))
				}
			}
		}
		checkIdempotent(t, abi.FreeText, "x "+token[:len(token)/2]+"\n"+token[len(token)/2:])
	}
}

func TestSpelled_Escaped(t *testing.T) {
	each := func(format string, only string) func(string) string {
		return func(s string) string {
			var b strings.Builder
			for _, c := range []byte(s) {
				if only != "" && !strings.ContainsRune(only, rune(c)) {
					b.WriteByte(c)
					continue
				}
				fmt.Fprintf(&b, format, c)
			}
			return b.String()
		}
	}
	encodings := map[string]func(string) string{
		"percent": each("%%%02X", ""), "percent twice": each("%%25%02x", ""), "hex": each(`\x%02x`, ""), "unicode": each(`\u%04x`, ""), "unicode in JSON": each(`\\u%04x`, ""), "decimal entity": each("&#%d;", ""), "hex entity": each("&#x%x;", ""),
		"percent of signs": each("%%%02X", "_-:=@!"), "unicode of signs": each(`\u%04x`, "_-:=@!"), "Markdown": each(`\%c`, "_"), "quoted-printable": each("=%02X", "_="),
	}
	for name, encode := range encodings {
		for _, text := range append(cutTokens, "password=Copper!"+"8058Qx", "https://ada:Copper!"+"8058Qx@db.example.org/x") {
			secret := strings.TrimPrefix(strings.TrimPrefix(text, "password="), "https://ada:")
			secret = encode(secret[:min(len(secret), 15)])
			got := redact(t, oneColumn(abi.FreeText, []string{"value " + encode(text) + " seen"}))[0][0]
			if got != nil && strings.Contains(*got, secret) {
				t.Errorf("%s: %q gives %s", name, encode(text), show(got))
			}
		}
	}
}

func TestSpelled_Encoded(t *testing.T) {
	for _, text := range append(cutTokens, "password=Copper!"+"8058Qx", "ada:Copper!"+"8058Qx") {
		for _, encoded := range []string{
			base64.StdEncoding.EncodeToString([]byte(text)), base64.RawStdEncoding.EncodeToString([]byte(text)), base64.RawURLEncoding.EncodeToString([]byte(text)),
			hex.EncodeToString([]byte(text)), strings.ToUpper(hex.EncodeToString([]byte(text))), base32.StdEncoding.EncodeToString([]byte(text)), base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(text)),
		} {
			got := redact(t, oneColumn(abi.FreeText, []string{"value " + encoded + " seen"}))[0][0]
			if got != nil && strings.Contains(*got, encoded) {
				t.Errorf("%q: %s", text, show(got))
			}
		}
	}
	for _, text := range []string{"value aGVsbG8gd29ybGQgaGVsbG8= seen", "checkUserAccount2Name", "d41d8cd98f00b204e9800998ecf8427e", "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"} {
		if got := redact(t, oneColumn(abi.FreeText, []string{text}))[0][0]; got == nil || *got != text {
			t.Errorf("%q gives %s", text, show(got))
		}
	}
}
