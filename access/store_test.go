package access_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/strowger/strowger/access"
)

func newKey(t *testing.T, name string) access.Key {
	t.Helper()
	k, err := access.NewKey(name, access.Everything, time.Now())
	must(t, err)
	return k
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// keep writes keys into a file in place of those that it has.
func keep(t *testing.T, path string, keys ...access.Key) {
	t.Helper()
	must(t, access.Edit(path, func([]access.Key) ([]access.Key, error) { return keys, nil }))
}

// TestStoreFollowsTheFile: each change is seen by the next look.
func TestStoreFollowsTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	var log bytes.Buffer
	s, err := access.Open(path, slog.New(slog.NewTextHandler(&log, nil)))
	must(t, err)
	defer func() { must(t, s.Close()) }()
	k := newKey(t, "k")
	good := func(want bool) {
		t.Helper()
		got, ok := s.Key(k.ID)
		if ok != want || ok && got.Secret != k.Secret {
			t.Errorf("the key is good: %t, want %t", ok, want)
		}
	}
	good(false)
	for range 20 { // faster than a clock of files ticks
		keep(t, path, k)
		good(true)
		off := k
		off.State = access.Disabled
		keep(t, path, off)
		good(false)
	}
	keep(t, path, newKey(t, "other"))
	good(false)
	keep(t, path, k)
	good(true)

	must(t, os.WriteFile(path, []byte(`{"Keys": [{"Secret": "hidden"`), 0o600))
	good(false)
	if text := log.String(); !strings.Contains(text, "keys cannot be read") || strings.Contains(text, "hidden") {
		t.Errorf("of a damaged file the log says %s", text)
	}
	must(t, os.Remove(path))
	good(false)
	keep(t, path, k)
	good(true)

	for range 2 { // others could have read it, or could write it now
		log.Reset()
		must(t, os.Chmod(path, 0o644))
		good(false)
		good(false)
		if text := log.String(); strings.Count(text, "keys cannot be read") != 1 || !strings.Contains(text, "run chmod 600") {
			t.Errorf("of a file that is open to others the log says %s", text)
		}
		must(t, os.Chmod(path, 0o600))
		good(true)
	}
}

// TestReadRefuses: a file that says nothing clear gives no key at all.
func TestReadRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	for _, text := range []string{
		``, `[]`, `{"Keys": [{}]}`, `{"Keys": [], "More": 1}`,
		`{"Keys": [{"ID": "a", "Secret": "b", "State": "LOST", "Policy": {"Actions": ["*"], "Instances": ["*"]}}]}`,
		`{"Keys": [{"ID": "a", "Secret": "b", "State": "ACTIVE", "Policy": {"Actions": ["*"]}}]}`,
	} {
		must(t, os.WriteFile(path, []byte(text), 0o600))
		if keys, err := access.Read(path); err == nil {
			t.Errorf("%s gives %d keys", text, len(keys))
		}
	}
	must(t, os.Remove(path))
	keep(t, path, newKey(t, ""))
	must(t, os.Chmod(path, 0o640))
	if _, err := access.Read(path); err == nil || !strings.Contains(err.Error(), "mode 0640") {
		t.Errorf("a file that others can read: %v", err)
	}
}

// TestEdit: edits at the same time are all kept, one that fails changes nothing.
func TestEdit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	var group sync.WaitGroup
	for i := range 8 {
		k := newKey(t, fmt.Sprint(i))
		group.Go(func() {
			err := access.Edit(path, func(keys []access.Key) ([]access.Key, error) { return append(keys, k), nil })
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	failed := errors.New("failed")
	if err := access.Edit(path, func([]access.Key) ([]access.Key, error) { return nil, failed }); !errors.Is(err, failed) {
		t.Errorf("an edit that fails: %v", err)
	}
	keys, err := access.Read(path)
	must(t, err)
	if len(keys) != 8 {
		t.Errorf("%d keys are left of 8", len(keys))
	}
}
