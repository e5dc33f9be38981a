package auth_test

import (
	"errors"
	"testing"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
)

// What people paste in place of a project's URL is told, with the URL that they mean.
func TestParseURL(t *testing.T) {
	for raw, want := range map[string]struct{ url, hint string }{
		"https://P.supabase.co/":                                             {url: "https://p.supabase.co"},
		"https://db.example.org/supabase/":                                   {url: "https://db.example.org/supabase"},
		"http://127.0.0.1:54321":                                             {url: "http://127.0.0.1:54321"},
		"https://p.supabase.co/rest/v1":                                      {hint: "give it as https://p.supabase.co"},
		"https://p.supabase.co/rest/v1/":                                     {hint: "give it as https://p.supabase.co"},
		"https://db.example.org/supabase/auth/v1/token":                      {hint: "give it as https://db.example.org/supabase"},
		"https://supabase.com/dashboard/project/abcd1234/settings/api?tab=x": {hint: "give it as https://abcd1234.supabase.co"},
		"https://app.supabase.com/project/abcd1234":                          {hint: "give it as https://abcd1234.supabase.co"},
		"https://supabase.com/dashboard":                                     {hint: "give it as https://PROJECT.supabase.co, as the project's API settings show it"},
		"https://p.supabase.co?x=1":                                          {hint: "give it as https://HOST"},
		"p.supabase.co":                                                      {hint: "give it as https://HOST"},
		"http://p.supabase.co":                                               {hint: "use https; http is allowed on a loopback address only"},
	} {
		u, err := auth.ParseURL(raw)
		f, ok := errors.AsType[*fault.Error](err)
		switch {
		case want.hint == "" && (err != nil || u.String() != want.url):
			t.Errorf("%s: %v, %v", raw, u, err)
		case want.hint != "" && (!ok || f.Code != fault.ConfigInvalid || f.Hint != want.hint):
			t.Errorf("%s: %v, %+v", raw, u, f)
		}
	}
}
