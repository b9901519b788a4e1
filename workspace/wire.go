package workspace

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/restjson"
)

// The codes of errors. Those that the desktop's library knows by name have its
// names.
const (
	codeSerialization    = "SerializationException"
	codeInvalidRequest   = "InvalidRequestException"
	codeInvalidState     = "InvalidStateException"
	codeQuotaExceeded    = "QuotaExceededException"
	codeNotFound         = "ResourceNotFoundException"
	codeUnsupported      = "UnsupportedOperationException"
	codeUnknownOperation = "UnknownOperationException"
	codeUnauthorized     = "UnauthorizedException"
	codeAccessDenied     = "AccessDeniedException"
	codeTooLarge         = "RequestEntityTooLargeException"
	codeThrottling       = "ThrottlingException"
	codeInternal         = "InternalServiceException"
	codeUnavailable      = "ServiceUnavailableException"
)

// The longest bodies of requests, in bytes.
const (
	bodyMax      = 1 << 20
	smallBodyMax = 8 << 10 // of callers who are not known yet, and of long polls
)

// body reads the whole body of a request, which is counted among those that are
// answered from then on.
func (c *call) body() ([]byte, error) {
	body, done, err := c.limiter.Begin(c.w, c.r, c.bodyMax)
	if err != nil {
		return nil, err
	}
	c.done = done
	return body, nil
}

// decode reads a JSON body and checks its constraints.
func decode[In any](body []byte) (*In, error) {
	in := new(In)
	if err := restjson.Decode(body, in); err != nil {
		return nil, err
	}
	if v, ok := any(in).(restjson.Validator); ok {
		var c restjson.Checker
		v.Validate(&c)
		if err := c.Err(restjson.Operation{}); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// answer sends the output, or the error if there is one, and returns the status.
func (c *call) answer(out any, err error) int {
	status := http.StatusOK
	var body []byte
	if err == nil {
		if body, err = json.Marshal(out, json.Deterministic(true)); err != nil {
			err = fmt.Errorf("encode output: %w", err)
		}
	}
	if err != nil {
		failure := translate(err)
		status = failure.Status
		c.w.Header().Set("x-amzn-ErrorType", failure.Code)
		if failure.RetrySeconds > 0 {
			c.w.Header().Set("Retry-After", strconv.Itoa(failure.RetrySeconds))
		}
		body = failureBody(failure)
	}
	c.w.Header().Set("Content-Type", c.contentType)
	c.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body) // an error means that the caller is gone
	return status
}

func failureBody(e *restjson.Error) []byte {
	body, err := restjson.MarshalShort(struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}{e.Code, e.Message})
	if err != nil {
		panic("workspace: " + err.Error()) // it is two texts, which MarshalShort makes UTF-8
	}
	return body
}

// memberNames are the members of the desktop's model that become what the engine
// calls by the names of Amazon's API.
var memberNames = map[string]string{
	"ContactId":     "contactId",
	"AgentStatusId": "state.agentStateARN",
}

// inModel names the member at the head of a message as the desktop's model does.
func inModel(message string) string {
	member, rest, found := strings.Cut(message, ": ")
	if name, known := memberNames[member]; found && known {
		return name + ": " + rest
	}
	return message
}

// translate finds what the caller is told of an error.
func translate(err error) *restjson.Error {
	if wire := (*restjson.Error)(nil); errors.As(err, &wire) {
		return wire
	}
	var refusal *strowger.Error
	switch {
	case errors.Is(err, host.ErrUnavailable), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &restjson.Error{
			Code: codeUnavailable, Status: http.StatusServiceUnavailable,
			Message: "the instance is not available now; try again", Err: err,
		}
	case !errors.As(err, &refusal), refusal.Code == strowger.InternalService:
		return &restjson.Error{
			Code: codeInternal, Status: http.StatusInternalServerError,
			Message: "the request could not be processed because of an internal error", Err: err,
		}
	}
	wire := &restjson.Error{Code: codeInvalidState, Status: http.StatusBadRequest, Message: inModel(refusal.Message), Err: refusal.Err}
	switch refusal.Code {
	case strowger.ResourceNotFound, strowger.ContactNotFound:
		wire.Code = codeNotFound
	case strowger.LimitExceeded, strowger.ServiceQuotaExceeded:
		wire.Code = codeQuotaExceeded
	case strowger.InvalidParameter:
		wire.Code = codeInvalidRequest
	case strowger.AccessDenied:
		wire.Code, wire.Status = codeAccessDenied, http.StatusForbidden
	}
	return wire
}
