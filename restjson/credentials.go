package restjson

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// Credentials is a key pair. Printed with package fmt or encoded as JSON it
// shows the id alone.
type Credentials struct {
	AccessKeyID     string
	SecretAccessKey string `json:"-"`
}

var _ KeyStore = Credentials{}

// Secret makes a single key pair a key store of its own.
func (c Credentials) Secret(accessKeyID string) (secret string, ok bool) {
	return c.SecretAccessKey, accessKeyID == c.AccessKeyID
}

// String returns the access key id, so that a log line cannot tell the secret.
func (c Credentials) String() string { return c.AccessKeyID }

// GoString is as discreet as String.
func (c Credentials) GoString() string {
	return fmt.Sprintf("restjson.Credentials{AccessKeyID:%q}", c.AccessKeyID)
}

// LoadOrCreateCredentials reads the [default] profile of the AWS
// shared-credentials file at path, which the AWS SDKs and the CLI read too when
// AWS_SHARED_CREDENTIALS_FILE names it (AWS SDKs and Tools Reference Guide,
// "Shared config and credentials files"). If there is no such file it makes a
// random key pair, writes it there with mode 0600 and reports created.
//
// The file appears whole or not at all, even if the machine stops halfway. The
// folder must exist and belong to one server: of two that create the same file
// at once, one ends up with a key pair that is not in the file.
//
// A file that its group or others can read or write is refused, and so is one
// that is not well formed, with the number of the line.
func LoadOrCreateCredentials(path string) (credentials Credentials, created bool, err error) {
	credentials, err = loadCredentials(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return credentials, false, err
	}
	credentials = newCredentials()
	if err := writeCredentials(path, credentials); err != nil {
		return Credentials{}, false, fmt.Errorf("create credentials file: %w", err)
	}
	return credentials, true, nil
}

func loadCredentials(path string) (Credentials, error) {
	file, err := os.Open(path)
	if err != nil {
		return Credentials{}, fmt.Errorf("open credentials file: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	info, err := file.Stat()
	if err != nil {
		return Credentials{}, fmt.Errorf("inspect credentials file: %w", err)
	}
	// Windows has access lists instead; its mode bits mean nothing.
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return Credentials{}, fmt.Errorf("credentials file %s is open to other users (mode %04o): run chmod 600 on it, and replace its keys if others may have read them", path, mode)
	}
	credentials, err := parseCredentials(file)
	if err != nil {
		return Credentials{}, fmt.Errorf("credentials file %s: %w", path, err)
	}
	return credentials, nil
}

// newCredentials makes a key pair that looks like Amazon's: an id of 20
// characters (80 random bits after the prefix) and a secret of 40 (240 bits).
func newCredentials() Credentials {
	var random [10 + 30]byte
	rand.Read(random[:]) // which never fails: it would end the program
	return Credentials{
		AccessKeyID:     "AKIA" + base32.StdEncoding.EncodeToString(random[:10]),
		SecretAccessKey: base64.StdEncoding.EncodeToString(random[10:]),
	}
}

func writeCredentials(path string, c Credentials) (err error) {
	dir := filepath.Dir(path)
	file, err := os.CreateTemp(dir, ".credentials-*") // with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	_, err = fmt.Fprintf(file, "[%s]\n%s = %s\n%s = %s\n", defaultProfile,
		accessKeyIDSetting, c.AccessKeyID, secretAccessKeySetting, c.SecretAccessKey)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return err
	}
	return syncFolder(dir)
}

// syncFolder makes a rename in the folder outlast a crash.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // where folders cannot be synced, and need not be
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
