package policy

import (
	"github.com/driftsync/driftsync/abi/shape"
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/judge"
	"github.com/driftsync/driftsync/plugins/sdk/path"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// webhook is a host whose URL is a secret in itself, and the text before its telling part.
type webhook struct{ host, before string }

// isHalf reports a user that is one half of a token.
func isHalf(pair *reading.Pair, name, _ []byte) bool {
	return !pair.Close && pair.Quoted && len(name) >= 8 && (token.Varied(name) || isHex(name))
}

func isUserInfo(pair *reading.Pair, _, v []byte) bool {
	if pair.Close {
		return len(v) >= 16 && token.Varied(v)
	}
	return pair.Quoted || judge.Mixed(v)
}

func isGiven(_, v []byte, _ bool, _ strength) bool { return !judges.Placeholder(v) }

// urlSecret takes the password of the URL whose colon is s[i], or the whole URL where it is a
// secret, and returns where to read on.
func (p *Policy) urlSecret(s []byte, i int) int {
	p.take(s, i, halvesWay, userInfoWay)
	next, end := i+len("://"), shape.URLHost(s, i)
	for _, w := range webhooks {
		if endsHost(s[i:end], w.host) {
			next = max(next, p.webhook(s, path.SchemeStart(s, i), end, w.before))
		}
	}
	return next
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
