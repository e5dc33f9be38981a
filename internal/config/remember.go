package config

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/atomicfile"
	"github.com/driftsync/driftsync/internal/plainfile"
)

// Remember writes a destination into Drift's own ~/.drift/cloud-config.json, the
// lowest layer. Empty values keep what is there, unless it belongs to another URL;
// keys of the file that driftsync does not know stay.
func Remember(home string, c Cloud) error {
	path := filepath.Join(home, ".drift", "cloud-config.json")
	own := map[string]any{}
	data, err := plainfile.Read(path, plainfile.Text)
	switch {
	case err == nil:
		if json.Unmarshal(data, &own) != nil {
			return invalid(path, "is not a JSON object as Drift writes it", nil)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return invalid(path, "cannot be read", err)
	}
	if own["supabaseUrl"] != c.URL {
		delete(own, "projectId")
		delete(own, "tenantId")
	}
	for name, value := range map[string]string{"supabaseUrl": c.URL, "supabaseAnonKey": c.Key, "projectId": c.Project, "tenantId": c.Tenant} {
		if value != "" {
			own[name] = value
		}
	}
	if data, err = json.MarshalIndent(own, "", "  "); err != nil {
		return invalid(path, "cannot be written", nil)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.New(fault.ConfigInvalid, filepath.Dir(path)+" cannot be made", "check the access rights of your home folder", plainfile.Cause(err))
	}
	if err := atomicfile.Write(path, append(data, '\n'), 0o600); err != nil {
		return invalid(path, "cannot be written", err)
	}
	return nil
}
