package supabase

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host/auth"
	"github.com/driftsync/driftsync/host/fault"
	"github.com/driftsync/driftsync/host/network"
	"github.com/driftsync/driftsync/host/sink"
)

// maxAnswer bounds what is read of an answer, in bytes. Answers to writes are short.
const maxAnswer = 4 << 20

// maxWait is the longest Retry-After that a run waits out.
const maxWait = 2 * time.Minute

type request struct {
	method string
	path   string // below /rest/v1
	query  url.Values
	prefer string
	counts bool // prefer asks for the number of rows
	parts  bool // a body that is too long can be sent in parts
	body   []byte
	tenant uuid.UUID // instead of the sink's own
	source uuid.UUID // of every row of the body, which does not name it; zero where it does
	epoch  int64     // beside source
}

type response struct {
	reply
	rows int64  // that an accepted answer to a request that counts is about
	body []byte // of an accepted answer only
}

// later is an answer, or its absence, that may be different next time.
type later struct {
	reply
	err     error
	reached bool          // there was a connection
	wait    time.Duration // that the server asks for, and that is too long for a run
}

func (l *later) Error() string {
	if l.err != nil {
		return "no answer"
	}
	return "status " + strconv.Itoa(l.status)
}

// do sends a request until it is answered for good: tries that may succeed later are
// repeated, and a refused token is renewed once. The response's verdict is neither
// tryLater nor renewToken nor elsewhere.
func (s *Sink) do(ctx context.Context, r *request) (*response, error) {
	token, err := s.login(ctx, s.session.get)
	if err != nil {
		return nil, err
	}
	answer, err := s.persist(ctx, r, token)
	if err != nil || answer.judge() != renewToken {
		return answer, err
	}
	var renewed bool
	token, err = s.login(ctx, func(ctx context.Context) (next string, err error) {
		next, renewed, err = s.session.renew(ctx, token)
		return next, err
	})
	if err != nil {
		return nil, err
	}
	if !renewed {
		return nil, errNotAccepted(answer.reply)
	}
	answer, err = s.persist(ctx, r, token)
	if err == nil && answer.judge() == renewToken {
		return nil, errNotAccepted(answer.reply)
	}
	return answer, err
}

// errNotAccepted tells a token that PostgREST refuses from a gateway that has no code
// of its own and may mean the key.
func errNotAccepted(r reply) error {
	if r.code == "" {
		return fault.New(fault.SinkLogin, "the destination does not accept the publishable key or the access token",
			"compare DRIFTSYNC_KEY with the project's API settings, then run driftsync login", nil)
	}
	return fault.New(fault.SinkLogin, "the destination does not accept the access token ("+r.code+")", auth.HintLogin, nil)
}

// persist repeats tries that may succeed later: as often as it is told to at least, and for
// as long as a server takes to restart. Somebody else's answers are no restart.
func (s *Sink) persist(ctx context.Context, r *request, token string) (*response, error) {
	tries, began, last := 0, time.Now(), sink.Tried("")
	waiting, done := s.untilStop(ctx)
	defer done()
	answer, err := backoff.Retry(waiting, func() (*response, error) {
		tries++
		answer, err := s.try(ctx, r, token)
		if l, ok := errors.AsType[*later](err); ok {
			last = s.tried(l)
			if tries >= s.attempts && (l.judge() == elsewhere || time.Since(began) >= s.patience) {
				return nil, backoff.Permanent(err)
			}
			if waiting.Err() == nil {
				s.tell(sink.Wait{For: l.reason(), Try: tries, Limit: s.patience})
			}
		} else if tries > 1 {
			s.tell(sink.Wait{Try: tries})
		}
		return answer, err
	}, backoff.WithBackOff(s.waits()), backoff.WithMaxElapsedTime(0))
	if err == nil && (answer.judge() == elsewhere || answer.status == http.StatusRequestEntityTooLarge && answer.code == "" && !r.parts) {
		return nil, errElsewhere(answer.reply)
	}
	if err == nil {
		return answer, nil
	}
	if cause := context.Cause(ctx); cause != nil {
		return nil, fmt.Errorf("send to the destination: %w", canceled(cause, last))
	}
	if waiting.Err() != nil && last != "" {
		return nil, interrupted(last)
	}
	if l, ok := errors.AsType[*later](err); ok {
		return nil, unreachable(l, tries)
	}
	return nil, fault.New(fault.SinkUnreachable, "the destination cannot be reached", "try again later", err)
}

