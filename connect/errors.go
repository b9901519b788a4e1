package connect

import (
	"errors"
	"strings"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/restjson"
)

// twins are exceptions of which Amazon models for most operations only one, or
// neither: the second then says what the first would.
var twins = [][2]string{
	{shape.InvalidRequestException, shape.InvalidParameterException},
	{shape.InvalidParameterException, shape.InvalidRequestException},
	{shape.ResourceConflictException, shape.ConflictException},
	{shape.ConflictException, shape.ResourceConflictException},
	{shape.LimitExceededException, shape.ServiceQuotaExceededException},
	{shape.ServiceQuotaExceededException, shape.LimitExceededException},
	{shape.LimitExceededException, shape.InvalidRequestException},
	{shape.ServiceQuotaExceededException, shape.InvalidRequestException},
}

// problemsMember is what the list of problems is called in the exceptions that
// have one. Amazon's have nothing else, so a CLI shows nothing of it; here they
// have a Message too, which says the same.
var problemsMember = map[strowger.Code]string{
	strowger.InvalidContactFlow:       "problems",
	strowger.InvalidContactFlowModule: "Problems",
}

// Translate turns a refusal into the exception that the operation models for
// it, if need be a twin of the first choice. It returns nil for an error that is
// not a refusal. An instance that does not serve now is one, which every SDK tries
// again.
func Translate(err error, op restjson.Operation) *restjson.Error {
	var e *strowger.Error
	switch {
	case !errors.As(err, &e):
		return nil
	case errors.Is(err, host.ErrUnavailable):
		return &restjson.Error{
			Code: shape.InternalServiceException, Status: shape.ErrorStatus[shape.InternalServiceException],
			Message: e.Message, RetrySeconds: 1, Err: err,
		}
	case e.Code == strowger.InternalService:
		return nil
	}
	code := string(e.Code) + "Exception"
	for _, twin := range twins {
		if code == twin[0] && op.Errors[code] == 0 && op.Errors[twin[1]] != 0 {
			code = twin[1]
			break
		}
	}
	wire := restjson.Errorf(shape.ErrorStatus[code], code, "%s", e.Message)
	wire.Err = e.Err
	if member, ok := problemsMember[e.Code]; ok {
		problems := make([]shape.ProblemDetail, len(e.Problems))
		for i := range e.Problems {
			problems[i].Message = &e.Problems[i]
		}
		wire.Message, wire.Fields = strings.Join(e.Problems, "; "), map[string]any{member: problems}
	}
	return wire
}
