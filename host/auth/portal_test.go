package auth_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/internal/authtest"
	"github.com/driftsync/driftsync/internal/resttest"
)

// behind is a connection on which others answer in the place of some requests.
type behind struct{ handler http.Handler }

func (b behind) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	res := w.Result()
	res.Request = r
	return res, nil
}

// TestSource_Portal has the renewal of a session answered by others, once and always. What
// they say is no session, and the one that is kept stays good for the next try.
func TestSource_Portal(t *testing.T) {
	for answer, portal := range resttest.Portals {
		for _, times := range []int64{1, 1 << 40} {
			t.Run(fmt.Sprintf("%s/%d", answer, min(times, 2)), func(t *testing.T) {
				t.Parallel()
				s := authtest.New(t)
				_, store, session := loggedIn(t, s)
				s.Advance(59*time.Minute + 30*time.Second)
				renewal := func(r *http.Request) bool { return strings.Contains(r.URL.RawQuery, "refresh_token") }
				struck, wrap := resttest.Instead(renewal, times, portal)
				c, err := auth.NewClient(s.URL, authtest.Key, behind{wrap(s)})
				if err != nil {
					t.Fatal(err)
				}
				token, err := auth.NewSource(c, auth.SourceOptions{Store: store}).Refresh(t.Context(), session.AccessToken)
				switch {
				case struck.Load() == 0:
					t.Fatal("nothing was replaced")
				case err != nil:
					wantFault(t, err, fault.SinkIntercepted)
				case times > 1 || token == session.AccessToken:
					t.Error("a false answer renewed the session")
				}
				later, err := auth.NewSource(client(t, s), auth.SourceOptions{Store: store}).Refresh(t.Context(), session.AccessToken)
				if err != nil || later == session.AccessToken {
					t.Errorf("the next try: %v", err)
				}
			})
		}
	}
}
