package access

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/gofrs/flock"
	"github.com/google/renameio/v2"
)

// content is what the file holds.
type content struct {
	Keys []Key
}

// Read returns the keys in a file, none if there is no file.
func Read(path string) ([]Key, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	return read(file)
}

// ReadPrivate reads a file that holds a secret, or on which who may come in
// depends. One that other users can read or write is refused; remedy says what to
// do then beside closing it.
func ReadPrivate(path, remedy string) (_ []byte, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	return readPrivate(file, remedy)
}

func readPrivate(file *os.File, remedy string) ([]byte, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	// Windows has access lists instead; its mode bits mean nothing.
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return nil, fmt.Errorf("%s is open to other users (mode %04o): run chmod 600 on it, and %s", file.Name(), mode, remedy)
	}
	return io.ReadAll(file)
}

// read returns the keys in an open file. A file that others can read or write is
// refused.
func read(file *os.File) ([]Key, error) {
	data, err := readPrivate(file, "disable its keys if others may have read them")
	if err != nil {
		return nil, err
	}
	var c content
	if err := json.Unmarshal(data, &c, json.RejectUnknownMembers(true)); err != nil {
		// The cause could quote a secret.
		return nil, fmt.Errorf("%s does not hold access keys", file.Name())
	}
	for i := range c.Keys {
		if err := c.Keys[i].validate(); err != nil {
			return nil, fmt.Errorf("%s: %w", file.Name(), err)
		}
	}
	return c.Keys, nil
}

// Edit changes the keys in a file, which is made if it is missing. Changes by
// several processes follow one another. If change fails the file stays as it was.
func Edit(path string, change func([]Key) ([]Key, error)) (err error) {
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	if err := lock.Lock(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	keys, err := Read(path)
	if err != nil {
		return err
	}
	if keys, err = change(keys); err != nil {
		return err
	}
	data, err := json.Marshal(content{keys}, jsontext.WithIndent("  "))
	if err != nil {
		return err
	}
	return renameio.WriteFile(path, append(data, '\n'), 0o600)
}
