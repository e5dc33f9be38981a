package doctor

import (
	"archive/zip"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/guard"
	"github.com/driftsync/driftsync/internal/config"
	"github.com/driftsync/driftsync/internal/project"
	"github.com/driftsync/driftsync/schema"
)

// Document is one file of a support archive.
type Document struct {
	Name string
	What string // for the list
	Data any    // becomes JSON
}

// Documents gathers what helps to find out why something does not work: versions,
// findings, which settings are set, sizes of databases. No value of a row or of a
// setting is in them. Client is as in run records.
func Documents(o *Options, client string, found []Finding) []Document {
	return []Document{
		{"program.json", "version of driftsync and of its parts, operating system", program(client)},
		{"findings.json", "what driftsync doctor found", found},
		{"settings.json", "which settings and variables are set, and where; no value", settings(o)},
		{"databases.json", "which databases are there, and their sizes", databases(o.Root)},
	}
}

func program(client string) map[string]any {
	return map[string]any{"client": client, "go": runtime.Version(), "system": runtime.GOOS, "processor": runtime.GOARCH, "processors": runtime.NumCPU(),
		"catalogue": schema.Digest(), "guard": guard.Version, "made": time.Now().UTC().Truncate(time.Second)}
}

type setting struct {
	Name   string `json:"name"`
	Set    bool   `json:"set"`
	Origin string `json:"origin,omitempty"`
}

func settings(o *Options) []setting {
	all := []setting{}
	if values, err := config.Explain(config.Places{Root: o.Root, Home: o.Home, User: o.UserFile}, os.Getenv); err == nil { // else a finding says so
		for _, v := range values {
			all = append(all, setting{Name: v.Key, Set: v.Value != "", Origin: v.Origin})
		}
	}
	for _, v := range config.Variables() {
		all = append(all, setting{Name: v.Name, Set: os.Getenv(v.Name) != ""})
	}
	return all
}

type database struct {
	File  string `json:"file"` // below the project root
	Bytes int64  `json:"bytes"`
	WAL   int64  `json:"wal_bytes"`
}

func databases(root string) []database {
	all := []database{}
	for _, db := range schema.Databases() {
		path := filepath.Join(root, filepath.FromSlash(db.File))
		all = append(all, database{File: db.File, Bytes: sizeOf(path), WAL: sizeOf(path + "-wal")})
	}
	return all
}

// sizeOf returns -1 for a file that is not there.
func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return -1
	}
	return info.Size()
}

// WriteBundle writes the documents as a ZIP archive, scrubbed of everything that says
// whose machine, project or account it is.
func WriteBundle(w io.Writer, o *Options, documents []Document) error {
	scrub := scrubber(o)
	archive := zip.NewWriter(w)
	for _, d := range documents {
		data, err := json.MarshalIndent(d.Data, "", "  ")
		if err != nil {
			return unbundled(err)
		}
		f, err := archive.Create(d.Name)
		if err != nil {
			return unbundled(err)
		}
		if _, err := io.WriteString(f, scrub(string(data))); err != nil {
			return unbundled(err)
		}
	}
	if err := archive.Close(); err != nil {
		return unbundled(err)
	}
	return nil
}

func unbundled(err error) error {
	return fault.New(fault.ConfigInvalid, "the archive cannot be written", "name another file with --bundle", errors.Unwrap(err))
}

// scrubbed are the forms of what no bundle holds, in the order in which they are replaced.
var scrubbed = []struct{ form, with string }{
	{`eyJ[\w-]+\.[\w-]+\.[\w-]*|sb_\w+`, "<token>"},
	{`(https?|postgres(ql)?)://[^\s"'\\]+`, "<url>"},
	{`[\w.+-]+@[\w-]+\.[\w.-]+`, "<address>"},
	{`([A-Za-z]:\\\\|/)[^\s"',;:]*[/\\][^\s"',;:]+`, "<path>"},
	{`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`, "<id>"},
}

// scrubber replaces roots, homes and names first, since they are part of what the
// patterns find.
func scrubber(o *Options) func(string) string {
	around := project.Look(o.Root, nil)
	type needle struct{ text, with string }
	var needles []needle
	for with, list := range map[string][]string{"<root>": around.Roots, "<home>": append(around.Homes, o.Home),
		"<state>": {o.StateDir}, "<cache>": {o.CacheDir}, "<user>": around.Users, "<host>": around.Hosts} {
		for _, text := range list {
			if len(text) >= 4 && text != "root" { // shorter ones are parts of words
				needles = append(needles, needle{text, with}, needle{strings.ReplaceAll(text, `\`, `\\`), with})
			}
		}
	}
	slices.SortFunc(needles, func(a, b needle) int { return cmp.Or(len(b.text)-len(a.text), strings.Compare(a.text, b.text)) })
	var forms []*regexp.Regexp
	for _, s := range scrubbed {
		forms = append(forms, regexp.MustCompile(s.form))
	}
	return func(text string) string {
		for _, n := range needles {
			text = strings.ReplaceAll(text, n.text, n.with)
		}
		for i, form := range forms {
			text = form.ReplaceAllString(text, scrubbed[i].with)
		}
		return text
	}
}
