package main

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// image makes an OCI image layout in a tar file, for each Linux, without a daemon. The
// image holds the program, the licence and the certificate authorities that Go's own
// fallback has, and runs as nobody in /work.
// https://github.com/opencontainers/image-spec/blob/main/image-layout.md
func (r *release) image() error {
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	found := false
	for _, t := range r.targets {
		if t.system != "linux" {
			continue
		}
		image, err := r.imageFor(t)
		if err != nil {
			return fmt.Errorf("for %s: %w", t, err)
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: image,
			Descriptor: v1.Descriptor{MediaType: types.OCIManifestSchema1, Platform: &v1.Platform{OS: t.system, Architecture: t.architecture}}})
		found = true
	}
	if !found {
		return nil
	}
	return r.writeLayout(index)
}

func (r *release) imageFor(t target) (v1.Image, error) {
	data, err := os.ReadFile(r.path(t.file))
	if err != nil {
		return nil, err
	}
	licence, err := os.ReadFile(filepath.Join(r.root, "LICENSE"))
	if err != nil {
		return nil, err
	}
	var files bytes.Buffer
	err = writeTar(&files, []entry{
		{"etc/ssl/certs/ca-certificates.crt", authorities(), 0o644},
		{"tmp/", nil, 0o1777},
		{"usr/bin/driftsync", data, 0o755},
		{"usr/share/doc/driftsync/copyright", licence, 0o644},
		{"work/", nil, 0o1777},
	}, r.committed)
	if err != nil {
		return nil, err
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(files.Bytes())), nil },
		tarball.WithMediaType(types.OCILayer))
	if err != nil {
		return nil, err
	}
	image, err := mutate.AppendLayers(mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON), layer)
	if err != nil {
		return nil, err
	}
	return mutate.ConfigFile(image, &v1.ConfigFile{
		OS: t.system, Architecture: t.architecture, Created: v1.Time{Time: r.committed.UTC()}, RootFS: rootOf(image),
		Config: v1.Config{
			Entrypoint: []string{"/usr/bin/driftsync"}, Cmd: []string{"--help"}, User: "65532:65532", WorkingDir: "/work",
			Env: []string{"PATH=/usr/bin", "HOME=/tmp", "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"},
			Labels: map[string]string{
				"org.opencontainers.image.title": "driftsync", "org.opencontainers.image.description": description,
				"org.opencontainers.image.version": r.version, "org.opencontainers.image.revision": r.commit,
				"org.opencontainers.image.source": homepage, "org.opencontainers.image.licenses": license,
			},
		},
	})
}

func rootOf(image v1.Image) v1.RootFS {
	config, err := image.ConfigFile()
	if err != nil {
		return v1.RootFS{}
	}
	return config.RootFS
}

// authorities are those of the Mozilla trust store, in PEM.
func authorities() []byte {
	var b bytes.Buffer
	for root := range bundle.Roots() {
		if root.Constraint == nil { // a file cannot say until when one is trusted
			_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}) // a buffer takes all
		}
	}
	return b.Bytes()
}

// writeLayout writes the layout as one file, which skopeo, podman and docker load.
func (r *release) writeLayout(index v1.ImageIndex) error {
	dir, err := os.MkdirTemp("", "driftsync-image-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	// The layout names one thing, the index: tools refuse one that names an image for each
	// system. podman takes what stands before a colon for the image's name, and a version
	// alone for one.
	named, err := layout.Write(dir, mutate.IndexMediaType(empty.Index, types.OCIImageIndex))
	if err == nil {
		err = named.AppendIndex(index, layout.WithAnnotations(map[string]string{"org.opencontainers.image.ref.name": "driftsync:" + r.version}))
	}
	if err != nil {
		return err
	}
	var all []entry
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(dir, name)
		all = append(all, entry{filepath.ToSlash(relative), data, 0o644})
		return err
	})
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b entry) int { return bytes.Compare([]byte(a.name), []byte(b.name)) })
	var b bytes.Buffer
	if err := writeTar(&b, all, r.committed); err != nil {
		return err
	}
	return r.write(fmt.Sprintf("driftsync_%s_oci.tar", r.version), b.Bytes())
}
