package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"path/filepath"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/sink"
)

// streams reports whether the rows themselves are the result.
func (p *pushCommand) streams() bool { return p.DryRun && p.Out == "-" }

// plannedRow is one line of --out -.
type plannedRow struct {
	Table string          `json:"table"` // "database.table"
	Kind  sink.PartKind   `json:"kind"`
	Row   json.RawMessage `json:"row"` // as it would leave
}

// printRows prints every row of a plan. A dry run that found nothing left none.
func printRows(w io.Writer, dir string) error {
	data, err := os.ReadFile(filepath.Join(dir, "plan.json"))
	if os.IsNotExist(err) {
		return nil
	}
	var plan host.Plan
	if err == nil {
		err = json.Unmarshal(data, &plan)
	}
	if err != nil {
		return noRoom(err)
	}
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for _, r := range plan.Requests {
		if err := printBody(lines, filepath.Join(dir, filepath.FromSlash(r.Body)), r); err != nil {
			return noRoom(err)
		}
	}
	return out.Flush()
}

func printBody(lines *json.Encoder, path string, r host.PlannedRequest) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	body := json.NewDecoder(bufio.NewReader(f))
	if _, err := body.Token(); err != nil {
		return err
	}
	for body.More() {
		line := plannedRow{Table: r.Table, Kind: r.Kind}
		if err := body.Decode(&line.Row); err != nil {
			return err
		}
		if err := lines.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

func noRoom(err error) error {
	return fault.New(fault.SpoolWrite, "there is no room for a dry run", "free some space in the system's temporary folder", err)
}