// login asks the project's Auth, which is away when the project is, for as long.
func (s *Sink) login(ctx context.Context, ask func(context.Context) (string, error)) (string, error) {
	tries, began, last := 0, time.Now(), sink.Tried("")
	waiting, done := s.untilStop(ctx)
	defer done()
	token, err := backoff.Retry(waiting, func() (string, error) {
		tries++
		asking, reached, asked := s.untilConnected(ctx, true)
		defer asked()
		token, err := ask(asking)
		f, ok := errors.AsType[*fault.Error](err)
		if ok && (f.Code == fault.SinkUnreachable || waiting.Err() != nil) {
			last = s.tried(&later{err: err, reached: reached.Load()})
		}
		switch {
		case err == nil && tries > 1:
			s.tell(sink.Wait{Try: tries})
		case ok && f.Code == fault.SinkUnreachable && time.Since(began) < s.patience:
			s.tell(sink.Wait{For: f.Message, Try: tries, Limit: s.patience})
		case err != nil:
			err = backoff.Permanent(err)
		}
		return token, err
	}, backoff.WithBackOff(s.waits()), backoff.WithMaxElapsedTime(0))
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return "", fmt.Errorf("log in at the destination: %w", canceled(cause, last))
	}
	if f, ok := errors.AsType[*fault.Error](err); err != nil && last != "" && waiting.Err() != nil && (!ok || passing(f)) {
		return "", interrupted(last)
	}
	return token, err
}

func (s *Sink) tell(w sink.Wait) {
	if s.waiting != nil {
		s.waiting(w)
	}
}

// reason says what is in the way.
func (l *later) reason() string {
	switch {
	case l.status != 0:
		return "the destination answers " + l.reply.String()
	case network.AtProxy(l.err):
		return "the proxy does not answer"
	}
	return "the destination does not answer"
}

// unreachable is the fault of a request that was given up after some tries.
func unreachable(l *later, tries int) error {
	code, message, hint := fault.SinkUnreachable, l.reason(), "what was confirmed stays; push again later"
	if network.AtProxy(l.err) {
		hint = "check HTTPS_PROXY, or push again later"
	}
	if l.status == http.StatusTooManyRequests {
		code = fault.SinkThrottled
	}
	switch {
	case l.judge() == elsewhere:
		return errElsewhere(l.reply)
	case l.wait > 0:
		message += fmt.Sprintf(" and asks to be left alone for %d minutes", int(math.Ceil(l.wait.Minutes())))
		hint = "what was confirmed stays; push again after that"
	case tries == 1:
		message += " after 1 attempt"
	default:
		message += fmt.Sprintf(" after %d attempts", tries)
	}
	return fault.New(code, message, hint, transportError(l.err))
}

