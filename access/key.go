// Package access holds the access keys of a server beside the one of its first
// start, and says what each may do.
//
// # Keys
//
// A key is a pair of an identifier and a secret, as Amazon's are, with a policy.
// It is ACTIVE until it is disabled, for good. Its secret is told once, when it
// is made.
//
// # The file
//
// All keys are in one file, readable for its owner alone. Whoever changes it
// (Edit) holds a lock meanwhile and puts a new file in the place of the old one,
// so that a reader finds the keys of before or of after, never half of them.
//
// A server looks at the file whenever it is asked for a key (Store) and reads it
// again when it is another one. So a change is in force with the next call, no
// signal or restart needed. To look costs a system call, about a microsecond. If
// the file cannot be read, or other users can read or write it, no key in it is
// good until that is mended.
package access

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Key is an access key.
type Key struct {
	ID      string
	Secret  string
	Name    string `json:",omitzero"` // for people
	State   State
	Created time.Time
	Policy  Policy
}

// State says whether a key is good.
type State string

// The states of a key.
const (
	Active   State = "ACTIVE"
	Disabled State = "DISABLED"
)

// NewKey makes a key that looks like Amazon's: an identifier of 20 characters
// (80 random bits after the prefix) and a secret of 40 (240 bits).
func NewKey(name string, policy Policy, now time.Time) (Key, error) {
	if err := policy.validate(); err != nil {
		return Key{}, err
	}
	if len(name) > nameMax || strings.ContainsFunc(name, notNameRune) {
		return Key{}, fmt.Errorf("the name must have at most %d letters, digits and any of _+=,.@-", nameMax)
	}
	var random [10 + 30]byte
	rand.Read(random[:]) // which never fails: it would end the program
	return Key{
		ID:      "AKIA" + base32.StdEncoding.EncodeToString(random[:10]),
		Secret:  base64.StdEncoding.EncodeToString(random[10:]),
		Name:    name,
		State:   Active,
		Created: now.UTC().Truncate(time.Second),
		Policy:  policy,
	}, nil
}

// nameMax is the length of the longest name, as of IAM users.
const nameMax = 64

// notNameRune reports whether the name of an IAM user could not hold c.
func notNameRune(c rune) bool {
	letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
	return !letter && !strings.ContainsRune("_+=,.@-", c)
}

// validate finds what a key in a file lacks. It never quotes a secret.
func (k *Key) validate() error {
	switch {
	case k.ID == "" || k.Secret == "":
		return errors.New("a key has no ID or no Secret")
	case k.State != Active && k.State != Disabled:
		return fmt.Errorf("the key %s has the unknown State %q", k.ID, k.State)
	}
	if err := k.Policy.validate(); err != nil {
		return fmt.Errorf("the key %s: %w", k.ID, err)
	}
	return nil
}
