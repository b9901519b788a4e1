package restjson

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	// amzDateFormat is ISO 8601 basic format, always in UTC.
	amzDateFormat   = "20060102T150405Z"
	scopeDateFormat = "20060102"

	defaultMaxSkew = 15 * time.Minute
)

// KeyStore looks up secrets. It is asked on every request, so a key that is
// gone is refused at once. It must be safe for concurrent use.
type KeyStore interface {
	// Secret returns the secret access key that belongs to an access key id,
	// and whether there is one.
	Secret(accessKeyID string) (secret string, ok bool)
}

// Identity is who signed a request, proven by the signature.
type Identity struct {
	AccessKeyID string
	Region      string    // as the client scoped its signature
	Service     string    // the SigV4 signing name, such as "connect"
	SignedAt    time.Time // the client's clock, in whole seconds UTC
}

// Verifier authenticates requests signed with AWS Signature Version 4 in the
// Authorization header (IAM User Guide, "Create a signed AWS API request").
//
// A request that passes was signed by someone who holds the secret, less than
// MaxSkew ago, for this region and service, and its method, path, query, body,
// host and every X-Amz-* header are what was signed. Other headers are covered
// only if the client chose to sign them. Within MaxSkew the same request can
// be sent again: SigV4 has no nonce, so what must happen once needs a client
// token of its own.
//
// Presigned requests, session tokens and unsigned payloads are refused.
//
// Set the fields before first use and do not copy a Verifier afterwards. Verify
// is safe for concurrent use.
type Verifier struct {
	Keys     KeyStore
	Region   string           // the only region accepted; empty accepts any
	Services []string         // the signing names accepted; empty accepts any
	Now      func() time.Time // wall clock; nil means time.Now
	MaxSkew  time.Duration    // clock difference allowed; 0 means 15 minutes

	signingKeys signingKeys
}

// Verify authenticates r, whose body the caller has read. It does not touch
// r.Body. The error is always an [*AuthError].
func (v *Verifier) Verify(r *http.Request, body []byte) (Identity, error) {
	c, err := v.claim(r)
	if err != nil {
		return Identity{}, err
	}
	if err := v.checkSignature(r, body, c); err != nil {
		return Identity{}, err
	}
	return Identity{
		AccessKeyID: c.accessKeyID,
		Region:      c.scope.region,
		Service:     c.scope.service,
		SignedAt:    c.signedAt,
	}, nil
}

// Screen is the part of Verify that needs no body, in the form of Config.Screen:
// it refuses a request that is not signed, or for another service or time, or
// with a key that there is not.
func (v *Verifier) Screen(r *http.Request) error {
	_, err := v.claim(r)
	return err
}

// claim is what the header of a request says of its signature, and with which
// secret the signature must have been made if that is true.
type claim struct {
	authorization
	signedAt time.Time
	secret   string
}

// claim reads the header of r and refuses what no body could make good.
func (v *Verifier) claim(r *http.Request) (c claim, err error) {
	if c.authorization, err = requestAuthorization(r); err != nil {
		return c, err
	}
	if err = checkCoverage(r.Header, c.signedHeaders); err != nil {
		return c, err
	}
	if c.signedAt, err = signingTime(r.Header, c.signedHeaders); err != nil {
		return c, err
	}
	if err = v.checkScope(c.scope, c.signedAt); err != nil {
		return c, err
	}
	if err = v.checkSkew(c.signedAt); err != nil {
		return c, err
	}
	var known bool
	if c.secret, known = v.Keys.Secret(c.accessKeyID); !known || c.secret == "" {
		return c, &AuthError{codeUnrecognizedClient, http.StatusForbidden, "the access key id in Credential is not known to this server"}
	}
	return c, nil
}

// Authenticate is Verify in the form of Config.Authenticate: whoever has signed the
// request may call, and IdentityOf tells who it was.
func (v *Verifier) Authenticate(r *http.Request, body []byte) (context.Context, error) {
	who, err := v.Verify(r, body)
	if err != nil {
		return nil, err
	}
	return context.WithValue(r.Context(), identityKey{}, who), nil
}

type identityKey struct{}

// IdentityOf returns who has signed the request that ctx belongs to.
func IdentityOf(ctx context.Context) (Identity, bool) {
	who, ok := ctx.Value(identityKey{}).(Identity)
	return who, ok
}

// checkCoverage demands that the signature covers the host and every X-Amz-*
// header: one left out could be added or changed on the way.
func checkCoverage(header http.Header, signed []string) error {
	if !slices.Contains(signed, "host") {
		return invalidSignature("the host header must be in SignedHeaders")
	}
	for name := range header {
		const prefix = "x-amz-"
		if len(name) < len(prefix) || !strings.EqualFold(name[:len(prefix)], prefix) {
			continue
		}
		if name = strings.ToLower(name); !slices.Contains(signed, name) {
			return invalidSignature("the %s header must be in SignedHeaders", name)
		}
	}
	return nil
}

