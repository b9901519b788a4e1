package restjson

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The names in a shared-credentials file that matter here.
const (
	defaultProfile         = "default"
	accessKeyIDSetting     = "aws_access_key_id"
	secretAccessKeySetting = "aws_secret_access_key"
	sessionTokenSetting    = "aws_session_token"
)

// parseCredentials reads the [default] profile of a shared-credentials file:
// lines "[profile]", "setting = value" and "# comment". Other profiles, and
// settings that are not about keys, are for other readers and passed over.
//
// The format needs no library: the one widely used, gopkg.in/ini.v1, is only
// "passively maintained" in its author's words, and does not number lines.
func parseCredentials(r io.Reader) (Credentials, error) {
	settings := make(map[string]string) // of the default profile
	var profile string
	lines := bufio.NewScanner(r)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		if line[0] == '[' {
			name, closed := strings.CutSuffix(line[1:], "]")
			if profile = strings.TrimSpace(name); !closed || profile == "" {
				return Credentials{}, fmt.Errorf("line %d: want a profile such as [%s]", number, defaultProfile)
			}
			continue
		}
		if err := readSetting(settings, profile, line); err != nil {
			return Credentials{}, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if err := lines.Err(); err != nil {
		return Credentials{}, err
	}
	for _, name := range []string{accessKeyIDSetting, secretAccessKeySetting} {
		if settings[name] == "" {
			return Credentials{}, fmt.Errorf("profile [%s] has no %s", defaultProfile, name)
		}
	}
	return Credentials{settings[accessKeyIDSetting], settings[secretAccessKeySetting]}, nil
}

// readSetting adds the setting on a line to settings if it is of the default
// profile. Its errors never quote a value.
func readSetting(settings map[string]string, profile, line string) error {
	name, value, ok := strings.Cut(line, "=")
	name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
	switch {
	case !ok || name == "":
		return errors.New("want a profile, a comment or setting = value")
	case profile == "":
		return fmt.Errorf("a setting before the first profile: begin with [%s]", defaultProfile)
	case profile != defaultProfile:
		return nil
	case settings[name] != "":
		return fmt.Errorf("%s is set twice", name)
	case name == accessKeyIDSetting && strings.ContainsFunc(value, notKeyIDByte):
		return fmt.Errorf("%s must be letters, digits and underscores", name)
	case name == secretAccessKeySetting && strings.ContainsAny(value, " \t"):
		return fmt.Errorf("%s must not contain spaces", name)
	case name == sessionTokenSetting:
		return fmt.Errorf("%s: session tokens are not supported", name)
	}
	settings[name] = value
	return nil
}

func notKeyIDByte(c rune) bool {
	alphanumeric := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
	return !alphanumeric && c != '_'
}
