package workspace

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/strowger/strowger/restjson"
)

// transportTypes are those of the desktop's model. Strowger has the first.
var transportTypes = []string{"web_socket", "chat_token", "softphone", "web_rtc", "agent_discovery"}

type createTransportInput struct {
	TransportType string `json:"transportType"`
}

// Validate implements restjson.Validator.
func (in *createTransportInput) Validate(c *restjson.Checker) {
	if c.Required("transportType", in.TransportType != "") {
		restjson.OneOf(c, "transportType", in.TransportType, transportTypes)
	}
}

type createTransportOutput struct {
	WebSocketTransport webSocketTransport `json:"webSocketTransport"`
}

type webSocketTransport struct {
	URL                        string `json:"url"`
	TransportLifeTimeInSeconds int64  `json:"transportLifeTimeInSeconds"`
	Expiry                     string `json:"expiry"` // of the URL, ISO 8601
}

// createTransport returns the address of a socket for the caller. Amazon's worker
// asks for one before anything else, and again when its life is over.
func (h *handler) createTransport(_ context.Context, who *caller, in *createTransportInput) (any, error) {
	if in.TransportType != transportTypes[0] {
		return nil, restjson.Errorf(http.StatusBadRequest, codeUnsupported, "the transportType %s is not supported", in.TransportType)
	}
	expiry := h.Now().Add(ticketLife)
	address := socketURL(who.request)
	address.RawQuery = url.Values{"ticket": {h.seal("socket", ticket{who.session, expiry.UnixMilli()})}}.Encode()
	return createTransportOutput{webSocketTransport{
		URL:                        address.String(),
		TransportLifeTimeInSeconds: int64(socketLife / time.Second),
		Expiry:                     expiry.UTC().Format("2006-01-02T15:04:05.000Z"),
	}}, nil
}

// socketURL returns where the desktop reaches sockets that has sent a request:
// where it reaches the server. Proxies say so in headers. Anybody can write those,
// but only into an address that nobody else is told.
func socketURL(r *http.Request) *url.URL {
	scheme := "ws"
	if overTLS(r) {
		scheme = "wss"
	}
	return &url.URL{Scheme: scheme, Host: cmp.Or(r.Header.Get("X-Forwarded-Host"), r.Host), Path: Socket}
}
