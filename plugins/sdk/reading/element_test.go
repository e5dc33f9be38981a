package reading

import (
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk/wordlist"
)

func TestElement(t *testing.T) {
	w := Element{Values: wordlist.New("value", "string"), Labels: wordlist.New("name", "key", "id")}
	checkAll(t, &w, []struct{ at, text, want string }{
		{">", "<password>x 1 </password>", "password|x 1"},
		{">", "<ns:password >\n  x1</ns:password>", "password|x1"},
		{">", "<e name=\"password\" type='a'>x1</e>", "password|x1"},
		{">", "<e type='a' id=\"password\">x1</e>", "password|x1"},
		{">", "<e id=\"password\" type='a'>x1</e>", "|x1"},
		{">", "<password>{x1}</password>", "password|x1"},
		{">", "<password>x1", ""},
		{">", "<password>x1<br>", ""},
		{"> ", "<key>password</key>\n<string> x1</string>", "password|x1"},
		{"> ", "<e name=\"password\"><value> x1</value></e>", "password|x1"},
		{">", "a > b", ""},
	})
	w.Words = true
	checkAll(t, &w, []struct{ at, text, want string }{
		{">", "<token>use x1 now</token>", "token|use token|x1 token|now"},
	})
}
