package reading

import (
	"strings"
	"testing"
)

// checkAll is check for ways that give several values of one name; at names the trigger.
func checkAll(t *testing.T, w Way, tests []struct{ at, text, want string }) {
	t.Helper()
	for _, test := range tests {
		var all []string
		if i := strings.Index(test.text, test.at); w.Begins([]byte(test.text), i) {
			for from := 0; ; {
				pair := w.Read([]byte(test.text), i, from)
				if from = pair.Next; from == 0 {
					break
				}
				all = append(all, test.text[pair.Name.Start:pair.Name.End]+"|"+test.text[pair.Value.Start:pair.Value.End])
			}
		}
		if got := strings.Join(all, " "); got != test.want {
			t.Errorf("%q reads as %q, want %q", test.text, got, test.want)
		}
	}
}

func TestColumn(t *testing.T) {
	checkAll(t, Column{}, []struct{ at, text, want string }{
		{"password", "user,password\nada,x1\nbob,\"x 2\"\r\nend", "password|x1 password|x 2"},
		{"password", "password;user\nx1;ada", "password|x1"},
		{"token", "a\ttoken\tb\n1\tx1\t2\n1\tx2", "token|x1"},
		{"pass", "| user | pass |\n|---|---|\n| ada | 'x1' |", "pass|--- pass|x1"},
		{"password", "user,password,\nada,x1", ""},
		{"password", "user, password (sha)\nada,x1", ""},
		{"password", "the password\nx1", ""},
		{"password", "user,password", ""},
	})
}

func TestInserted(t *testing.T) {
	checkAll(t, Inserted{}, []struct{ at, text, want string }{
		{"password", "INSERT INTO u (name, password) VALUES ('ada', 'x1'), ('bob', \"x2\");", "password|x1 password|x2"},
		{"password", "insert into u (`name`, password)\nvalues ('ada', 1)", "password|"},
		{"password", "f(name, password) values", ""},
		{"password", "f(a.b, password) values ('ada', 'x1')", ""},
		{"password", "VALUES (password)", ""},
	})
}

func TestField(t *testing.T) {
	checkAll(t, Field{}, []struct{ at, text, want string }{
		{"password", "name=\"password\"\r\n\r\nx1\r\n--b", "password|x1"},
		{"password", "name=\"password\"\n\nx 1", "password|x 1"},
		{"password", "name=\"password\"\nx1", ""},
		{"password", "name=\"password\"\r\n\r\n\r\n", ""},
	})
}
