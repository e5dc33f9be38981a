package policy

import "github.com/driftsync/driftsync/abi/shape"

// Hosts whose URL is a secret in itself, and the text before the secret part.
var webhooks = []struct{ host, before string }{
	{"hooks.slack.com", "/services/"}, {"hooks.slack.com", "/workflows/"}, {"hooks.slack.com", "/triggers/"},
	{"discord.com", "/api/webhooks/"}, {"discordapp.com", "/api/webhooks/"}, {"webhook.office.com", "/webhookb2/"}, {"outlook.office.com", "/webhook/"},
	{"hooks.zapier.com", "/hooks/catch/"}, {"maker.ifttt.com", "/with/key/"}, {"api.telegram.org", "/bot"}, {"chat.googleapis.com", "/v1/spaces/"},
	{"open.feishu.cn", "/bot/v2/hook/"}, {"logic.azure.com", "/workflows/"}, {"ingest.sentry.io", ""}, {"api.softlayer.com", "/v3/"}, {"api.softlayer.com", "/v3.1/"},
}

// urlSecrets takes the password and the secret path of the URL whose "://" is at
// s[i] and whose authority ends at end.
func (p *Policy) urlSecrets(s []byte, i, end int) {
	start := i + 1
	for start < end && (s[start] == '/' || s[start] == '\\') {
		start++
	}
	at, colon := -1, -1
	for k := start; k < end; k++ {
		switch {
		case s[k] == '@':
			at = k
		case s[k] == ':' && colon < 0:
			colon = k
		}
	}
	host := s[max(start, at+1):end]
	if at > 0 {
		p.userInfo(s, start, colon, at)
	}
	for _, w := range webhooks {
		if len(w.before) == 0 || len(host) < len(w.host) || !equalFold(host[len(host)-len(w.host):], w.host) {
			continue
		}
		p.webhook(s, end, w.before)
	}
}

func (p *Policy) userInfo(s []byte, start, colon, at int) {
	if colon >= 0 && colon < at {
		if v := s[colon+1 : at]; !placeholder(v) {
			p.secret(s, colon+1, at, secretURL)
		}
		return
	}
	if v := s[start:at]; len(v) >= 16 && varied(v) && !placeholder(v) {
		p.secret(s, start, at, secretURL)
	}
}

func (p *Policy) webhook(s []byte, i int, before string) {
	for ; i < len(s) && i < len(s)-len(before) && shape.PathByte(s[i]) || i < len(s) && s[i] == '/'; i++ {
		if !hasFold(s, i, before) {
			continue
		}
		start := i + len(before)
		end := start
		for end < len(s) && (shape.PathByte(s[end]) || s[end] == '/' || s[end] == ':' || s[end] == '=') {
			end++
		}
		if end-start >= 8 {
			p.secret(s, start, end, secretWebhook)
		}
		return
	}
}
