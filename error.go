package strowger

import (
	"errors"
	"fmt"
)

// Code classifies an Error. The set is closed; the values are the names of
// Amazon Connect's exceptions without the word "Exception".
type Code string

// The codes with which a command can be refused.
const (
	AccessDenied                Code = "AccessDenied"
	Conflict                    Code = "Conflict"
	ContactNotFound             Code = "ContactNotFound"
	DuplicateResource           Code = "DuplicateResource"
	Idempotency                 Code = "Idempotency"
	InternalService             Code = "InternalService"
	InvalidContactFlow          Code = "InvalidContactFlow"
	InvalidContactFlowModule    Code = "InvalidContactFlowModule"
	InvalidParameter            Code = "InvalidParameter"
	InvalidRequest              Code = "InvalidRequest"
	LimitExceeded               Code = "LimitExceeded"
	OutboundContactNotPermitted Code = "OutboundContactNotPermitted"
	ResourceConflict            Code = "ResourceConflict"
	ResourceInUse               Code = "ResourceInUse"
	ResourceNotFound            Code = "ResourceNotFound"
	ServiceQuotaExceeded        Code = "ServiceQuotaExceeded"
)

// Error is the one root type of errors that reach a user. Message is for the
// user and names the member at fault; Err is the cause, for the operator.
type Error struct {
	Code    Code
	Message string
	Err     error

	// Problems lists what is wrong with the content of a contact flow or a
	// module; only with InvalidContactFlow and InvalidContactFlowModule.
	Problems []string
}

// Errorf returns an *Error with a formatted message; a %w operand becomes the
// cause.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), Err: errors.Unwrap(err)}
}

// Error returns the code and the message.
func (e *Error) Error() string { return string(e.Code) + ": " + e.Message }

// Unwrap returns the cause, if any.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first *Error in err's chain, InternalService
// for any other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return InternalService
}
