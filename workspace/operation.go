package workspace

import (
	"context"
	"net/http"
	"strings"

	"github.com/strowger/strowger/restjson"
)

// operation does what an agent asks for.
type operation func(h *handler, ctx context.Context, who *caller, body []byte) (any, error)

// take makes an operation of a method with a typed input.
func take[In any](method func(*handler, context.Context, *caller, *In) (any, error)) operation {
	return func(h *handler, ctx context.Context, who *caller, body []byte) (any, error) {
		in, err := decode[In](body)
		if err != nil {
			return nil, err
		}
		return method(h, ctx, who, in)
	}
}

// operations are those of the desktop's model, nil where Strowger has nothing to
// answer with.
var operations = map[string]operation{
	"GetNewAuthToken": take((*handler).getNewAuthToken),

	"GetAgentSnapshot":        take((*handler).getAgentSnapshot),
	"GetAgentStates":          take((*handler).getAgentStates),
	"PutAgentState":           take((*handler).putAgentState),
	"GetAgentConfiguration":   take((*handler).getAgentConfiguration),
	"GetAgentPermissions":     take((*handler).getAgentPermissions),
	"GetDialableCountryCodes": take((*handler).getDialableCountryCodes),
	"GetRoutingProfileQueues": take((*handler).getRoutingProfileQueues),

	"AcceptContact":   take((*handler).acceptContact),
	"RejectContact":   take((*handler).rejectContact),
	"CompleteContact": take((*handler).clearContact),
	"ClearContact":    take((*handler).clearContact),
	"PauseContact":    take((*handler).pauseContact),
	"ResumeContact":   take((*handler).resumeContact),

	"HoldConnection":    take((*handler).holdConnection),
	"ResumeConnection":  take((*handler).resumeConnection),
	"DestroyConnection": take((*handler).destroyConnection),

	"ConferenceConnections":         nil,
	"CreateAdditionalConnection":    nil,
	"CreateOutboundContact":         nil,
	"CreateTaskContact":             nil,
	"CreateTransport":               nil,
	"GetEndpoints":                  nil,
	"MuteParticipant":               nil,
	"NotifyContactIssue":            nil,
	"SendClientLogs":                nil,
	"SendDigits":                    nil,
	"SendSoftphoneCallMetrics":      nil,
	"SendSoftphoneCallReport":       nil,
	"ToggleActiveConnections":       nil,
	"UnmuteParticipant":             nil,
	"UpdateAgentConfiguration":      nil,
	"UpdateMonitorParticipantState": nil,
}

// operate answers POST /api: it finds out who calls, then what for.
func (h *handler) operate(c *call) (any, error) {
	body, err := c.body()
	if err != nil {
		return nil, err
	}
	token, err := bearer(c.r, body)
	if err != nil {
		return nil, err
	}
	who, err := h.authenticate(c.r.Context(), token)
	if err != nil {
		return nil, err
	}
	target := c.r.Header.Get("X-Amz-Target")
	name, found := strings.CutPrefix(target, "AmazonConnectCTIService.")
	op, known := operations[name]
	if !found || !known {
		return nil, restjson.Errorf(http.StatusBadRequest, codeUnknownOperation,
			"X-Amz-Target must be AmazonConnectCTIService and an operation, is %.64q", target)
	}
	c.operation = name
	if op == nil {
		return nil, restjson.Errorf(http.StatusBadRequest, codeUnsupported, "the operation %s is not supported", name)
	}
	return op(h, c.r.Context(), who, body)
}

// bearer returns the access token of a request: from X-Amz-Bearer or else from
// authentication.authToken in the body.
func bearer(r *http.Request, body []byte) (string, error) {
	if token := r.Header.Get("X-Amz-Bearer"); token != "" {
		return token, nil
	}
	var in struct {
		Authentication struct {
			AuthToken string `json:"authToken"`
		} `json:"authentication"`
	}
	err := restjson.Decode(body, &in)
	return in.Authentication.AuthToken, err
}

// none is the input of an operation that needs nothing but its caller.
type none struct{}

type getNewAuthTokenOutput struct {
	NewAuthToken       string         `json:"newAuthToken"`
	ExpirationDateTime restjson.Epoch `json:"expirationDateTime"`
}

// getNewAuthToken returns the token of the session anew, as authorize does. The
// token that has signed the request is the refresh token too.
func (h *handler) getNewAuthToken(_ context.Context, who *caller, _ *none) (any, error) {
	return getNewAuthTokenOutput{h.seal("session", who.session), restjson.EpochOf(who.session.expires(h.SessionLife))}, nil
}
