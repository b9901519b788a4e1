package restjson

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/go-json-experiment/json"
)

func TestLoadOrCreateCredentials(t *testing.T) {
	path := filepath.Join(t.TempDir(), "credentials")
	first, created, err := LoadOrCreateCredentials(path)
	if err != nil || !created {
		t.Fatalf("created %v: %v", created, err)
	}
	if !regexp.MustCompile(`^AKIA[A-Z2-7]{16}$`).MatchString(first.AccessKeyID) ||
		!regexp.MustCompile(`^[A-Za-z0-9+/]{40}$`).MatchString(first.SecretAccessKey) {
		t.Errorf("unusual key pair %q, %q", first.AccessKeyID, first.SecretAccessKey)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("got mode %v (%v), want 0600", info.Mode(), err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("beside the file there is more: %v (%v)", left, err)
	}

	second, created, err := LoadOrCreateCredentials(path)
	if err != nil || created || second != first {
		t.Errorf("the second call returned %v, created %v: %v", second, created, err)
	}
	other, _, err := LoadOrCreateCredentials(path + "-2")
	if err != nil || other.AccessKeyID == first.AccessKeyID || other.SecretAccessKey == first.SecretAccessKey {
		t.Errorf("two files hold the same keys %v and %v (%v)", first, other, err)
	}
}

// The SDK must find in the file what the server does.
func TestCredentialsFileServesTheSDK(t *testing.T) {
	path := filepath.Join(t.TempDir(), "credentials")
	want, _, err := LoadOrCreateCredentials(path)
	if err != nil {
		t.Fatal(err)
	}
	profile, err := config.LoadSharedConfigProfile(t.Context(), "default", func(o *config.LoadSharedConfigOptions) {
		o.CredentialsFiles, o.ConfigFiles = []string{path}, []string{}
	})
	got := profile.Credentials
	if err != nil || got.AccessKeyID != want.AccessKeyID || got.SecretAccessKey != want.SecretAccessKey {
		t.Errorf("the SDK reads %q, %q (%v), want %q, %q", got.AccessKeyID, got.SecretAccessKey, err, want.AccessKeyID, want.SecretAccessKey)
	}
}

func TestLoadOrCreateCredentialsWithoutFolder(t *testing.T) {
	got, created, err := LoadOrCreateCredentials(filepath.Join(t.TempDir(), "missing", "credentials"))
	if err == nil || created || got != (Credentials{}) {
		t.Errorf("got %v, created %v, %v", got, created, err)
	}
}

func TestLoadCredentialsOpenToOthers(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no mode bits")
	}
	path := filepath.Join(t.TempDir(), "credentials")
	if _, _, err := LoadOrCreateCredentials(path); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o644} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		got, created, err := LoadOrCreateCredentials(path)
		if err == nil || created || got != (Credentials{}) || !strings.Contains(err.Error(), "chmod 600") {
			t.Errorf("mode %o: got %v, created %v, %v", mode, got, created, err)
		}
	}
}

func TestParseCredentials(t *testing.T) {
	const file = `
# keys of this server
[ci]
aws_access_key_id = other
aws_secret_access_key = other
aws_session_token = of another profile

[default]
; by hand
AWS_Access_Key_Id=my_KEY1
  aws_secret_access_key =   se/cr+et==
region = eu-west-2
`
	for _, text := range []string{file, strings.ReplaceAll(file, "\n", "\r\n")} {
		got, err := parseCredentials(strings.NewReader(text))
		if want := (Credentials{"my_KEY1", "se/cr+et=="}); err != nil || got != want {
			t.Errorf("got %#v, %v", got, err)
		}
	}
}

func TestParseCredentialsRefuses(t *testing.T) {
	const id, secret = "aws_access_key_id = AKIA\n", "aws_secret_access_key = hush\n"
	for _, c := range []struct{ name, text, message string }{
		{"nothing", "", "profile [default] has no aws_access_key_id"},
		{"another profile", "[ci]\n" + id + secret, "profile [default] has no aws_access_key_id"},
		{"no secret", "[default]\n" + id, "profile [default] has no aws_secret_access_key"},
		{"an empty secret", "[default]\n" + id + "aws_secret_access_key =\n", "profile [default] has no aws_secret_access_key"},
		{"no profile", "\n" + id + secret, "line 2: a setting before the first profile"},
		{"a profile left open", "[default\n" + id + secret, "line 1: want a profile"},
		{"a profile without a name", "[ ]\n" + id + secret, "line 1: want a profile"},
		{"not a setting", "[default]\n" + id + "hush\n", "line 3: want a profile, a comment or setting = value"},
		{"a setting without a name", "[default]\n= hush\n", "line 2: want a profile, a comment or setting = value"},
		{"a setting twice", "[default]\n" + id + secret + "# again\n" + secret, "line 5: aws_secret_access_key is set twice"},
		{"an id that breaks the header", "[default]\naws_access_key_id = a/b\n" + secret, "line 2: aws_access_key_id must be"},
		{"a comment after the secret", "[default]\n" + id + "aws_secret_access_key = hush # mine\n", "line 3: aws_secret_access_key must not"},
		{"a session token", "[default]\n" + id + secret + "aws_session_token = hush", "line 4: aws_session_token: session tokens"},
		{"an endless line", "[default]\n" + id + strings.Repeat("x", 1<<17), "token too long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := parseCredentials(strings.NewReader(c.text))
			if err == nil || !strings.Contains(err.Error(), c.message) || got != (Credentials{}) {
				t.Errorf("got %v, %v; want %q", got, err, c.message)
			}
			if err != nil && strings.Contains(err.Error(), "hush") {
				t.Errorf("the error tells the secret: %v", err)
			}
		})
	}
}

func TestCredentialsHideTheSecret(t *testing.T) {
	c := Credentials{"AKIA", "hush"}
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		fmt.Sprintf("%v %+v %#v %s %q", c, c, c, c, c), fmt.Sprintf("%v %+v", &c, []Credentials{c}), string(encoded),
	} {
		if strings.Contains(text, "hush") || !strings.Contains(text, "AKIA") {
			t.Errorf("printed as %s", text)
		}
	}
}
