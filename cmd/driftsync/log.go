package main

import (
	"io"
	"log/slog"
)

// logger returns what --log-format asks for, nil for nothing.
func (c *cli) logger(to io.Writer) *slog.Logger {
	switch c.LogFormat {
	case "json":
		return slog.New(slog.NewJSONHandler(to, nil))
	case "text":
		return slog.New(slog.NewTextHandler(to, nil))
	}
	return nil
}
