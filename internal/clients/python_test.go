package clients_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestBoto3 runs the page with boto3 as it is installed, if it is new enough, and
// with the model of Strowger.
func TestBoto3(t *testing.T) {
	needs(t, "python3", "Debian packages python3 and python3-boto3")
	out, err := exec.Command("python3", "-c", "import boto3; print(*boto3.__version__.split('.')[:2])").CombinedOutput()
	if err != nil {
		t.Skipf("SKIPPED: boto3 is not installed (Debian package python3-boto3): %s", out)
	}
	program := strings.Join(blocks(t, "boto3.md", "python"), "\n")
	t.Run("as installed", func(t *testing.T) {
		if version := strings.Fields(string(out)); version[0] == "1" && len(version[1]) == 2 && version[1] < "35" {
			t.Skipf("SKIPPED: boto3 1.%s is older than the page", version[1])
		}
		s := serve(t)
		s.write(t, "page.py", program)
		s.run(t, "python3", "page.py")
	})
	t.Run("with the model", func(t *testing.T) {
		s := serve(t)
		s.useModel(t)
		s.write(t, "page.py", program)
		s.run(t, "python3", "page.py")
	})
}

// useModel gives the AWS CLI and boto3 the model of Strowger, as the pages say.
func (s *server) useModel(t *testing.T) {
	t.Helper()
	model, err := os.ReadFile(filepath.Join("..", "..", "connect", "shape", "model_gen.json"))
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join("models", "connect", "2017-08-08")
	if err := os.MkdirAll(filepath.Join(s.dir, folder), 0o777); err != nil {
		t.Fatal(err)
	}
	s.write(t, filepath.Join(folder, "service-2.json"), string(model))
	s.env = append(s.env, "AWS_DATA_PATH="+filepath.Join(s.dir, "models"))
}
