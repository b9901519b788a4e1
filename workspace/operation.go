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

// targetPrefix is what X-Amz-Target has before the name of an operation.
const targetPrefix = "AmazonConnectCTIService."

// pollOperation is the long poll.
const pollOperation = "GetAgentSnapshot"

// IsPoll reports whether a request is a long poll or for a socket, which mostly
// wait.
func IsPoll(r *http.Request) bool {
	return r.URL.Path == Socket || r.URL.Path == "/api" && r.Header.Get("X-Amz-Target") == targetPrefix+pollOperation
}

// Bearer returns the access token in the header of a request, "" if it has none.
func Bearer(r *http.Request) string { return r.Header.Get("X-Amz-Bearer") }

// operations are those of the desktop's model, nil where Strowger has nothing to
// answer with.
var operations = map[string]operation{
	"GetNewAuthToken": take((*handler).getNewAuthToken),

	pollOperation:             take((*handler).getAgentSnapshot),
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
	"MuteParticipant":   take((*handler).muteParticipant),
	"UnmuteParticipant": take((*handler).unmuteParticipant),

	"CreateTransport":          take((*handler).createTransport),
	"UpdateAgentConfiguration": take((*handler).updateAgentConfiguration),
	"NotifyContactIssue":       take((*handler).notifyContactIssue),
	"SendClientLogs":           take((*handler).sendClientLogs),
	"SendSoftphoneCallMetrics": take((*handler).sendSoftphoneCallMetrics),
	"SendSoftphoneCallReport":  take((*handler).sendSoftphoneCallReport),

	"ConferenceConnections":         nil,
	"CreateAdditionalConnection":    nil,
	"CreateOutboundContact":         nil,
	"CreateTaskContact":             nil,
	"GetEndpoints":                  nil,
	"SendDigits":                    nil,
	"ToggleActiveConnections":       nil,
	"UpdateMonitorParticipantState": nil,
}

// operate answers POST /api: it finds out who calls, then what for.
func (h *handler) operate(c *call) (any, error) {
	who, body, err := h.admit(c)
	if err != nil {
		return nil, err
	}
	target := c.r.Header.Get("X-Amz-Target")
	name, found := strings.CutPrefix(target, targetPrefix)
	op, known := operations[name]
	if !found || !known {
		return nil, restjson.Errorf(http.StatusBadRequest, codeUnknownOperation,
			"X-Amz-Target must be AmazonConnectCTIService and an operation, is %.64q", target)
	}
	c.operation = name
	if op == nil {
		return nil, restjson.Errorf(http.StatusBadRequest, codeUnsupported, "the operation %s is not supported", name)
	}
	who.request = c.r
	return op(h, c.r.Context(), who, body)
}

// admit finds out who calls and reads the body of the request. Only who shows a
// token of this server in the header is listened to for more than a few KiB, and
// nobody to poll.
func (h *handler) admit(c *call) (*caller, []byte, error) {
	if token := Bearer(c.r); token != "" {
		if _, ok := h.verify(token); !ok {
			return nil, nil, notOurs()
		}
		if !IsPoll(c.r) {
			c.bodyMax = bodyMax
		}
	}
	body, err := c.body()
	if err != nil {
		return nil, nil, err
	}
	token, err := bearer(c.r, body)
	if err != nil {
		return nil, nil, err
	}
	who, err := h.authenticate(c.r.Context(), token)
	if err == nil {
		h.Limiter.Authenticated(c.r)
	}
	return who, body, err
}

// bearer returns the access token of a request: from X-Amz-Bearer or else from
// authentication.authToken in the body.
func bearer(r *http.Request, body []byte) (string, error) {
	if token := Bearer(r); token != "" {
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
