package report

import (
	"bytes"
	"encoding/json"
	"html"

	"golang.org/x/mod/sumdb/note"

	"github.com/driftsync/driftsync/host/fault"
)

// Verify checks a report, page or twin, against a public key, and returns it. A page
// must be, byte for byte, what its twin gives.
func Verify(data []byte, public string) (*Report, error) {
	signed, err := read(data)
	if err != nil {
		return nil, err
	}
	r, err := signed.Parse()
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return nil, fault.New(fault.ConfigInvalid, "the public key is none of a report", "give it as driftsync report key prints it", nil)
	}
	opened, err := note.Open([]byte(signed.Signature), note.VerifierList(verifier))
	if err != nil {
		return nil, refused("the signature is not of this key")
	}
	if opened.Text != statement(signed.Report) {
		return nil, refused("the report was changed after it was signed")
	}
	if isPage(data) {
		var again bytes.Buffer
		if err := signed.HTML(&again); err != nil {
			return nil, err
		}
		if !bytes.Equal(again.Bytes(), data) {
			return nil, refused("the page was changed, or made by another version; verify its JSON twin")
		}
	}
	return r, nil
}

func refused(what string) error {
	return fault.New(fault.ReportRefused, what, "ask for the report again, and for the public key separately", nil)
}

func isPage(data []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")) }

// read returns the twin of a page, or the twin itself.
func read(data []byte) (*Signed, error) {
	if isPage(data) {
		_, rest, _ := bytes.Cut(data, []byte(twinBegin))
		twin, _, ok := bytes.Cut(rest, []byte(twinEnd))
		if !ok {
			return nil, fault.New(fault.ConfigInvalid, "this page is not a report of a push", "name a file that driftsync report wrote", nil)
		}
		data = []byte(html.UnescapeString(string(twin)))
	}
	s := new(Signed)
	if json.Unmarshal(data, s) != nil {
		return nil, fault.New(fault.ConfigInvalid, "this is not a report of a push", "name a file that driftsync report wrote", nil)
	}
	return s, nil
}