// signingTime returns when the request says that it was signed: X-Amz-Date, or
// without one a signed Date, in ISO 8601 basic format or as an HTTP date.
func signingTime(header http.Header, signed []string) (time.Time, error) {
	if values := header["X-Amz-Date"]; len(values) > 0 {
		at, ok := parseAmzDate(values[0])
		if !ok || len(values) > 1 {
			return time.Time{}, incompleteSignature("X-Amz-Date must be one time such as 20261121T093000Z")
		}
		return at, nil
	}
	values := header["Date"]
	if len(values) != 1 {
		return time.Time{}, incompleteSignature("the request has neither an X-Amz-Date nor a single Date header")
	}
	if !slices.Contains(signed, "date") {
		return time.Time{}, invalidSignature("the date header must be in SignedHeaders where there is no x-amz-date")
	}
	if at, ok := parseAmzDate(values[0]); ok {
		return at, nil
	}
	at, err := http.ParseTime(values[0])
	if err != nil {
		return time.Time{}, incompleteSignature("Date must be a time such as 20261121T093000Z or an HTTP date")
	}
	return at.UTC(), nil
}

// parseAmzDate is strict: time.Parse alone would let fractions of a second by.
func parseAmzDate(s string) (at time.Time, ok bool) {
	at, err := time.Parse(amzDateFormat, s)
	return at, err == nil && len(s) == len(amzDateFormat)
}

func (v *Verifier) checkScope(scope credentialScope, signedAt time.Time) error {
	if day := signedAt.Format(scopeDateFormat); scope.date != day {
		return invalidSignature("Credential is scoped to day %q, but the request is dated %s", scope.date, day)
	}
	if v.Region != "" && scope.region != v.Region {
		return invalidSignature("Credential is scoped to region %q, but this server is %q", scope.region, v.Region)
	}
	if len(v.Services) > 0 && !slices.Contains(v.Services, scope.service) {
		return invalidSignature("Credential is scoped to service %q, but this server is %s", scope.service, strings.Join(v.Services, ", "))
	}
	return nil
}

func (v *Verifier) checkSkew(signedAt time.Time) error {
	now := time.Now
	if v.Now != nil {
		now = v.Now
	}
	maxSkew := v.MaxSkew
	if maxSkew == 0 {
		maxSkew = defaultMaxSkew
	}
	clock := now().UTC()
	verdict := "is expired"
	if signedAt.After(clock) {
		verdict = "is not yet valid"
	}
	if clock.Sub(signedAt).Abs() > maxSkew {
		return invalidSignature("the signature %s: it is dated %s and this server's clock says %s, more than %s apart",
			verdict, signedAt.Format(amzDateFormat), clock.Format(amzDateFormat), maxSkew)
	}
	return nil
}

// checkSignature signs the request again with the secret on record and
// compares.
func (v *Verifier) checkSignature(r *http.Request, body []byte, c claim) error {
	payloadHash, err := hashPayload(r.Header, body)
	if err != nil {
		return err
	}
	canonical, err := canonicalRequest(r, c.signedHeaders, payloadHash)
	if err != nil {
		return err
	}
	digest := sha256.Sum256(canonical)
	stringToSign := signingAlgorithm + "\n" + c.signedAt.Format(amzDateFormat) + "\n" +
		c.scope.String() + "\n" + hex.EncodeToString(digest[:])

	id := signingKeyID{c.accessKeyID, c.scope}
	key, remembered := v.signingKeys.get(id, c.secret)
	if !hmac.Equal(hmacSHA256(key, stringToSign), c.signature) {
		return invalidSignature("the signature does not match %s %s on host %q as this server received it: check the secret access key, and that nothing on the way changes the path, query, body or signed headers",
			r.Method, r.URL.EscapedPath(), r.Host)
	}
	if !remembered {
		v.signingKeys.put(id, c.secret, key)
	}
	return nil
}

// hashPayload returns the SHA-256 of body in hexadecimal. Where the client
// names a hash itself it must be that one: UNSIGNED-PAYLOAD and the streaming
// variants, which some services allow, leave the body out of the signature.
func hashPayload(header http.Header, body []byte) (string, error) {
	digest := sha256.Sum256(body)
	payloadHash := hex.EncodeToString(digest[:])
	for _, claimed := range header["X-Amz-Content-Sha256"] {
		if claimed != payloadHash {
			return "", invalidSignature("X-Amz-Content-Sha256 is not the SHA-256 of the body in lower-case hexadecimal (unsigned and streaming payloads are not accepted)")
		}
	}
	return payloadHash, nil
}
