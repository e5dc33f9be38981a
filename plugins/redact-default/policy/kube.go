package policy

import (
	"bytes"

	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
	"github.com/driftsync/driftsync/plugins/sdk/token"
)

// kubeSecret takes the data of a Secret of Kubernetes, names and values, where the colon after
// "data" or "stringData" is s[i].
func (p *Policy) kubeSecret(s []byte, i int) int {
	if !dataWay.Begins(s, i) || !p.ofSecret(s, i) {
		return 0
	}
	return p.take(s, i, dataWay)
}

// isData reports a value in the data that is long enough and no template.
func isData(_ *reading.Pair, _, v []byte) bool {
	run := 0
	for i, c := range v {
		if c == '{' && i+1 < len(v) && v[i+1] == '{' || c == '[' && marker.End(v, i) > 0 {
			return false
		}
		if run++; alphabet[c]&inBase64 == 0 {
			run = 0
		} else if run == 12 && (i+1 >= len(v) || v[i+1] != ':') && v[i-11] != '/' {
			return true
		}
	}
	return false
}

// ofSecret reports that the document of YAML around s[i] says that it is a Secret.
func (p *Policy) ofSecret(s []byte, i int) bool {
	r := &p.reader
	if i >= r.document {
		start, end, rule := r.document, len(s), []byte("\n---")
		if n := bytes.LastIndex(s[start:i], rule); n >= 0 {
			start += n
		}
		if n := bytes.Index(s[i:], rule); n >= 0 {
			end = i + n
		}
		r.document, r.kube = max(end, i+1), isSecretKind(s[start:end])
	}
	return r.kube
}

// isSecretKind reports a document of YAML or JSON whose kind is one of secret-kinds.
func isSecretKind(s []byte) bool {
	for _, key := range kindKeys {
		for _, rest, more := bytes.Cut(s, []byte(key)); more; _, rest, more = bytes.Cut(rest, []byte(key)) {
			kind, ok := bytes.CutPrefix(bytes.TrimLeft(rest, `"'`), colon)
			kind = bytes.TrimLeft(kind, ` "'`)
			if ok && secretKinds.Has(kind[:token.Run(inWord, kind, 0, len(kind))]) {
				return true
			}
		}
	}
	return false
}

var colon = []byte(":")
