package server_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/smithy-go"
	"github.com/go-json-experiment/json"

	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/server"
)

// object is a JSON object.
type object map[string]any

// client talks to a server: by the AWS SDK, which does not retry here, by signed
// requests of our own, and as an agent's desktop.
type client struct {
	url  string
	keys aws.Credentials
	api  *sdk.Client
	http *http.Client
}

// callTimeout bounds every request. It is longer than a long poll.
const callTimeout = time.Minute

// newClient returns a client that has the key of a data directory.
func newClient(t testing.TB, url, dataDir string) *client {
	t.Helper()
	keys, created, err := restjson.LoadOrCreateCredentials(server.CredentialsFile(dataDir))
	must(t, err)
	if created {
		t.Fatal("the server has left no credentials")
	}
	c := &client{
		url:  url,
		keys: aws.Credentials{AccessKeyID: keys.AccessKeyID, SecretAccessKey: keys.SecretAccessKey},
		http: &http.Client{Timeout: callTimeout, Transport: &http.Transport{MaxIdleConnsPerHost: 256}},
	}
	c.api = sdk.New(sdk.Options{
		BaseEndpoint: &c.url,
		Region:       server.DefaultRegion,
		Retryer:      aws.NopRetryer{},
		HTTPClient:   c.http,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return c.keys, nil
		}),
	})
	t.Cleanup(c.http.CloseIdleConnections)
	return c
}

// request returns a request that is signed at a time.
func (c *client) request(ctx context.Context, method, path string, body []byte, at time.Time) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	hash := sha256.Sum256(body)
	return r, v4.NewSigner().SignHTTP(ctx, c.keys, r, hex.EncodeToString(hash[:]), "connect", server.DefaultRegion, at)
}

// signed calls an operation that the SDK does not have.
func (c *client) signed(ctx context.Context, method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := c.request(ctx, method, path, body, time.Now())
	if err != nil {
		return err
	}
	return c.send(r, out)
}

// desk performs an operation of the workspace with an agent's token.
func (c *client) desk(ctx context.Context, token, operation string, in, out any) error {
	return c.post(ctx, "/api", http.Header{
		"X-Amz-Target": {"AmazonConnectCTIService." + operation},
		"X-Amz-Bearer": {token},
	}, in, out)
}

// post sends an unsigned request.
func (c *client) post(ctx context.Context, path string, header http.Header, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if header != nil {
		r.Header = header
	}
	return c.send(r, out)
}

// send sends a request and decodes the answer into out, unless it is nil.
func (c *client) send(r *http.Request, out any) (err error) {
	response, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return &refusal{response.StatusCode, response.Header.Get("x-amzn-ErrorType"), string(body)}
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(body, out)
}

// now returns where the manual clock of the server stands.
func (c *client) now(t testing.TB) time.Time {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.url+"/clock", nil)
	must(t, err)
	var out struct{ Now float64 }
	must(t, c.send(r, &out))
	return time.UnixMilli(int64(math.Round(out.Now * 1000))).UTC()
}

// refusal is an answer that is no success.
type refusal struct {
	status int
	code   string // the x-amzn-ErrorType
	body   string
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %s: %s", r.status, r.code, r.body) }

// codeOf returns what an operation was refused with, "" if err is nil or means
// that there was no answer.
func codeOf(err error) string {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.code
	}
	if e, ok := errors.AsType[smithy.APIError](err); ok {
		return e.ErrorCode()
	}
	return ""
}
