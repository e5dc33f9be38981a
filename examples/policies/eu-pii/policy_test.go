package main

import (
	"testing"

	"github.com/driftsync/driftsync/plugins/sdk"
	"github.com/driftsync/driftsync/plugins/sdk/sdktest"
)

func TestVectors(t *testing.T) { sdktest.Vectors(t, ".", sdk.PolicyFunc(redact)) }
