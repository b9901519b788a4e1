package enginetest

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/go-json-experiment/json"
)

// Answer is the response to a raw call.
type Answer struct {
	Status int
	Error  string // the x-amzn-ErrorType, "" for success
	Body   string
}

// Message returns the Message of an error.
func (a Answer) Message() string {
	var body struct{ Message string }
	if err := json.Unmarshal([]byte(a.Body), &body); err != nil {
		return a.Body
	}
	return body.Message
}

// Call sends a signed request whose method, path and body are what they are,
// right or wrong. An empty body is none.
func (s *Server) Call(t testing.TB, method, path, body string) Answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	credentials, err := s.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(body))
	err = v4.NewSigner().SignHTTP(t.Context(), credentials, r, hex.EncodeToString(sum[:]), "connect", Region, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }() // it was only read
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return Answer{Status: response.StatusCode, Error: response.Header.Get("x-amzn-ErrorType"), Body: string(data)}
}
