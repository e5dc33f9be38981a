package spool

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// Copy makes dir a spool with the same bytes as the one in from, byte by byte. The
// header comes last: what a crash leaves is a spool that is not ready.
func Copy(dir, from string) error {
	if err := Remove(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(dir, "bodies"), 0o700); err != nil {
		return unusable(err)
	}
	bodies, err := os.ReadDir(filepath.Join(from, "bodies"))
	if err != nil {
		return unusable(err)
	}
	names := []string{"parts.json", "records"}
	for _, e := range bodies {
		names = append(names, filepath.Join("bodies", e.Name()))
	}
	for _, name := range append(names, "run.json") {
		if err := copyFile(filepath.Join(dir, name), filepath.Join(from, name)); err != nil {
			return unusable(err)
		}
	}
	return nil
}

func copyFile(to, from string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}
