package reading

import "testing"

func TestArgument(t *testing.T) {
	checkAll(t, Argument{After: 1}, []struct{ at, text, want string }{
		{"wpa", "wpa home x1", "wpa|x1"},
		{"wpa", "wpa -b home \"x 1\" x2", "wpa|x 1 wpa|x2"},
		{"wpa", "wpa home | x1", ""},
		{"wpa", "wpa home\nx1", ""},
	})
	checkAll(t, Argument{Option: " /rp "}, []struct{ at, text, want string }{
		{"schtasks", "schtasks /ru ada /RP x1", "schtasks|x1"},
		{"schtasks", "schtasks /ru ada\n/rp x1", ""},
	})
}

func TestPiped(t *testing.T) {
	checkAll(t, Piped{}, []struct{ at, text, want string }{
		{"sudo", "echo x1 | sudo -S ls", "sudo|x1"},
		{"sudo", "echo -n 'x 1' | sudo -S ls", "sudo|x 1"},
		{"chpasswd", "echo \"ada:x1\" | sudo chpasswd", "chpasswd|x1"},
		{"sudo", "cat x1 | sudo -S ls", ""},
		{"sudo", "echo x1\nsudo -S ls", ""},
	})
	checkAll(t, Piped{Text: true}, []struct{ at, text, want string }{
		{"SecureString", "\"x1\" | ConvertTo-SecureString", "SecureString|x1"},
		{"SecureString", "$x | ConvertTo-SecureString", ""},
	})
}

func TestOption(t *testing.T) {
	values := NewValues([]string{"bearer "})
	checkAll(t, Option{values}, []struct{ at, text, want string }{
		{"--", "x --password x1", "password|x1"},
		{"--", "x --header-token \"Bearer x1\"", "header-token|x1"},
		{"-p", "x -password x1", "password|x1"},
		{"--", "x --password --all", ""},
		{"--", "a--password x1", ""},
	})
	checkAll(t, Flag{values}, []struct{ at, text, want string }{
		{"-p", "x -p x1", "p|x1"},
		{"-p", "x -px1", "p|x1"},
		{"-p", "x -p 'x 1'", "p|x 1"},
		{"-p", "x -p -v", ""},
		{"--", "x --p x1", ""},
	})
	checkAll(t, &Slash{}, []struct{ at, text, want string }{
		{":", "xfreerdp /p:x1 /v:h", "p|x1"},
		{":", "c:/p:x1", ""},
	})
}

func TestAccountOption(t *testing.T) {
	checkAll(t, AccountOption{":%"}, []struct{ at, text, want string }{
		{"-u", "curl -u ada:x1 h", "ada|x1"},
		{"-U", "smbclient -Uada%x1", "ada|x1"},
		{"--user", "curl --user 'ada:x 1' h", "ada|x 1"},
		{"-u", "curl -u ada h", ""},
		{"-u", "curl -u ada:[REDACTED] h", ""},
	})
	checkAll(t, Logon{}, []struct{ at, text, want string }{
		{"sqlplus", "sqlplus -S ada/x@1@db", "ada|x@1"},
		{"sqlplus", "sqlplus ada/x1", "ada|x1"},
		{"sqlplus", "sqlplus /nolog", ""},
	})
}
