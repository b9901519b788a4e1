package restjson

import (
	"crypto/hmac"
	"crypto/sha256"
	"strings"
	"sync"
)

// signingKeysMax bounds the signing keys remembered. A client uses one key per
// day, region and service, so this serves hundreds of them.
const signingKeysMax = 256

// signingKeys remembers derived signing keys. Only keys that have verified a
// signature are put in, so that nobody without a secret can fill it. The zero
// value is empty and ready; it is safe for concurrent use.
type signingKeys struct {
	mu      sync.Mutex
	derived map[signingKeyID]signingKey
}

type signingKeyID struct {
	accessKeyID string
	scope       credentialScope
}

// signingKey carries the secret that it was derived from: when an access key
// gets a new secret, the key of the old one must not live on.
type signingKey struct {
	secret string
	key    []byte
}

// get returns the signing key, from memory or derived.
func (k *signingKeys) get(id signingKeyID, secret string) (key []byte, remembered bool) {
	k.mu.Lock()
	known, ok := k.derived[id]
	k.mu.Unlock()
	if ok && known.secret == secret {
		return known.key, true
	}
	return deriveSigningKey(secret, id.scope), false
}

// put remembers a key. When the store is full it starts afresh: most of it are
// keys of past days, and deriving the living ones again costs microseconds.
func (k *signingKeys) put(id signingKeyID, secret string, key []byte) {
	// The id's strings are slices of a request header: let go of the header.
	id.accessKeyID = strings.Clone(id.accessKeyID)
	id.scope.date = strings.Clone(id.scope.date)
	id.scope.region = strings.Clone(id.scope.region)
	id.scope.service = strings.Clone(id.scope.service)

	k.mu.Lock()
	defer k.mu.Unlock()
	if k.derived == nil || len(k.derived) >= signingKeysMax {
		k.derived = make(map[signingKeyID]signingKey)
	}
	k.derived[id] = signingKey{secret, key}
}

// deriveSigningKey narrows a secret down to one day, region and service (IAM
// User Guide, "Create a signed AWS API request", step 4).
func deriveSigningKey(secret string, scope credentialScope) []byte {
	key := []byte("AWS4" + secret)
	for _, part := range []string{scope.date, scope.region, scope.service, scopeTerminator} {
		key = hmacSHA256(key, part)
	}
	return key
}

func hmacSHA256(key []byte, message string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(message))
	return mac.Sum(nil)
}
