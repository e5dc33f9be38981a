package reading

import "testing"

func TestUserInfo(t *testing.T) {
	checkAll(t, UserInfo{}, []struct{ at, text, want string }{
		{":", "https://ada:x1@h.example/p", "ada|x1"},
		{":", "redis://:x1@h:6379", "|x1"},
		{":", "https://x1@h.example", "|x1"},
		{":", "https://ada:x/1@h.example", "ada|x/1"},
		{":", "https:\\/\\/ada:x1@h", "ada|x1"},
		{":", "https://h:80/a@b", ""},
		{":", "https://h:x/a b@c", ""},
		{":", "https://ada:[REDACTED]@h", "ada|[REDACTED]"},
		{":", "https://h.example", ""},
	})
}
