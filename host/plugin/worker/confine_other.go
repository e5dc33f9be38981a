//go:build !linux || !(amd64 || arm64)

package worker

import "github.com/driftsync/driftsync/host/plugin/wire"

func confine() wire.Sandbox { return wire.Open }
