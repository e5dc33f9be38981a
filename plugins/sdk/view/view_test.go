package view_test

import (
	"strings"
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/view"
)

func TestText_Decode(t *testing.T) {
	var v view.Text
	for text, want := range map[string]string{
		"plain":                          "plain",
		"":                               "",
		`pass\u0077ord`:                  "password",
		`pass\\\\u0077ord`:               "password",
		`\u5bc6\u7801`:                   "密码",
		`\ud83d\ude00!`:                  "😀!",
		`\x22a\x22`:                      `"a"`,
		`\303\251`:                       "é",
		`a\tb\\nc\rd`:                    "a\tb\nc\rd",
		`sk\_live\_x`:                    "sk_live_x",
		`C:\dir\x`:                       `C:\dir\x`,
		"%67%68p%5F %C3%A9 %2567 %zz 5%": "ghp_ é g %zz 5%",
		"&#103;&#x68;&quot;&amp;&nope;":  `gh"&&nope;`,
		"key=3Dx=5Fy a=4":                "key=x_y a=4",
		"a\u200bb\u00adc\ufeffd\x00e":    "abcde",
		"a&shy;b<wbr>c%E2%80%8Bd":        "abcd",
		"**a**b ** c":                    "**ab ** c",
		"\x1b[1;31ma\x1b[0mb \x1b[K":     "ab \x1b[K",
		`\x1b[31ma\033[0mb\u001b[mc`:     "abc",
	} {
		v.Decode([]byte(text))
		if got := string(v.Bytes); got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

// What is found in the view is told by its places in the text.
func TestText_Origin(t *testing.T) {
	const text = `a \u0067hp\_x b` + "\u200b c"
	var v view.Text
	v.Decode([]byte(text))
	for part, want := range map[string]string{"ghp_x": `\u0067hp\_x`, "a ": "a ", "b c": "b\u200b c", "p_": `p\_`} {
		at := strings.Index(string(v.Bytes), part)
		if from, to := v.Origin(at, at+len(part)); text[from:to] != want {
			t.Errorf("%q comes from %q, want %q", part, text[from:to], want)
		}
	}
}

func TestText_Join(t *testing.T) {
	var v view.Text
	word := func(s []byte, i int) int {
		for i < len(s) && (ascii.Class[s[i]]&ascii.Word != 0 || s[i] == '=') {
			i++
		}
		return i
	}
	for _, c := range []struct {
		text, want string
		whole      bool
	}{
		{"abc1\nDef2 x", "abc1Def2", false}, {"abc1\r\n  > Def2\n| Ghi3", "abc1Def2Ghi3", false}, {"abc1\nprose follows", "", false}, {"abc1=\nDef2", "abc1Def2", false},
		{`abc1" + "Def2"`, "abc1Def2", false}, {"abc1' .\n  'Def2'", "abc1Def2", false}, {`abc1" "Def2"`, "abc1Def2", false}, {`abc1", "Def2"`, "", false}, {`abc1\nDef2`, "abc1Def2", false},
		{"abc1\nNAME_2", "", true}, {"abc1\nDef2x", "abc1Def2x", true}, {"abc1", "", false},
	} {
		cut := v.Join([]byte(c.text), 0, word, c.whole)
		if cut != (c.want != "") || cut && string(v.Bytes) != c.want {
			t.Errorf("%q: %v, %q", c.text, cut, v.Bytes)
		}
	}
}

func TestEncoded(t *testing.T) {
	for word, want := range map[string]string{
		"aGVsbG8gd29ybGQ=": "hello world", "aGVsbG8gd29ybGQ": "hello world", "68656c6c6f": "hello", "68656C6C6F": "hello", "NBSWY3DPEB3W64TMMQ======": "hello world", "NBSWY3DPEB3W64TMMQ": "hello world",
		"": "", "checkUserName2": "", "d41d8cd98f00b204": "", "aGVsbG8*": "",
	} {
		got, ok := view.Encoded(nil, []byte(word))
		if ok != (want != "") || ok && string(got) != want {
			t.Errorf("%q is %q, %v", word, got, ok)
		}
	}
}
