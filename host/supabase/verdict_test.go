package supabase

import "testing"

func TestReply_Judge(t *testing.T) {
	for _, c := range []struct {
		reply reply
		want  verdict
	}{
		{reply{200, ""}, accepted}, {reply{201, ""}, accepted}, {reply{204, ""}, accepted},
		{reply{206, ""}, notPermitted}, {reply{302, ""}, notPermitted}, {reply{400, ""}, notPermitted}, {reply{404, ""}, notPermitted},
		{reply{401, "PGRST301"}, renewToken}, {reply{401, "PGRST303"}, renewToken}, {reply{401, "42501"}, renewToken}, {reply{401, ""}, renewToken},
		{reply{403, "42501"}, noRight}, {reply{403, ""}, noRight},
		{reply{408, ""}, tryLater}, {reply{425, ""}, tryLater}, {reply{429, ""}, tryLater},
		{reply{500, ""}, tryLater}, {reply{500, "XX000"}, tryLater}, {reply{500, "40001"}, tryLater}, {reply{502, ""}, tryLater},
		{reply{503, "PGRST002"}, tryLater}, {reply{504, "PGRST003"}, tryLater},
		{reply{500, "57014"}, tooMuch}, {reply{413, ""}, tooMuch},
		{reply{500, "21000"}, ourFault},
		{reply{409, "23503"}, destroyed}, {reply{409, "23505"}, notPermitted},
		{reply{400, "22P02"}, badRow}, {reply{400, "22P05"}, badRow}, {reply{400, "22003"}, badRow}, {reply{400, "23502"}, badRow},
		{reply{400, "23514"}, badRow}, {reply{413, "54000"}, badRow}, {reply{400, "PGRST102"}, badRow},
		{reply{400, "PGRST204"}, wrongSchema}, {reply{404, "PGRST205"}, wrongSchema}, {reply{404, "PGRST202"}, wrongSchema},
		{reply{404, "42P01"}, wrongSchema}, {reply{400, "42703"}, wrongSchema}, {reply{400, "42P10"}, wrongSchema},
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

func TestAffected(t *testing.T) {
	for span, want := range map[string]int64{"0-9/10": 10, "0-9/*": 10, "*/0": 0, "*/*": 0, "": 0, "0-0/*": 1} {
		if got := affected(span); got != want {
			t.Errorf("%q: %d, want %d", span, got, want)
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
