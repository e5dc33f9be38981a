package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
)

// basicAuth takes the credentials after "curl -u" or "curl --user", at s[i].
func (p *Policy) basicAuth(s []byte, i int) int {
	if !p.reader.account || i-p.reader.tool > 1024 {
		return 0
	}
	for i < len(s) && s[i] == ' ' {
		i++
	}
	quote := byte(' ')
	if i < len(s) && (s[i] == '"' || s[i] == '\'') {
		quote = s[i]
		i++
	}
	colon, end := -1, i
	for end < len(s) && s[end] != quote && s[end] != '\n' && s[end] != '\\' && marker.End(s, end) == 0 && end < i+256 {
		if s[end] == ':' && colon < 0 {
			colon = end
		}
		end++
	}
	if colon < 0 || end == i || judges.Placeholder(s[i:end]) || marker.End(s, end) > 0 {
		return 0
	}
	if v := s[colon+1 : end]; len(v) > 0 && (judges.Placeholder(v) || ascii.EqualFold(v, "pass") || string(v) == string(s[i:colon])) {
		return 0
	}
	p.secret(s, i, end, secretHeader)
	return end
}
