package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/driftsync/driftsync/host/fault"
)

// MailTime is how long a login by mail may take.
const MailTime = 30 * time.Minute

// codeTries is how often a code may be typed. A mistake does not end a code, and
// another mail may be long in coming: projects limit them by the hour.
const codeTries = 3

// BeginMail has the server send a mail to an address, and waits for what comes of it: the
// code in the mail, the link in it, or the address where the browser ended that opened the
// link. A new user is made only with signUp. The caller closes the flow.
func (c *Client) BeginMail(ctx context.Context, email string, signUp bool) (*Flow, error) {
	f := c.newFlow()
	f.email, f.patience = email, MailTime
	tries := 0
	f.parse = func(text string) answer { return f.parseMail(text, &tries) }
	query := url.Values{}
	if f.listen() == nil { // without, what the browser ends at is pasted
		query.Set("redirect_to", f.redirect())
	}
	body := map[string]any{"email": email, "create_user": signUp}
	for name, value := range f.challenge() {
		body[name] = value[0]
	}
	if err := c.call(ctx, http.MethodPost, "otp?"+query.Encode(), body, "", nil); err != nil {
		_ = f.Close() // nothing has come in
		return nil, err
	}
	return f, nil
}

// linkStart is where a link may begin.
var linkStart = regexp.MustCompile(`(?i)https?://`)

// isCode reports what a mail shows.
func isCode(s string) bool { return isOf(s, digits, 4, 10) }

// isGrant reports what an address holds.
func isGrant(s string) bool { return isOf(s, digits+"abcdefABCDEF-", 32, 36) }

// isToken reports what a link holds.
func isToken(s string) bool { return isOf(s, digits+letters+"_-", 6, 256) }

