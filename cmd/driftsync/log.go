package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/driftsync/driftsync/host/sink"
)

// logger returns what --log-format, --log-file and --verbose ask for, nil for nothing.
// The file stays open until the process ends.
func (c *cli) logger(to io.Writer) (*slog.Logger, error) {
	format := c.LogFormat
	if c.LogFile != "" {
		f, err := os.OpenFile(c.LogFile, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			return nil, unwritten(c.LogFile, "--log-file", err)
		}
		if to = f; format == "none" {
			format = "json"
		}
	}
	var o slog.HandlerOptions
	if c.Verbose {
		o.Level = slog.LevelDebug
		if format == "none" {
			format, o.ReplaceAttr = "text", forPerson
		}
	}
	switch format {
	case "json":
		return slog.New(slog.NewJSONHandler(to, &o)), nil
	case "text":
		return slog.New(slog.NewTextHandler(to, &o)), nil
	}
	return nil, nil
}

// forPerson leaves out of a line what is the same in every line, or says nothing.
func forPerson(_ []string, a slog.Attr) slog.Attr {
	switch a.Key {
	case slog.TimeKey, slog.LevelKey, "run", "source", "epoch", "full":
		return slog.Attr{}
	}
	switch v := a.Value.Any().(type) {
	case sink.Counts:
		return slog.String(a.Key, countsText(v))
	case []int: // statuses; a file gives none
		if len(v) == 0 {
			return slog.Attr{}
		}
	}
	return a
}

// countsText names the counts that are not zero.
func countsText(c sink.Counts) string {
	var parts []string
	for _, n := range []struct {
		name  string
		count int64
	}{{"read", c.Read}, {"unchanged", c.Unchanged}, {"sent", c.Sent}, {"dropped", c.Dropped},
		{"quarantined", c.Quarantined}, {"removed", c.Removed}, {"pending", c.Pending}} {
		if n.count > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", n.name, n.count))
		}
	}
	return strings.Join(parts, ", ")
}
