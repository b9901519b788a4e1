package restjson

import (
	"fmt"
	"net/http"
)

// The codes an [AuthError] can carry, in Amazon's words (Connect API
// Reference, "Common Error Types"; the names on the wire end in Exception).
// A clock that is off is an InvalidSignatureException, as on Amazon's own
// JSON services and not the RequestExpired of the query services: it is the
// one code on which the SDKs correct their clock and try again.
const (
	codeMissingToken        = "MissingAuthenticationTokenException"
	codeIncompleteSignature = "IncompleteSignatureException"
	codeInvalidSignature    = "InvalidSignatureException"
	codeUnrecognizedClient  = "UnrecognizedClientException"
)

// AuthError says why a request was not authenticated.
type AuthError struct {
	// Code is the x-amzn-ErrorType: MissingAuthenticationTokenException,
	// IncompleteSignatureException, InvalidSignatureException or
	// UnrecognizedClientException.
	Code string
	// Status is the HTTP status: 400 for a request that cannot be read as a
	// signed one (IncompleteSignatureException), 403 for all others.
	Status int
	// Message names the part that is wrong. It never holds a secret, the
	// expected signature, or the access key id presented, in whose place
	// people have been known to paste a secret. It is safe to send to the
	// client.
	Message string
}

// Error returns the code and the message.
func (e *AuthError) Error() string { return e.Code + ": " + e.Message }

func incompleteSignature(format string, args ...any) *AuthError {
	return &AuthError{codeIncompleteSignature, http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

func invalidSignature(format string, args ...any) *AuthError {
	return &AuthError{codeInvalidSignature, http.StatusForbidden, fmt.Sprintf(format, args...)}
}
