package main

import "testing"

func TestRef(t *testing.T) {
	for version, want := range map[string]string{
		"1.2.3": "refs/tags/v1.2.3", "1.2.3-rc.1": "refs/tags/v1.2.3-rc.1", "1.2.3+dirty": "abc",
		"0.0.0-20261130172136-885a22e865df": "abc", "0.0.0-20261130172136-885a22e865df+dirty": "abc",
	} {
		if got := (&release{version: version, commit: "abc"}).ref(); got != want {
			t.Errorf("%s: %s, want %s", version, got, want)
		}
	}
}
