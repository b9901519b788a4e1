// Package client calls the operations of a server, signed as AWS tools sign them:
// those of the Connect API, of the gateway and of administration. The demo and the
// command line use it. It has no more than they need of what the AWS SDK has:
// compiling the SDK's package for Connect takes longer than compiling the server.
package client

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/go-json-experiment/json"
)

// Client calls one server with one access key.
type Client struct {
	Endpoint string // http://HOST:PORT
	HTTP     *http.Client

	region string
	keys   aws.Credentials
	signer *v4.Signer
}

// callTimeout bounds every request. It is longer than the server holds a long
// poll.
const callTimeout = time.Minute

// New returns a client of the server at an endpoint, which appears in a region.
func New(endpoint, region string, keys aws.Credentials) *Client {
	return &Client{
		Endpoint: endpoint,
		region:   region,
		keys:     keys,
		signer:   v4.NewSigner(),
		HTTP: &http.Client{
			Timeout:   callTimeout,
			Transport: &http.Transport{MaxIdleConnsPerHost: 64}, // a line for every person
		},
	}
}

// Close gives up the connections that are not in use.
func (c *Client) Close() { c.HTTP.CloseIdleConnections() }

// Call sends a signed request and decodes the answer into out, unless it is nil.
// The path is made of segments, which are escaped; in holds the body by Amazon's
// names, nil for none. If the answer is a failure the error is a *Refusal.
func (c *Client) Call(ctx context.Context, method string, path []string, in map[string]any, out any) error {
	return c.call(ctx, method, path, nil, in, out)
}

// Get calls an operation that is asked by a query.
func (c *Client) Get(ctx context.Context, path []string, query url.Values, out any) error {
	return c.call(ctx, http.MethodGet, path, query, nil, out)
}

func (c *Client) call(ctx context.Context, method string, path []string, query url.Values, in map[string]any, out any) error {
	body := []byte{}
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	for i, segment := range path {
		path[i] = url.PathEscape(segment)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.Endpoint+"/"+strings.Join(path, "/"), bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.URL.RawQuery = query.Encode()
	r.Header.Set("Content-Type", "application/json")
	hash := sha256.Sum256(body)
	if err := c.signer.SignHTTP(ctx, c.keys, r, hex.EncodeToString(hash[:]), "connect", c.region, time.Now()); err != nil {
		return err
	}
	return Send(c.HTTP, r, out)
}

// Send sends a request and decodes the answer into out, unless it is nil. If the
// answer is a failure the error is a *Refusal.
func Send(c *http.Client, r *http.Request, out any) (err error) {
	response, err := c.Do(r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return newRefusal(r, response, body)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(body, out); err != nil {
		return fmt.Errorf("%s %s: %w", r.Method, r.URL.Path, err)
	}
	return nil
}

// Refusal is an answer that is a failure.
type Refusal struct {
	Request string // what was asked
	Code    string // such as "ContactNotFoundException"
	Message string
}

func newRefusal(r *http.Request, response *http.Response, body []byte) *Refusal {
	var failure struct {
		Message string `json:",case:ignore"`
	}
	if err := json.Unmarshal(body, &failure); err != nil {
		failure.Message = response.Status
	}
	request := r.Method + " " + r.URL.Path
	if _, operation, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		request = operation
	}
	return &Refusal{request, response.Header.Get("x-amzn-ErrorType"), failure.Message}
}

// Error says what was asked and how it was refused.
func (r *Refusal) Error() string { return r.Request + ": " + r.Code + ": " + r.Message }

// Refused reports whether err is a refusal with one of the codes.
func Refused(err error, codes ...string) bool {
	r, ok := errors.AsType[*Refusal](err)
	if !ok {
		return false
	}
	for _, code := range codes {
		if r.Code == code {
			return true
		}
	}
	return false
}
