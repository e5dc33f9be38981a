package auth

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/driftsync/driftsync/host/fault"
)

// statusPaused is Supabase's own, for a project that is paused.
const statusPaused = 540

// Closed returns the fault of an answer that Supabase's platform gives in the place of a
// project, before the project has seen the request: it is paused, out of a limit, or does
// not know the key. It returns nil for any other answer.
func Closed(status int, body []byte) error {
	switch status {
	case statusPaused:
		return fault.New(fault.SinkNetwork, "the project is paused (540)",
			"have an owner restore it in Supabase's dashboard, which takes some minutes; then try again", nil)
	case http.StatusPaymentRequired:
		return fault.New(fault.SinkNetwork, "Supabase has restricted the project (402): it is out of a limit of its plan, or a bill is open",
			"have an owner look at the usage and bills of its organisation; what was confirmed stays, and the next push goes on from there", nil)
	case http.StatusUnauthorized:
		return keyRefused(body)
	}
	return nil
}

// keyAnswers are how gateways of projects begin what they say of a key, in lower case.
var keyAnswers = []struct{ begins, message, hint string }{
	{"legacy api keys are disabled", "the project's legacy keys, anon and service_role, are switched off",
		"set DRIFTSYNC_KEY to its publishable key, sb_publishable_..., as the project's API settings show it"},
	{"no api key found", "the key did not arrive: something on the way takes out the header apikey",
		"ask those who run the proxy or gateway to pass it on"},
	{"invalid api key", "the project does not know the publishable key", "compare DRIFTSYNC_KEY with the project's API settings: it may be another project's, or was deleted"},
	{"unregistered api key", "the project does not know the publishable key", "compare DRIFTSYNC_KEY with the project's API settings: it may be another project's, or was deleted"},
	{"forbidden use of secret api key", "the key is a secret key", "use the project's publishable key, and revoke that one if it was in a file"},
}

func keyRefused(body []byte) error {
	var said struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &said) != nil {
		return nil
	}
	for _, known := range keyAnswers {
		if strings.HasPrefix(strings.ToLower(said.Message), known.begins) {
			return fault.New(fault.SinkLogin, known.message, known.hint, nil)
		}
	}
	return nil
}
