package demo

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

// object is a JSON object on its way to the server, by Amazon's names.
type object map[string]any

// client calls the operations of the Connect API and of the gateway. It has no
// more than the demo needs of what the AWS SDK has: compiling the SDK's package
// for Connect takes longer than compiling the server.
type client struct {
	endpoint string // http://HOST:PORT
	region   string
	keys     aws.Credentials
	signer   *v4.Signer
	http     *http.Client
}

// callTimeout bounds every request. It is longer than the server holds a long
// poll.
const callTimeout = time.Minute

func newClient(endpoint, region string, keys aws.Credentials) *client {
	return &client{
		endpoint: endpoint,
		region:   region,
		keys:     keys,
		signer:   v4.NewSigner(),
		http: &http.Client{
			Timeout:   callTimeout,
			Transport: &http.Transport{MaxIdleConnsPerHost: 64}, // a line for every person
		},
	}
}

// close gives up the connections that are not in use.
func (c *client) close() { c.http.CloseIdleConnections() }

// call sends a signed request and decodes the answer into out, unless it is nil.
// The path is made of segments, which are escaped.
func (c *client) call(ctx context.Context, method string, path []string, in object, out any) error {
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
	r, err := http.NewRequestWithContext(ctx, method, c.endpoint+"/"+strings.Join(path, "/"), bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	hash := sha256.Sum256(body)
	if err := c.signer.SignHTTP(ctx, c.keys, r, hex.EncodeToString(hash[:]), "connect", c.region, time.Now()); err != nil {
		return err
	}
	return send(c.http, r, out)
}

// send sends a request and decodes the answer into out, unless it is nil. If the
// answer is a failure the error is a *refusal.
func send(c *http.Client, r *http.Request, out any) (err error) {
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

// refusal is an answer that is a failure.
type refusal struct {
	request string // what was asked
	code    string // such as "ContactNotFoundException"
	message string
}

func newRefusal(r *http.Request, response *http.Response, body []byte) *refusal {
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
	return &refusal{request, response.Header.Get("x-amzn-ErrorType"), failure.Message}
}

func (r *refusal) Error() string { return r.request + ": " + r.code + ": " + r.message }

// refused reports whether err is a refusal with one of the codes.
func refused(err error, codes ...string) bool {
	r, ok := errors.AsType[*refusal](err)
	if !ok {
		return false
	}
	for _, code := range codes {
		if r.code == code {
			return true
		}
	}
	return false
}
