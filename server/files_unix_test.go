//go:build unix

package server_test

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/strowger/strowger/access"
	"github.com/strowger/strowger/server"
)

// TestFilesAreForTheirOwner: whatever the umask, and in a directory that others
// can look into, every file that a server makes is for its owner alone; also
// those that SQLite keeps beside its own, and those that an older version has
// left open.
func TestFilesAreForTheirOwner(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o755))
	defer syscall.Umask(syscall.Umask(0))
	look := func() {
		t.Helper()
		seen := map[string]bool{}
		must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			must(t, err)
			info, err := d.Info()
			must(t, err)
			if mode := info.Mode().Perm(); path != dir && mode&0o077 != 0 {
				t.Errorf("%s has the mode %04o", path, mode)
			}
			seen[d.Name()] = true
			return nil
		}))
		for _, name := range []string{
			"credentials", "keys.json", "session.key", "signouts.json", "clock",
			"journal.db-wal", "journal.db-shm", "report.db-wal", "report.db-shm",
		} {
			if !seen[name] {
				t.Errorf("there is no %s to look at", name)
			}
		}
	}
	for range 2 {
		h := openHouse(t, server.Config{DataDir: dir, ManualClock: true})
		h.withKey(t, dir, "some", access.Everything)
		at := newSite(t, h.client, t.TempDir(), 1)
		must(t, h.post(t.Context(), "/auth/sign-out", http.Header{"X-Amz-Bearer": {at.agents[0].token}}, object{}, nil))
		must(t, h.post(t.Context(), "/clock/advance", nil, object{"Seconds": 1}, nil))
		look()
		h.close()
		must(t, os.Chmod(filepath.Join(dir, "report", "report.db"), 0o644))
	}
}

// TestSecretsOpenToOthers: a server does not start on secrets that others could
// have read, and says what to type.
func TestSecretsOpenToOthers(t *testing.T) {
	dir := t.TempDir()
	must(t, open(t, server.Config{DataDir: dir}).Close())
	must(t, access.Edit(server.KeysFile(dir), func(keys []access.Key) ([]access.Key, error) { return keys, nil }))
	must(t, os.WriteFile(filepath.Join(dir, "signouts.json"), []byte("{}"), 0o600))
	for _, name := range []string{"credentials", "keys.json", "session.key", "signouts.json"} {
		path := filepath.Join(dir, name)
		for _, mode := range []fs.FileMode{0o644, 0o620} {
			must(t, os.Chmod(path, mode))
			_, err := server.Open(t.Context(), server.Config{DataDir: dir})
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "run chmod 600 on it") {
				t.Errorf("%s with the mode %04o: %v", name, mode, err)
			}
		}
		must(t, os.Chmod(path, 0o600))
		must(t, open(t, server.Config{DataDir: dir}).Close())
	}
}
