package restjson

import (
	"errors"
	"io"
	"net/http"
)

// Limiter bounds the requests that are read and answered at the same time.
type Limiter interface {
	// Begin reads the body of a request, at most limit bytes, and counts the
	// request among those being answered, which it may refuse. The caller calls
	// done after the answer; if there is an error, done is nil.
	Begin(w http.ResponseWriter, r *http.Request, limit int64) (body []byte, done func(), err error)

	// Authenticated is told of each request whose caller is known.
	Authenticated(r *http.Request)
}

// Unlimited is the Limiter that bounds nothing but the length of each body.
type Unlimited struct{}

var _ Limiter = Unlimited{}

// Begin implements Limiter.
func (Unlimited) Begin(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, func(), error) {
	body, err := ReadBody(w, r, limit)
	if err != nil {
		return nil, nil, err
	}
	return body, func() {}, nil
}

// Authenticated implements Limiter.
func (Unlimited) Authenticated(*http.Request) {}

// ReadBody reads the whole body of a request. Of a body that is longer than
// limit, in bytes, it reads nothing if the header says how long it is. The error
// is an [*Error].
func ReadBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err == nil {
		return body, nil
	}
	if over := (*http.MaxBytesError)(nil); errors.As(err, &over) {
		return nil, tooLarge(limit)
	}
	if refusal := (*Error)(nil); errors.As(err, &refusal) {
		return nil, refusal
	}
	return nil, &Error{
		Code: codeSerialization, Status: http.StatusBadRequest,
		Message: "the body could not be read", Err: err,
	}
}

func tooLarge(limit int64) *Error {
	return Errorf(http.StatusRequestEntityTooLarge, codeTooLarge, "the body is longer than %d bytes", limit)
}
