package restjson

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/google/uuid"
)

// The codes this package answers with. All but NotImplemented are AWS's.
const (
	codeSerialization    = "SerializationException"
	codeInvalidParameter = "InvalidParameterException"
	codeInvalidRequest   = "InvalidRequestException"
	codeTooLarge         = "RequestEntityTooLargeException"
	codeUnknownOperation = "UnknownOperationException"
	codeNotImplemented   = "NotImplemented"
	codeInternal         = "InternalServiceException"
)

// Error is a failure as the caller sees it. Only Err stays inside: it is the
// cause, for the log.
type Error struct {
	Code    string // such as "ResourceNotFoundException"
	Status  int    // HTTP status
	Message string // names the member at fault; may be empty

	// Fields are members of the body beside Message, by wire name, such as the
	// problems of InvalidContactFlowException.
	Fields map[string]any

	// RetrySeconds, if positive, is after how long to try again: the header
	// Retry-After.
	RetrySeconds int

	Err error
}

// Errorf returns an Error with a formatted message. A %w operand becomes the
// cause; its text is part of the message, so do not wrap what callers must not
// read.
func Errorf(status int, code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{
		Code: code, Status: status, Message: err.Error(), Err: errors.Unwrap(err),
	}
}

// Error returns the code, the message and the cause: the operator's view.
func (e *Error) Error() string {
	text := e.Code
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.Err != nil && e.Err.Error() != e.Message {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// serializationError refuses a request that cannot be decoded.
func serializationError(format string, args ...any) *Error {
	return Errorf(http.StatusBadRequest, codeSerialization, format, args...)
}

// internalError hides err from the caller and keeps it for the log.
func internalError(err error) *Error {
	return &Error{
		Code:    codeInternal,
		Status:  http.StatusInternalServerError,
		Message: "The request could not be processed because of an internal error.",
		Err:     err,
	}
}

// Refuse answers a request that no Mux sees with an error, in the form of all.
func Refuse(w http.ResponseWriter, e *Error) {
	w.Header().Set("x-amzn-RequestId", uuid.NewString())
	e.write(w)
}

// write answers the request with the error. It is the only place where failures
// become responses.
func (e *Error) write(w http.ResponseWriter) {
	body := make(map[string]any, len(e.Fields)+1)
	for name, value := range e.Fields {
		body[name] = value
	}
	if e.Message != "" {
		body["Message"] = e.Message
	}
	data, err := MarshalShort(body)
	if err != nil {
		// Fields holds what JSON cannot express. The code still tells.
		data = []byte("{}")
	}
	w.Header().Set("x-amzn-ErrorType", e.Code)
	if e.RetrySeconds > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(e.RetrySeconds))
	}
	writeJSON(w, e.Status, data)
}
