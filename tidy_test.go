package strowger_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// These tests keep the shape of the tree: who may import whom, that every
// package says what it is, that functions fit on a screen.

const module = "github.com/strowger/strowger"

// mayImport lists what each package may import of the project besides the root
// package. Data flows one way: a package that is missing here, or an import that
// is, is a decision to be made in ARCHITECTURE.md first.
var mayImport = map[string][]string{
	".":                      {},
	"routing":                {},
	"routing/trace":          {"routing"},
	"flow":                   {},
	"core":                   {"routing", "flow"},
	"journal":                {},
	"journal/journaltest":    {"journal"},
	"journal/sqlite":         {"journal"},
	"host":                   {"core", "routing", "flow", "journal", "report"},
	"report":                 {},
	"restjson":               {},
	"connect/shape":          {"restjson"},
	"connect/shape/generate": {},
	"connect":                {"connect/shape", "restjson", "routing", "flow", "host", "report"},
	"workspace":              {"restjson", "routing", "host", "report", "connect", "access"},
	"access":                 {},
	"server":                 {"access", "connect", "connect/shape", "restjson", "host", "report", "workspace", "gateway", "journal", "journal/sqlite"},
	"client":                 {},
	"demo":                   {"client", "server", "host", "routing", "flow"},
	"gateway":                {"connect", "connect/shape", "restjson", "routing", "host", "report"},
}

// anyImport are the packages that wire the others together.
var anyImport = []string{"cmd/", "internal/"}

// pure packages import nothing that reads the outside world.
var pure = map[string][]string{
	"":        {"time.Now", "os.", "net.", "rand."},
	"routing": {"time.Now", "os.", "net.", "rand.", "sync."},
	"flow":    {"time.Now", "os.", "net.", "rand."},
	"core":    {"time.Now", "os.", "net.", "rand.", "sync."},
}

// maxFunctionLines is what fits on a screen; a test table may be longer.
const maxFunctionLines = 70

type source struct {
	path, dir string
	test      bool
	generated bool
	file      *ast.File
	fset      *token.FileSet
	text      string
}

func sources(t *testing.T) []source {
	t.Helper()
	var list []source
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && p != "." || d.Name() == "testdata" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, p, text, parser.ParseComments)
		if err != nil {
			return err
		}
		list = append(list, source{
			path: p, dir: filepath.ToSlash(filepath.Dir(p)), file: f, fset: fset, text: string(text),
			test:      strings.HasSuffix(p, "_test.go"),
			generated: ast.IsGenerated(f),
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestImportsPointOneWay(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || slices.ContainsFunc(anyImport, func(p string) bool { return strings.HasPrefix(s.dir+"/", p) }) {
			continue
		}
		allowed, known := mayImport[s.dir]
		if !known {
			t.Errorf("%s: package %s is not in mayImport; say there and in ARCHITECTURE.md what it may import", s.path, s.dir)
			continue
		}
		for _, spec := range s.file.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			name, inside := strings.CutPrefix(imported, module+"/")
			if inside && !slices.Contains(allowed, name) {
				t.Errorf("%s imports %s; %s may import only %v", s.path, name, s.dir, allowed)
			}
		}
	}
}

func TestPurePackagesStayPure(t *testing.T) {
	for _, s := range sources(t) {
		dir := strings.TrimPrefix(s.dir, ".")
		forbidden, ok := pure[dir]
		if !ok || s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				t.Errorf("%s: a goroutine in pure code; the host has the goroutines", s.fset.Position(n.Pos()))
			case *ast.SelectorExpr:
				x, ok := n.X.(*ast.Ident)
				if !ok {
					return true
				}
				call := x.Name + "." + n.Sel.Name
				for _, f := range forbidden {
					if call == f || strings.HasSuffix(f, ".") && x.Name+"." == f && x.Obj == nil {
						t.Errorf("%s: %s in pure code; time, identifiers and chance arrive as data", s.fset.Position(n.Pos()), call)
					}
				}
			}
			return true
		})
	}
}

func TestPackagesSayWhatTheyAre(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if !s.test {
			documented[s.dir] = documented[s.dir] || s.file.Doc != nil
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("package %s has no package comment; say what it owns and what it guarantees", path.Clean(dir))
		}
	}
}

func TestFunctionsFitOnAScreen(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.generated {
			continue
		}
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			lines := s.fset.Position(f.End()).Line - s.fset.Position(f.Pos()).Line + 1
			if lines > maxFunctionLines {
				t.Errorf("%s: %s has %d lines; split it, at most %d fit on a screen", s.fset.Position(f.Pos()), f.Name.Name, lines, maxFunctionLines)
			}
		}
	}
}

var todo = regexp.MustCompile(`(TO` + `DO|FIX` + `ME|XX` + `X)\b(\(#\d+\))?`)

func TestNothingIsLeftForLater(t *testing.T) {
	for _, s := range sources(t) {
		if s.generated {
			continue
		}
		for i, line := range strings.Split(s.text, "\n") {
			if m := todo.FindStringSubmatch(line); m != nil && m[2] == "" {
				t.Errorf("%s:%d: a note for later without an issue number, as in (#12)", s.path, i+1)
			}
		}
	}
}

// TestTestsDoNotSleep: a test that sleeps is slow when it works and wrong when
// the machine is busy. Wait for the event instead.
func TestTestsDoNotSleep(t *testing.T) {
	for _, s := range sources(t) {
		if !s.test || strings.Contains(s.text, `"testing/synctest"`) {
			continue // in a synctest bubble time passes at once
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := call.X.(*ast.Ident); ok && x.Name == "time" && call.Sel.Name == "Sleep" {
					t.Errorf("%s: time.Sleep in a test; wait for the event", s.fset.Position(n.Pos()))
				}
			}
			return true
		})
	}
}
