package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/lock"
	"github.com/driftsync/driftsync/host/plugin"
	"github.com/driftsync/driftsync/internal/plainfile"
)

type pluginsKeygen struct {
	File string `arg:"" help:"File for the private key; the public one goes to FILE.pub."`
}

// Run makes a key.
func (p *pluginsKeygen) Run(c *cli, s streams) error {
	public, err := lock.GenerateKey(p.File)
	if err != nil {
		return fail(c, s, "driftsync.plugins.keygen/1", err)
	}
	result := map[string]string{"key": lock.EncodeKey(public), "id": lock.KeyID(public)}
	return succeed(c, s, "driftsync.plugins.keygen/1", result, nil, func() error {
		_, err := fmt.Fprintf(s.out, "Private key in %[1]s: keep it to yourself. Public key in %[1]s.pub, id %s.\nIn a policy:\n\n[[signer]]\nname = \"\"\nrole = \"security\"\nkey = %q\n",
			p.File, lock.KeyID(public), lock.EncodeKey(public))
		return err
	})
}

type pluginsSign struct {
	File string `arg:"" help:"The plugin."`
	Key  string `required:"" placeholder:"FILE" help:"Private key of driftsync plugins keygen."`
}

// Run adds a signature beside the plugin.
func (p *pluginsSign) Run(c *cli, s streams) error {
	line, digest, err := p.sign()
	if err != nil {
		return fail(c, s, "driftsync.plugins.sign/1", err)
	}
	return succeed(c, s, "driftsync.plugins.sign/1", map[string]string{"sha256": digest, "signature": line}, nil, func() error {
		_, err := fmt.Fprintf(s.out, "Signed sha256 %s; the signature is in %s.\n", digest, p.File+lock.SignatureSuffix)
		return err
	})
}

func (p *pluginsSign) sign() (line, digest string, err error) {
	wasm, err := readPlugin(p.File)
	if err != nil {
		return "", "", err
	}
	if _, err := plugin.Inspect(wasm); err != nil {
		return "", "", fault.New(fault.PluginRefused, "the plugin is refused", "see driftsync plugins inspect", err)
	}
	key, err := lock.ReadKey(p.Key)
	if err != nil {
		return "", "", err
	}
	digest = lock.Digest(wasm)
	line = lock.Sign(key, digest)
	old, err := lock.ReadSignatures(p.File)
	if err != nil {
		return "", "", err
	}
	// Signatures of bytes that are no longer there go; Ed25519 gives the same line again.
	kept := slices.DeleteFunc(old, func(l string) bool {
		_, err := lock.Signer(l, digest)
		return err != nil || l == line
	})
	text := strings.Join(append(kept, line), "\n") + "\n"
	if err := os.WriteFile(p.File+lock.SignatureSuffix, []byte(text), 0o644); err != nil {
		return "", "", fault.New(fault.ConfigInvalid, p.File+lock.SignatureSuffix+" cannot be written", "check the folder's access rights and the free space", plainfile.Cause(err))
	}
	return line, digest, nil
}