// try sends a request once.
func (s *Sink) try(ctx context.Context, r *request, token string) (*response, error) {
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	_, begun := s.lease()
	ctx, reached, tried := s.untilConnected(ctx, begun)
	defer tried()
	req, err := http.NewRequestWithContext(ctx, r.method, s.address(r).String(), bytes.NewReader(r.body))
	if err != nil {
		return nil, backoff.Permanent(err)
	}
	for name, value := range s.headers(r) {
		req.Header.Set(name, value)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := s.client.Do(req)
	if err != nil {
		return nil, s.noAnswer(ctx, err, reached.Load())
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return nil, s.noAnswer(ctx, err, reached.Load())
	}
	return s.sort(r, res, body)
}

// noAnswer ends the tries where the error of a connection says that no other comes out.
func (s *Sink) noAnswer(ctx context.Context, err error, reached bool) error {
	if lasting := network.Explain(err, s.base.Hostname()); lasting != nil && ctx.Err() == nil {
		return backoff.Permanent(lasting)
	}
	return &later{err: err, reached: reached}
}

// sort returns an answer that decides something, and an error for one that another try
// may change.
func (s *Sink) sort(r *request, res *http.Response, body []byte) (*response, error) {
	if res.StatusCode == http.StatusProxyAuthRequired {
		return nil, backoff.Permanent(network.NeedsLogin(s.base.Hostname()))
	}
	if err := auth.Closed(res.StatusCode, body); err != nil {
		return nil, backoff.Permanent(err)
	}
	answer := &response{reply: reply{status: res.StatusCode}}
	if answer.succeeded() {
		if answer.rows, answer.foreign = r.receipt(res.Header, body); answer.foreign {
			return nil, &later{reply: answer.reply} // another try may get through
		}
		answer.body = body
		return answer, nil
	}
	answer.code, answer.foreign, answer.ungranted = codeOf(body), !json.Valid(body), lacksGrant(body)
	switch answer.code {
	case "PGRST106":
		return nil, backoff.Permanent(fault.New(fault.SinkSchema, "the project's Data API does not show the schema public (PGRST106)",
			"have an owner switch the Data API on and add public to its exposed schemas, in the dashboard under Integrations, Data API", nil))
	case "25006":
		return nil, backoff.Permanent(fault.New(fault.SinkNetwork, "the project's database takes no writes (25006), as where its disk is full",
			"have an owner look at the database's size in the dashboard; what was confirmed stays, and the next push goes on from there", nil))
	}
	if answer.judge() != tryLater {
		return answer, nil
	}
	return nil, s.whenLater(res.Header, &later{reply: answer.reply})
}

func (s *Sink) address(r *request) *url.URL {
	u := s.base.JoinPath("rest", "v1", r.path)
	u.RawQuery = encode(r.query)
	return u
}

// headers returns what a request says of itself beside the token.
func (s *Sink) headers(r *request) map[string]string {
	h := map[string]string{"apikey": s.key, "Content-Type": "application/json", "Accept": "application/json", "User-Agent": "driftsync"}
	if tenant := cmp.Or(r.tenant, s.tenant); tenant != uuid.Nil {
		h["X-Drift-Tenant"] = tenant.String()
	}
	if r.source != uuid.Nil {
		h["X-Drift-Source"], h["X-Drift-Epoch"] = r.source.String(), strconv.FormatInt(r.epoch, 10)
	}
	if r.prefer != "" {
		h["Prefer"] = r.prefer
	}
	return h
}

// whenLater adds the server's own wish to a try that failed for now. A wait that is
// out of proportion ends the tries. A date counts by the server's clock, where the answer
// shows it: this machine's may be wrong by years.
func (s *Sink) whenLater(answer http.Header, l *later) error {
	wish := answer.Get("Retry-After")
	if wish == "" {
		return l
	}
	var wait time.Duration
	if seconds, err := strconv.Atoi(wish); err == nil {
		wait = time.Duration(max(seconds, 0)) * time.Second
	} else if at, err := http.ParseTime(wish); err == nil {
		now, err := http.ParseTime(answer.Get("Date"))
		if err != nil {
			now = time.Now()
		}
		wait = max(at.Sub(now), 0)
	} else {
		return l
	}
	if wait > maxWait {
		l.wait = wait
		return backoff.Permanent(l)
	}
	return errors.Join(l, &backoff.RetryAfterError{Duration: wait})
}

// codeOf returns the code of PostgREST's error body, empty for anything else. A code
// has a fixed shape, so that it cannot carry a row's value.
func codeOf(body []byte) string {
	var e struct {
		Code string `json:"code"`
	}
	if json.Unmarshal(body, &e) != nil || len(e.Code) < 3 || len(e.Code) > 12 {
		return ""
	}
	for _, c := range e.Code {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return ""
		}
	}
	return e.Code
}

// lacksGrant tells a role without a grant from one that a policy refuses: the code is the
// same, and what Postgres says of it begins otherwise. New tables have no grants by
// themselves in projects since 2026.
func lacksGrant(body []byte) bool {
	var e struct {
		Message string `json:"message"`
	}
	return json.Unmarshal(body, &e) == nil && strings.HasPrefix(e.Message, "permission denied for ")
}

// transportError takes the URL out of an error of net/http: its query names columns
// only, but a fault names the destination by itself.
func transportError(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// encode writes a query with commas and stars as they are, which PostgREST's own
// documentation and gateways' logs show; the order is that of the keys.
func encode(v url.Values) string {
	return strings.NewReplacer("%2C", ",", "%3A", ":").Replace(v.Encode())
}
