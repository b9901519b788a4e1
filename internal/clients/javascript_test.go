package clients_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestJavaScript runs the page with the client of package.json. It is installed
// if STROWGER_LONG is set, or taken from testdata/javascript/node_modules.
func TestJavaScript(t *testing.T) {
	needs(t, "node", "Debian packages nodejs and npm")
	folder, err := filepath.Abs(filepath.Join("testdata", "javascript"))
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t)
	modules := filepath.Join(folder, "node_modules")
	manifest, err := os.ReadFile(filepath.Join(folder, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	s.write(t, "package.json", string(manifest))
	if _, err := os.Stat(modules); err == nil {
		if err := os.Symlink(modules, filepath.Join(s.dir, "node_modules")); err != nil {
			t.Fatal(err)
		}
	} else {
		s.install(t)
	}
	s.write(t, "page.mjs", strings.Join(blocks(t, "javascript.md", "js"), "\n"))
	if out := s.run(t, "node", "page.mjs"); !strings.HasSuffix(out, "done\n") {
		t.Errorf("the page ended with %q", out)
	}
}

// install installs the client from the registry.
func (s *server) install(t *testing.T) {
	t.Helper()
	if os.Getenv("STROWGER_LONG") == "" {
		t.Skip("SKIPPED: set STROWGER_LONG=1 to install @aws-sdk/client-connect, or npm install in testdata/javascript")
	}
	needs(t, "npm", "Debian package npm")
	if out, err := s.try("npm", "install", "--no-audit", "--no-fund"); err != nil {
		t.Skipf("SKIPPED: @aws-sdk/client-connect cannot be installed: %v\n%s", err, out)
	}
}
