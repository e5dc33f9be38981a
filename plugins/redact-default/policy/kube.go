package policy

import (
	"github.com/driftsync/driftsync/plugins/sdk/ascii"
	"github.com/driftsync/driftsync/plugins/sdk/marker"
	"github.com/driftsync/driftsync/plugins/sdk/reading"
)

var dataWay = reading.NewBlock(keys)

// kubeSecret takes the data of a Secret of Kubernetes, names and values, where the
// colon after "data" or "stringData" is s[i].
func (p *Policy) kubeSecret(s []byte, i int) int {
	if !dataWay.Begins(s, i) || !p.isKubeSecret(s, i) {
		return 0
	}
	v := dataWay.Read(s, i, 0).Value
	if !hasData(s[v.Start:v.End]) {
		return 0
	}
	p.secret(s, v.Start, v.End, secretAssignment)
	return v.End
}

func isDataKey(key []byte) bool {
	return ascii.EqualFold(key, "data") || ascii.EqualFold(key, "stringdata")
}

// hasData reports a value in the data that is long enough and no template.
func hasData(s []byte) bool {
	run := 0
	for i, c := range s {
		if c == '{' && i+1 < len(s) && s[i+1] == '{' || c == '[' && marker.End(s, i) > 0 {
			return false
		}
		if run++; alphabet[c]&inBase64 == 0 {
			run = 0
		} else if run == 12 && (i+1 >= len(s) || s[i+1] != ':') && s[i-11] != '/' {
			return true
		}
	}
	return false
}

// isKubeSecret reports whether a line of the document around s[i] says "kind:
// Secret".
func (p *Policy) isKubeSecret(s []byte, i int) bool {
	r := &p.reader
	if i < r.document {
		return r.kube
	}
	start := i
	for start > r.document && !ascii.HasAt(s, start, "\n---") {
		start--
	}
	r.kube = false
	for k := start; ; k++ {
		if k+10 >= len(s) || k > i && ascii.HasAt(s, k, "\n---") {
			r.document = max(k, i+1)
			return r.kube
		}
		if s[k] != 'k' || !ascii.HasAt(s, k, "kind:") {
			continue
		}
		for k += 5; k < len(s) && (s[k] == ' ' || s[k] == '"' || s[k] == '\''); k++ {
		}
		r.kube = r.kube || ascii.HasFold(s, k, "secret") && k+6 <= len(s) && (k+6 == len(s) || ascii.Class[s[k+6]]&ascii.Word == 0)
		k--
	}
}

func startsLine(s []byte, i int) bool { return i == 0 || s[i-1] == '\n' }
