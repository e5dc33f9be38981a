package auth

import (
	"encoding/json"
	"errors"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/zalando/go-keyring"
)

// ring is the keyring of the system. Every call may hang at a prompt that nobody
// sees, so each has an end.
type ring interface {
	Get(service, user string) (string, error)
	Set(service, user, secret string) error
	Delete(service, user string) error
}

const (
	ringService = "driftsync"
	ringTime    = 3 * time.Second
)

var errRingTime = errors.New("the keyring does not answer")

type systemRing struct{}

func (systemRing) Get(service, user string) (string, error) {
	return within(func() (string, error) { return keyring.Get(service, user) })
}

func (systemRing) Set(service, user, secret string) error {
	_, err := within(func() (string, error) { return "", keyring.Set(service, user, secret) })
	return err
}

func (systemRing) Delete(service, user string) error {
	_, err := within(func() (string, error) { return "", keyring.Delete(service, user) })
	return err
}

// within gives up on a call after a while and leaves its goroutine behind: the
// library has no way to end it.
func within(call func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		text, err := call()
		done <- answer{text, err}
	}()
	select {
	case a := <-done:
		return a.text, a.err
	case <-time.After(ringTime):
		return "", errRingTime
	}
}

// hasRing reports whether the system has a keyring that can be asked without starting
// anything: on Linux only where a session bus is named, since the library would
// launch one.
func hasRing(env func(string) string) bool {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		return true
	}
	bus := env("DBUS_SESSION_BUS_ADDRESS")
	if bus == "" || strings.HasPrefix(bus, "autolaunch:") {
		return false
	}
	_, err := os.Stat("/proc/sys/fs/binfmt_misc/WSLInterop")
	return err != nil
}

// probe asks the keyring for what is not there.
func probe(r ring) bool {
	_, err := r.Get(ringService, "probe")
	return err == nil || errors.Is(err, keyring.ErrNotFound)
}

func ringLoad(r ring, url string) (*Session, error) {
	text, err := r.Get(ringService, url)
	if errors.Is(err, keyring.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, storeFault("the keyring cannot be read", err)
	}
	var e entry
	if json.Unmarshal([]byte(text), &e) != nil || e.URL != url {
		return nil, nil
	}
	return e.session(), nil
}

func ringSave(r ring, s *Session) error {
	data, err := json.Marshal(newEntry(s))
	if err != nil {
		return storeFault("the credentials cannot be written", nil)
	}
	if err := r.Set(ringService, s.URL, string(data)); err != nil {
		return storeFault("the keyring cannot be written", err)
	}
	urls, err := ringURLs(r)
	if err != nil || slices.Contains(urls, s.URL) {
		return err
	}
	return ringList(r, append(urls, s.URL))
}

// ringIndex is the entry that lists the URLs of the others: a keyring lists none.
const ringIndex = "urls"

func ringURLs(r ring) ([]string, error) {
	text, err := r.Get(ringService, ringIndex)
	if errors.Is(err, keyring.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, storeFault("the keyring cannot be read", err)
	}
	var urls []string
	if json.Unmarshal([]byte(text), &urls) != nil {
		return nil, nil // the next session begins the list again
	}
	return urls, nil
}

func ringList(r ring, urls []string) error {
	if len(urls) == 0 {
		if err := r.Delete(ringService, ringIndex); err != nil && !errors.Is(err, keyring.ErrNotFound) {
			return storeFault("the keyring cannot be written", err)
		}
		return nil
	}
	data, err := json.Marshal(urls)
	if err != nil {
		return storeFault("the credentials cannot be written", nil)
	}
	if err := r.Set(ringService, ringIndex, string(data)); err != nil {
		return storeFault("the keyring cannot be written", err)
	}
	return nil
}

func ringRemove(r ring, url string) (bool, error) {
	err := r.Delete(ringService, url)
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return false, nil
	case err != nil:
		return false, storeFault("the keyring cannot be written", err)
	}
	urls, err := ringURLs(r)
	if err != nil {
		return true, err
	}
	return true, ringList(r, slices.DeleteFunc(urls, func(each string) bool { return each == url }))
}
