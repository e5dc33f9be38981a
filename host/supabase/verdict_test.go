package supabase

import (
	"net/http"
	"testing"
)

func TestReply_Judge(t *testing.T) {
	for _, c := range []struct {
		reply reply
		want  verdict
	}{
		{reply{status: 200}, accepted}, {reply{status: 201}, accepted}, {reply{status: 204}, accepted},
		{reply{status: 206}, accepted}, {reply{status: 302}, notPermitted}, {reply{status: 400}, notPermitted}, {reply{status: 404}, notPermitted},
		{reply{status: 401, code: "PGRST301"}, renewToken}, {reply{status: 401, code: "PGRST303"}, renewToken}, {reply{status: 401, code: "42501"}, renewToken}, {reply{status: 401}, renewToken},
		{reply{status: 403, code: "42501"}, noRight}, {reply{status: 403}, elsewhere},
		{reply{status: 408}, tryLater}, {reply{status: 425}, tryLater}, {reply{status: 429}, tryLater},
		{reply{status: 500}, tryLater}, {reply{status: 500, code: "XX000"}, tryLater}, {reply{status: 500, code: "40001"}, tryLater}, {reply{status: 502}, tryLater},
		{reply{status: 503, code: "PGRST002"}, tryLater}, {reply{status: 504, code: "PGRST003"}, tryLater},
		{reply{status: 500, code: "57014"}, tooMuch}, {reply{status: 413}, tooMuch},
		{reply{status: 500, code: "21000"}, ourFault},
		{reply{status: 409, code: "23503"}, destroyed}, {reply{status: 409, code: "23505"}, notPermitted},
		{reply{status: 400, code: "22P02"}, badRow}, {reply{status: 400, code: "22P05"}, badRow}, {reply{status: 400, code: "22003"}, badRow}, {reply{status: 400, code: "23502"}, badRow},
		{reply{status: 400, code: "23514"}, badRow}, {reply{status: 413, code: "54000"}, badRow}, {reply{status: 400, code: "PGRST102"}, badRow},
		{reply{status: 400, code: "PGRST204"}, wrongSchema}, {reply{status: 404, code: "PGRST205"}, wrongSchema}, {reply{status: 404, code: "PGRST202"}, wrongSchema},
		{reply{status: 404, code: "42P01"}, wrongSchema}, {reply{status: 400, code: "42703"}, wrongSchema}, {reply{status: 400, code: "42P10"}, wrongSchema},
		{reply{status: 200, foreign: true}, elsewhere}, {reply{status: 204, foreign: true}, elsewhere}, {reply{status: 302, foreign: true}, elsewhere},
		{reply{status: 400, foreign: true}, elsewhere}, {reply{status: 401, foreign: true}, elsewhere}, {reply{status: 403, foreign: true}, elsewhere},
		{reply{status: 404, foreign: true}, elsewhere}, {reply{status: 413, foreign: true}, tooMuch}, {reply{status: 503, foreign: true}, tryLater},
	} {
		if got := c.reply.judge(); got != c.want {
			t.Errorf("%v: verdict %d, want %d", c.reply, got, c.want)
		}
	}
}

func TestCodeOf_TakesNothingButCodes(t *testing.T) {
	for body, want := range map[string]string{
		`{"code":"22P02","message":"m"}`:       "22P02",
		`{"code":"PGRST204"}`:                  "PGRST204",
		`{"code":429,"error_code":"over"}`:     "",
		`{"code":"a row's value"}`:             "",
		`{"code":"AVERYLONGCODETHATISNOCODE"}`: "",
		`<html>502</html>`:                     "",
		``:                                     "",
	} {
		if got := codeOf([]byte(body)); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

func TestRequest_Receipt(t *testing.T) {
	for _, c := range []struct {
		counts  bool
		span    string
		body    string
		rows    int64
		foreign bool
	}{
		{true, "*/2", "", 2, false}, {true, "0-9/10", "", 10, false}, {true, "*/0", "", 0, false},
		{true, "", "", 0, true}, {true, "*/*", "", 0, true}, {true, "0-9/*", "", 0, true}, {true, "bytes 0-9/10", "", 0, true},
		{true, "*/-1", "", 0, true}, {true, "0-/10", "", 0, true}, {true, "10", "", 0, true}, {true, "*/99999999999999999999", "", 0, true},
		{false, "0-0/*", `[{"last_run":null}]`, -1, false}, {false, "*/*", "[]", -1, false}, {false, "0-0/1", "{}", 1, false},
		{false, "", `[{"last_run":null}]`, 0, true}, {false, "0-0/*", "<html>", -1, true}, {false, "*/*", "", -1, true},
	} {
		r := &request{counts: c.counts}
		rows, foreign := r.receipt(http.Header{"Content-Range": {c.span}}, []byte(c.body))
		if foreign != c.foreign || !foreign && rows != c.rows {
			t.Errorf("counts %v, %q, %q: %d rows, foreign %v", c.counts, c.span, c.body, rows, foreign)
		}
	}
}

func FuzzCodeOf(f *testing.F) {
	f.Add([]byte(`{"code":"22P02"}`))
	f.Add([]byte(`{"code":"{}"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, c := range codeOf(body) {
			if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
				t.Fatalf("code holds %q", c)
			}
		}
	})
}
