package main

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"
)

const (
	secretName = "org.freedesktop.secrets"
	secretRoot = dbus.ObjectPath("/org/freedesktop/secrets")
	loginRing  = secretRoot + "/collection/login"
	noPrompt   = dbus.ObjectPath("/")
)

// secrets is a Secret Service of one keyring.
type secrets struct {
	conn *dbus.Conn

	mu     sync.Mutex
	locked bool // opening it needs an answer that nobody gives
	items  map[dbus.ObjectPath]item
	last   int
}

type item struct {
	attributes map[string]string
	secret     secret
}

// secret is the specification's, in its order.
type secret struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}

// serveSecrets answers on the bus until the test ends.
func serveSecrets(t *testing.T, bus string) *secrets {
	t.Helper()
	s := &secrets{conn: connect(t, bus), items: map[dbus.ObjectPath]item{}}
	for _, o := range []struct {
		what  any
		path  dbus.ObjectPath
		iface string
	}{
		{secretService{s}, secretRoot, "org.freedesktop.Secret.Service"},
		{secretProperties{}, secretRoot, "org.freedesktop.DBus.Properties"},
		{secretCollection{s}, loginRing, "org.freedesktop.Secret.Collection"},
		{secretSession{}, secretRoot + "/session/1", "org.freedesktop.Secret.Session"},
		{secretPrompt{}, secretRoot + "/prompt/1", "org.freedesktop.Secret.Prompt"},
	} {
		if err := s.conn.Export(o.what, o.path, o.iface); err != nil {
			t.Fatal(err)
		}
	}
	if reply, err := s.conn.RequestName(secretName, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		t.Fatalf("the name is taken: %v, %v", reply, err)
	}
	return s
}

func (s *secrets) lock() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.locked = true
}

func (s *secrets) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.items)
}

type secretService struct{ *secrets }

func (secretService) OpenSession(algorithm string, _ dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	if algorithm != "plain" {
		return dbus.Variant{}, noPrompt, dbus.NewError("org.freedesktop.DBus.Error.NotSupported", nil)
	}
	return dbus.MakeVariant(""), secretRoot + "/session/1", nil
}

func (s secretService) Unlock(paths []dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.locked {
		return []dbus.ObjectPath{}, secretRoot + "/prompt/1", nil
	}
	return paths, noPrompt, nil
}

type secretProperties struct{}

func (secretProperties) Get(string, string) (dbus.Variant, *dbus.Error) {
	return dbus.MakeVariant([]dbus.ObjectPath{loginRing}), nil
}

type secretSession struct{}

func (secretSession) Close() *dbus.Error { return nil }

// secretPrompt shows a window that nobody sees: it never sends Completed.
type secretPrompt struct{}

func (secretPrompt) Prompt(string) *dbus.Error { return nil }

type secretCollection struct{ *secrets }

func (s secretCollection) SearchItems(wanted map[string]string) ([]dbus.ObjectPath, *dbus.Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := []dbus.ObjectPath{}
	for _, path := range slices.Sorted(maps.Keys(s.items)) {
		if maps.Equal(wanted, s.items[path].attributes) {
			found = append(found, path)
		}
	}
	return found, nil
}

func (s secretCollection) CreateItem(properties map[string]dbus.Variant, value secret, replace bool) (dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	attributes, ok := properties["org.freedesktop.Secret.Item.Attributes"].Value().(map[string]string)
	if !ok {
		return noPrompt, noPrompt, dbus.NewError("org.freedesktop.DBus.Error.InvalidArgs", nil)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	made := item{attributes, value}
	for path, old := range s.items {
		if replace && maps.Equal(old.attributes, attributes) {
			s.items[path] = made
			return path, noPrompt, nil
		}
	}
	s.last++
	path := loginRing + dbus.ObjectPath(fmt.Sprint("/", s.last))
	s.items[path] = made
	if err := s.conn.Export(secretItem{s.secrets, path}, path, "org.freedesktop.Secret.Item"); err != nil {
		return noPrompt, noPrompt, dbus.MakeFailedError(err)
	}
	return path, noPrompt, nil
}

type secretItem struct {
	*secrets
	path dbus.ObjectPath
}

func (i secretItem) GetSecret(session dbus.ObjectPath) (secret, *dbus.Error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	value := i.items[i.path].secret
	value.Session = session
	return value, nil
}

func (i secretItem) Delete() (dbus.ObjectPath, *dbus.Error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.items, i.path)
	return noPrompt, nil
}
