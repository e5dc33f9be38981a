package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/identity"
	"github.com/driftsync/driftsync/internal/project"
)

// lanes is how many rows are under way at once: one for each worker of a chain.
const lanes = 2

// redactor is [host.Redactor], or what does the same without a worker.
type redactor interface {
	Row(ctx context.Context, table string, row map[string]any) (*host.Redacted, error)
	Close() error
}

// redactAll returns the outcome of every case, in order. Cases of the same surroundings
// share a redactor, as the rows of a push do.
func redactAll(ctx context.Context, all []*testCase, native bool) ([]outcome, error) {
	outcomes := make([]outcome, len(all))
	groups := map[string][]int{}
	for i, c := range all {
		key, err := json.Marshal(c.surroundings())
		if err != nil {
			return nil, err
		}
		groups[string(key)] = append(groups[string(key)], i)
	}
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		members := groups[key]
		r, err := open(ctx, all[members[0]].surroundings(), native)
		if err != nil {
			return nil, err
		}
		err = redactGroup(ctx, r, all, members, outcomes)
		if closed := r.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return nil, err
		}
	}
	return outcomes, nil
}

func redactGroup(ctx context.Context, r redactor, all []*testCase, members []int, outcomes []outcome) error {
	group, ctx := errgroup.WithContext(ctx)
	for lane := range lanes {
		group.Go(func() error {
			for at := lane; at < len(members); at += lanes {
				c := all[members[at]]
				redacted, err := r.Row(ctx, c.Table, c.cells())
				if err != nil {
					return fmt.Errorf("%s: %w", c.place, err)
				}
				outcomes[members[at]] = c.score(redacted)
			}
			return nil
		})
	}
	return group.Wait()
}

// open returns a redactor for cases of the same surroundings.
func open(ctx context.Context, around project.Surroundings, native bool) (redactor, error) {
	key := make([]byte, identity.KeySize)
	if native {
		return newNative(around, key)
	}
	return host.NewRedactor(ctx, host.RedactOptions{
		Root:         around.Roots[0],
		Key:          key,
		CacheDir:     filepath.Join(os.TempDir(), fmt.Sprintf("driftsync-test-cache-%d", os.Getuid())),
		Surroundings: &around,
	})
}

// surroundings is what a push would know of the machine of a case.
func (c *testCase) surroundings() project.Surroundings {
	root := cmp.Or(c.Root, defaultRoot)
	s := project.Surroundings{Roots: []string{root}, Hosts: []string{cmp.Or(c.Host, defaultHost)}}.With(c.Roots)
	if home := cmp.Or(c.Home, homeOf(root)); home != "" {
		s.Homes = []string{home}
		s.Users = []string{home[strings.LastIndexAny(home, `/\`)+1:]}
	}
	if c.User != "" {
		s.Users = []string{c.User}
	}
	return s
}

// homeOf returns the home directory that a root lies in.
func homeOf(root string) string {
	separator := "/"
	if !strings.Contains(root, separator) {
		separator = `\`
	}
	parts := strings.SplitN(root, separator, 4)
	if len(parts) < 3 || parts[1] != "home" && !strings.EqualFold(parts[1], "users") {
		return ""
	}
	return strings.Join(parts[:3], separator)
}
