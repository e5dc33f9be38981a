package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// entry is a file of an archive.
type entry struct {
	name string // with slashes
	data []byte
	mode int64
}

// archives pack each program with its licence, manual and completions.
func (r *release) archives() error {
	for _, t := range r.targets {
		all, err := r.contents(t)
		if err != nil {
			return err
		}
		name, pack := r.archive(t), tarGzip
		if t.system == "windows" {
			pack = zipped
		}
		data, err := pack(all, r.committed)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := r.write(name, data); err != nil {
			return err
		}
	}
	return nil
}

// archive returns the name of a system's archive.
func (r *release) archive(t target) string {
	name := fmt.Sprintf("driftsync_%s_%s_%s", r.version, t.system, t.architecture)
	if t.system == "windows" {
		return name + ".zip"
	}
	return name + ".tar.gz"
}

func (r *release) contents(t target) ([]entry, error) {
	from := []struct {
		name, file string
		mode       int64
	}{
		{t.command(), r.path(t.file), 0o755},
		{"LICENSE", filepath.Join(r.root, "LICENSE"), 0o644},
		{"README.md", filepath.Join(r.root, "README.md"), 0o644},
		{"driftsync.1", r.path("driftsync.1"), 0o644},
		{"driftsync.cdx.json", r.path(t.file + ".cdx.json"), 0o644},
	}
	var all []entry
	for _, f := range from {
		data, err := os.ReadFile(f.file)
		if err != nil {
			return nil, err
		}
		all = append(all, entry{f.name, data, f.mode})
	}
	for _, shell := range shells {
		data, err := os.ReadFile(r.path("driftsync." + shell))
		if err != nil {
			return nil, err
		}
		all = append(all, entry{"completion/driftsync." + shell, data, 0o644})
	}
	return all, nil
}

// tarGzip packs entries, which belong to root and are as old as the commit.
func tarGzip(all []entry, at time.Time) ([]byte, error) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if err := writeTar(z, all, at); err != nil {
		return nil, err
	}
	err := z.Close()
	return packed.Bytes(), err
}

func writeTar(w io.Writer, all []entry, at time.Time) error {
	t := tar.NewWriter(w)
	for _, e := range all {
		h := &tar.Header{Name: e.name, Mode: e.mode, Size: int64(len(e.data)), ModTime: at.UTC(), Format: tar.FormatUSTAR, Typeflag: tar.TypeReg}
		if e.data == nil {
			h.Typeflag = tar.TypeDir
		}
		if err := t.WriteHeader(h); err != nil {
			return err
		}
		if _, err := t.Write(e.data); err != nil {
			return err
		}
	}
	return t.Close()
}

func zipped(all []entry, at time.Time) ([]byte, error) {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for _, e := range all {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: at.UTC()}
		h.SetMode(os.FileMode(e.mode))
		w, err := z.CreateHeader(h)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(e.data); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return packed.Bytes(), err
}

func absolute(name string) string {
	if abs, err := filepath.Abs(name); err == nil {
		return abs
	}
	return name
}
