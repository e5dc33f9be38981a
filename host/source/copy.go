package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// copyTries bounds how often a copy begins again because the files changed under it.
const copyTries = 5

var errMoving = errors.New("the database keeps changing while it is copied")

// privateCopy copies a database and its log into a new folder that only this user
// can read, and returns the folder. It is for folders that cannot be written, such
// as an audit mount: SQLite needs a -shm file beside the log.
func privateCopy(path string) (string, error) {
	for range copyTries {
		before, err := TakeStamp(path)
		if err != nil {
			return "", err
		}
		dir, err := os.MkdirTemp("", "driftsync-source-")
		if err != nil {
			return "", err
		}
		if err := copyFiles(path, dir); err != nil {
			return "", errors.Join(err, os.RemoveAll(dir))
		}
		after, err := TakeStamp(path)
		if err == nil && after.Same(before) {
			return dir, nil
		}
		if err := errors.Join(err, os.RemoveAll(dir)); err != nil {
			return "", err
		}
	}
	return "", errMoving
}

func copyFiles(path, dir string) error {
	for _, suffix := range []string{"", "-wal"} {
		err := copyFile(path+suffix, filepath.Join(dir, filepath.Base(path)+suffix))
		if err != nil && !(suffix != "" && errors.Is(err, fs.ErrNotExist)) {
			return err
		}
	}
	return nil
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
