package sqlite

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestScanRow(t *testing.T) {
	k := keys([]string{"a", "b"})
	for _, c := range []struct {
		row string
		ok  bool
	}{
		{`{"a":1,"b":"x"},`, true},
		{`{"a":-0.5e+10,"b":null}]`, true},
		{`{"a":true,"b":"\"\\\u00e9"}]`, true},
		{`{"a":1,"b":"x"}`, false},
		{`{"a":1,"b":"x"} `, false},
		{`{"a":1,"b":"x"},,`, false},
		{`{"a":1}]`, false},
		{`{"b":1,"a":2}]`, false},
		{`{"a": 1,"b":2}]`, false},
		{`{"a":01,"b":2}]`, false},
		{`{"a":1.,"b":2}]`, false},
		{`{"a":1e,"b":2}]`, false},
		{`{"a":nul,"b":2}]`, false},
		{`{"a":"x,"b":2}]`, false},
		{`{"a":"\x","b":2}]`, false},
		{`{"a":"\u00g0","b":2}]`, false},
		{"{\"a\":\"\n\",\"b\":2}]", false},
		{`{"a":{},"b":2}]`, false},
		{`{"a":`, false},
		{``, false},
	} {
		if ok := scanRow([]byte(c.row), k, make([]token, 2)); ok != c.ok {
			t.Errorf("%s: %v", c.row, ok)
		}
	}
}

// FuzzScan compares with encoding/json: what it takes is taken, and means the same;
// what it does not take is not.
func FuzzScan(f *testing.F) {
	for _, s := range []string{`1`, `-1.5e-7`, `"x"`, `"\ud83d\ude00\n"`, `"\ud83d"`, `null`, `true`, `01`, `"`, `"\u12"`, "\"\xff\"", `1 `, `{}`} {
		f.Add([]byte(s))
	}
	k := keys([]string{"a"})
	f.Fuzz(func(t *testing.T, value []byte) {
		row := append(append([]byte(`{"a":`), value...), "}]"...)
		values := make([]token, 1)
		ok := scanRow(row, k, values)
		plain := len(value) > 0 && !bytes.ContainsAny(value[:1], " \t\r\n{[") && !bytes.ContainsAny(value[len(value)-1:], " \t\r\n")
		if want := plain && json.Valid(value); ok != want {
			t.Fatalf("%q: taken %v, want %v", value, ok, want)
		}
		if !ok {
			return
		}
		if !bytes.Equal(values[0], value) {
			t.Fatalf("%q is read as %q", value, values[0])
		}
		if !values[0].isString() {
			return
		}
		var want string
		if err := json.Unmarshal(value, &want); err != nil {
			t.Fatal(err)
		}
		got, _, ok := values[0].text(nil)
		// The other one replaces what we refuse; NUL is refused as well.
		if ok && string(got) != want {
			t.Errorf("%q says %q, want %q", value, got, want)
		}
		if !ok && !strings.ContainsAny(want, "\ufffd\x00") {
			t.Errorf("%q is refused", value)
		}
	})
}
