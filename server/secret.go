package server

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/google/renameio/v2"

	"github.com/strowger/strowger/access"
)

const secretBytes = 32

// sessionSecret returns the secret that signs session tokens, made at the first
// start, so that people stay signed in over a restart. Whoever reads it can sign
// in as anybody, so a file that others can read is refused.
func sessionSecret(dataDir string) ([]byte, error) {
	path := filepath.Join(dataDir, "session.key")
	text, err := access.ReadPrivate(path, "delete it if others may have read it, which signs everybody out")
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
