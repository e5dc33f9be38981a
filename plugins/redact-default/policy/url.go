package policy

import (
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/path"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// webhook is a host whose URL is a secret in itself, and the text before its telling part.
type webhook struct{ host, before string }

// urlSecrets takes the password of the URL whose "://" is at s[i] and whose
// authority ends at end, or the whole URL where it is a secret. It returns the end
// of what it read, at least.
func (p *Policy) urlSecrets(s []byte, i, end int) int {
	start := i + 1
	for start < end && (s[start] == '/' || s[start] == '\\') {
		start++
	}
	at, colon := -1, -1
	for k := start; k < end; k++ {
		switch {
		case s[k] == '[' && marker.End(s, k) > 0 && marker.End(s, k) <= end:
			k = marker.End(s, k) - 1
		case s[k] == '@':
			at = k
		case s[k] == ':' && colon < 0:
			colon = k
		}
	}
	if at < 0 && colon >= 0 && colon+1 < end && ascii.Class[s[colon+1]]&ascii.Digit == 0 {
		at = lateAt(s, colon, end)
	}
	if at > 0 {
		p.userInfo(s, start, colon, at)
	}
	host := s[max(start, min(at+1, end)):end]
	for _, w := range webhooks {
		if endsHost(host, w.host) {
			if stop := p.webhook(s, path.SchemeStart(s, i), end, w.before); stop > 0 {
				return stop
			}
		}
	}
	return 0
}

func endsHost(host []byte, name string) bool {
	return len(host) >= len(name) && ascii.HasFold(host, len(host)-len(name), name)
}

func isWebhookHost(host []byte) bool {
	for i := range webhooks {
		if endsHost(host, webhooks[i].host) {
			return true
		}
	}
	return false
}

// lateAt returns the @ after a password that has a slash in it, or -1.
func lateAt(s []byte, colon, end int) int {
	for k := end; k < len(s) && k < colon+128; k++ {
		switch s[k] {
		case '@':
			if !judge.Mixed(s[colon+1 : k]) {
				return -1
			}
			return k
		case ' ', '"', '\'', '`', '\n', '<', '>', '\\', '[', '?':
			return -1
		}
	}
	return -1
}

func (p *Policy) userInfo(s []byte, start, colon, at int) {
	if colon >= 0 && colon < at {
		if v := s[colon+1 : at]; !judges.Placeholder(v) {
			if u := s[start:colon]; len(u) >= 8 && (token.Varied(u) || isHex(u)) {
				colon = start - 1 // two halves of one token
			}
			p.secret(s, colon+1, at, secretURL)
		}
		return
	}
	if v := s[start:at]; len(v) >= 16 && token.Varied(v) && !judges.Placeholder(v) {
		p.secret(s, start, at, secretURL)
	}
}

// webhook takes the URL from start on if its path, from s[i] on, has a secret
// after the given text.
func (p *Policy) webhook(s []byte, start, i int, before string) int {
	low := i
	for ; i < low+96 && i < len(s)-len(before) && shape.PathByte(s[i]) || i < low+96 && i < len(s) && s[i] == '/'; i++ {
		if !ascii.HasFold(s, i, before) {
			continue
		}
		i += len(before)
		end := i
		for end < len(s) && (shape.PathByte(s[end]) || s[end] == '/' || s[end] == ':' || s[end] == '=') {
			end++
		}
		if end-i < 8 {
			return 0
		}
		p.secret(s, start, end, secretWebhook)
		return end
	}
	return 0
}
