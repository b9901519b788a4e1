package server

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
)

const secretBytes = 32

// sessionSecret returns the secret that signs session tokens, made at the first
// start, so that people stay signed in over a restart.
func sessionSecret(dataDir string) ([]byte, error) {
	path := filepath.Join(dataDir, "session.key")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		secret := make([]byte, secretBytes)
		rand.Read(secret)
		return secret, renameio.WriteFile(path, []byte(hex.EncodeToString(secret)), 0o600)
	}
	if err != nil {
		return nil, err
	}
	secret, err := hex.DecodeString(string(text))
	if err != nil || len(secret) != secretBytes {
		return nil, fmt.Errorf("%s is damaged; delete it to sign everybody out and make a new one", path)
	}
	return secret, nil
}
