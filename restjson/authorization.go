package restjson

import (
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
)

const (
	signingAlgorithm = "AWS4-HMAC-SHA256"
	scopeTerminator  = "aws4_request"

	// credentialMax bounds the Credential element, in bytes. Access key ids
	// have at most 128 characters, region and service names far fewer.
	credentialMax = 256
)

// credentialScope is what a signing key is good for: one UTC day (YYYYMMDD),
// one region, one service.
type credentialScope struct {
	date, region, service string
}

func (s credentialScope) String() string {
	return s.date + "/" + s.region + "/" + s.service + "/" + scopeTerminator
}

// authorization is the Authorization header, taken apart.
type authorization struct {
	accessKeyID   string
	scope         credentialScope
	signedHeaders []string // lower case, in ascending order, no duplicates
	signature     []byte   // 32 bytes
}

// requestAuthorization reads the Authorization header of r. A request that
// presents itself in any other way (presigned query, session token) is told so,
// rather than that its signature is wrong.
func requestAuthorization(r *http.Request) (authorization, error) {
	if r.URL.Query().Has("X-Amz-Signature") {
		return authorization{}, incompleteSignature("presigned requests (X-Amz-Signature in the query) are not accepted: sign the request in the Authorization header")
	}
	values := r.Header["Authorization"]
	switch {
	case len(values) == 0 || values[0] == "":
		return authorization{}, &AuthError{codeMissingToken, http.StatusForbidden, "the request has no Authorization header: sign it with AWS Signature Version 4"}
	case len(values) > 1:
		return authorization{}, incompleteSignature("the request has %d Authorization headers, want one", len(values))
	case r.Header["X-Amz-Security-Token"] != nil:
		return authorization{}, &AuthError{codeUnrecognizedClient, http.StatusForbidden, "session tokens (X-Amz-Security-Token) are not accepted: use an access key of this server without a token"}
	}
	return parseAuthorization(values[0])
}

// parseAuthorization reads the value of an Authorization header,
//
//	AWS4-HMAC-SHA256 Credential=id/date/region/service/aws4_request,
//	SignedHeaders=host;x-amz-date, Signature=…
//
// with its elements in any order and the space after a comma optional (IAM
// User Guide, "Authenticating requests with AWS Signature Version 4").
func parseAuthorization(value string) (authorization, error) {
	algorithm, list, _ := strings.Cut(value, " ")
	if algorithm != signingAlgorithm {
		return authorization{}, incompleteSignature("the Authorization header must begin with %q", signingAlgorithm)
	}
	var credential, signedHeaders, signature string
	elements := map[string]*string{
		"Credential":    &credential,
		"SignedHeaders": &signedHeaders,
		"Signature":     &signature,
	}
	for element := range strings.SplitSeq(list, ",") {
		name, content, _ := strings.Cut(strings.TrimSpace(element), "=")
		target := elements[name]
		if target == nil || content == "" || *target != "" {
			return authorization{}, incompleteSignature("the Authorization header must hold Credential=…, SignedHeaders=… and Signature=…, each once and nothing else")
		}
		*target = content
	}
	for _, name := range []string{"Credential", "SignedHeaders", "Signature"} {
		if *elements[name] == "" {
			return authorization{}, incompleteSignature("the Authorization header has no %s", name)
		}
	}

	var a authorization
	var err error
	if a.accessKeyID, a.scope, err = parseCredential(credential); err != nil {
		return authorization{}, err
	}
	if a.signedHeaders, err = parseSignedHeaders(signedHeaders); err != nil {
		return authorization{}, err
	}
	if a.signature, err = parseSignature(signature); err != nil {
		return authorization{}, err
	}
	return a, nil
}

func parseCredential(s string) (accessKeyID string, scope credentialScope, err error) {
	if len(s) > credentialMax {
		return "", scope, incompleteSignature("Credential in the Authorization header is longer than %d characters", credentialMax)
	}
	parts := strings.Split(s, "/")
	if len(parts) != 5 || parts[4] != scopeTerminator || slices.Contains(parts, "") {
		return "", scope, incompleteSignature("Credential in the Authorization header must be accessKeyId/YYYYMMDD/region/service/%s", scopeTerminator)
	}
	return parts[0], credentialScope{parts[1], parts[2], parts[3]}, nil
}

// parseSignedHeaders takes only the one spelling that every signer produces:
// lower case, ascending, without duplicates.
func parseSignedHeaders(s string) ([]string, error) {
	names := strings.Split(s, ";")
	for i, name := range names {
		if name == "" || strings.ContainsFunc(name, notHeaderByte) {
			return nil, incompleteSignature("SignedHeaders in the Authorization header must be header names in lower case, separated by semicolons; %q is none", name)
		}
		if i > 0 && names[i-1] >= name {
			return nil, incompleteSignature("SignedHeaders in the Authorization header must be sorted and name each header once; see %q", name)
		}
	}
	return names, nil
}

// notHeaderByte reports whether c cannot stand in a lower-case header name
// (RFC 9110, section 5.6.2).
func notHeaderByte(c rune) bool {
	lower := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
	return !lower && !strings.ContainsRune("!#$%&'*+-.^_`|~", c)
}

func parseSignature(s string) ([]byte, error) {
	signature, err := hex.DecodeString(s)
	if err != nil || len(signature) != 32 || s != strings.ToLower(s) {
		return nil, incompleteSignature("Signature in the Authorization header must be 64 hexadecimal digits in lower case")
	}
	return signature, nil
}
