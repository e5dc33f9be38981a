package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/driftsync/driftsync/internal/bill"
)

// writeBill writes FILE.cdx.json: what Go wrote into the program about itself, and the
// licence of each module.
func writeBill(file string, licences map[string]string) error {
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	b := bill.New(filepath.Base(file), sha256.Sum256(data), info)
	if err := b.License(license, licences); err != nil {
		return err
	}
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file+".cdx.json", append(text, '\n'), 0o644)
}
