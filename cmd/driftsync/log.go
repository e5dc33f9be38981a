package main

import (
	"io"
	"log/slog"
	"os"

	"github.com/driftsync/driftsync/host/fault"
)

// logger returns what --log-format and --log-file ask for, nil for nothing. The file
// stays open until the process ends.
func (c *cli) logger(to io.Writer) (*slog.Logger, error) {
	format := c.LogFormat
	if c.LogFile != "" {
		f, err := os.OpenFile(c.LogFile, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			return nil, fault.New(fault.ConfigInvalid, "the log cannot be written", "name another file with --log-file", nil)
		}
		if to = f; format == "none" {
			format = "json"
		}
	}
	switch format {
	case "json":
		return slog.New(slog.NewJSONHandler(to, nil)), nil
	case "text":
		return slog.New(slog.NewTextHandler(to, nil)), nil
	}
	return nil, nil
}