const (
	digits  = "0123456789"
	letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// isOf reports least to most bytes of an alphabet.
func isOf(s, alphabet string, least, most int) bool {
	return least <= len(s) && len(s) <= most && strings.Trim(s, alphabet) == ""
}

const (
	askMail   = "That is neither a code nor a link. Paste the code, the link in the mail, or the address where the browser ended:"
	askOther  = "That link is of another server, and its token was not sent. Open it in a browser and paste the address where it ends, or type the code in the mail:"
	askWrong  = "That code is wrong or too old. Code or link in the mail:"
	askIssuer = "That session names another server than this project, and was not sent. Paste the link in the mail instead:"
)

// parseMail tells what a person has pasted. Tries counts the codes.
func (f *Flow) parseMail(text string, tries *int) answer {
	text = strings.ReplaceAll(strings.TrimSpace(text), "&amp;", "&")
	if code := strings.NewReplacer(" ", "", "-", "").Replace(text); isCode(code) {
		*tries++
		return f.code(code, *tries == codeTries)
	}
	if isGrant(text) {
		return f.exchange(text)
	}
	if token, kind, ours := f.client.link(text); ours {
		return f.own(func(ctx context.Context) (*Session, error) { return f.client.verifyLink(ctx, kind, token) })
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return answer{err: &complaint{text: askMail}}
	}
	behind, err := url.ParseQuery(u.EscapedFragment())
	if err == nil && behind.Get("access_token") != "" {
		return f.own(func(ctx context.Context) (*Session, error) { return f.client.adopt(ctx, behind) })
	}
	for _, q := range []url.Values{behind, u.Query()} {
		if a := f.fromQuery(q); !errors.Is(a.err, errPaste) {
			return a
		}
	}
	if strings.Contains(text, "token") {
		return answer{err: &complaint{text: askOther}}
	}
	return answer{err: &complaint{text: askMail}}
}

// code tries a code from the mail.
func (f *Flow) code(code string, last bool) answer {
	return answer{redeem: func(ctx context.Context) (*Session, error) {
		session, err := f.client.VerifyCode(ctx, f.email, code)
		if e, ok := errors.AsType[*fault.Error](err); ok && e.Code == fault.LoginExpired {
			again := &complaint{text: askWrong}
			if last {
				again.last = err
			}
			return nil, again
		}
		return session, err
	}}
}

// own is a way to a session that may be another person's: somebody may have sent a link of
// theirs, so that what this machine pushes goes out under their name.
func (f *Flow) own(redeem func(context.Context) (*Session, error)) answer {
	return answer{redeem: func(ctx context.Context) (*Session, error) {
		session, err := redeem(ctx)
		if err != nil || strings.EqualFold(session.Email, f.email) {
			return session, err
		}
		_ = f.client.Logout(ctx, session.AccessToken) // it is not kept either way
		return nil, fault.New(fault.LoginRefused, "the link is for another address than the one that was asked for",
			"paste the link of the mail that has just come, or run driftsync login with that address", nil)
	}}
}

// link finds the link of a mail in a text: as it is, or inside that of a mail protector,
// which is never opened. It must be one of this project.
func (c *Client) link(text string) (token, kind string, ours bool) {
	texts := []string{text}
	for range 3 { // a protector may wrap what another one wrapped
		var inner []string
		for _, text := range texts {
			for _, at := range linkStart.FindAllStringIndex(text, -1) {
				if token, kind, ours = c.ownLink(text[at[0]:]); ours {
					return token, kind, true
				}
			}
			inner = append(inner, unwrap(text)...)
		}
		texts = inner
	}
	return "", "", false
}

// maxPaste bounds what is looked for inside of a pasted text, in bytes.
const maxPaste = 16 << 10

// unwrap returns what mail protectors may have hidden in a link: the link that they
// replaced, escaped, with other signs for % and /, or in base64.
func unwrap(text string) (inner []string) {
	if len(text) > maxPaste {
		return nil
	}
	if plain, err := url.PathUnescape(text); err == nil && plain != text {
		inner = append(inner, plain)
	}
	u, err := url.Parse(text)
	if err != nil {
		return inner
	}
	hidden := u.Query().Get("u")
	if plain, err := url.PathUnescape(strings.NewReplacer("-", "%", "_", "/").Replace(hidden)); err == nil {
		inner = append(inner, plain)
	}
	if plain, err := base64.StdEncoding.DecodeString(hidden); err == nil {
		inner = append(inner, string(plain))
	}
	return inner
}

// ownLink reads a text that begins with a link.
func (c *Client) ownLink(text string) (token, kind string, ours bool) {
	text, _, _ = strings.Cut(text, "#")
	if end := strings.IndexAny(text, " \t\"'<>"); end >= 0 {
		text = text[:end]
	}
	u, err := url.Parse(text)
	if err != nil || u.User != nil || !c.isVerify(u) {
		return "", "", false
	}
	q := u.Query()
	token, kind = q.Get("token"), q.Get("type")
	if token == "" {
		token = q.Get("token_hash")
	}
	switch kind {
	case "magiclink", "signup", "invite", "recovery", "email":
		return token, kind, isToken(token)
	}
	return "", "", false // such as one that changes the address
}

// isVerify reports whether a link leads to this project's Auth, by its URL or by the name
// that Auth was seen to give itself.
func (c *Client) isVerify(u *url.URL) bool {
	if sameOrigin(c.base, u) && u.Path == c.base.Path+"/auth/v1/verify" {
		return true
	}
	issuer, err := url.Parse(c.known)
	return err == nil && issuer.Host != "" && sameOrigin(issuer, u) && strings.HasSuffix(u.Path, "/auth/v1/verify")
}

// verifyLink logs in with what a link holds. The server takes it as well as a browser's
// visit, and gives the session in its answer.
func (c *Client) verifyLink(ctx context.Context, kind, token string) (*Session, error) {
	return c.verify(ctx, map[string]string{"type": kind, "token_hash": token})
}

// adopt takes the session that an address holds: one that names this project as its
// issuer, and that the project's own Auth renews. What stood in the address, and in the
// history of a browser, is worth nothing after that.
func (c *Client) adopt(ctx context.Context, q url.Values) (*Session, error) {
	access, refresh := q.Get("access_token"), q.Get("refresh_token")
	if _, err := c.Describe(access); err != nil || refresh == "" {
		return nil, &complaint{text: askIssuer}
	}
	return c.Refresh(ctx, refresh)
}
