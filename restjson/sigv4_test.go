package restjson

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// The signing side of these tests is the SDK's own signer. Requests travel as
// the text that goes over the wire, where they can be tampered with.

var (
	signerKeys = Credentials{"AKIASIGNERSIGNERSIGN", "a/secret+that/nobody+else/knows/of+12345"}
	signerTime = time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)
)

func newVerifier() *Verifier {
	return &Verifier{
		Keys:     signerKeys,
		Region:   "eu-west-2",
		Services: []string{"connect"},
		Now:      func() time.Time { return signerTime.Add(20 * time.Second) },
	}
}

// sdkRequest is a request before it is signed.
type sdkRequest struct {
	method, target, body string
	header               http.Header
	token                string // session token
	omitLength           bool   // leave content-length unsigned, as botocore does
	at                   time.Time
	region, service      string
}

func (s sdkRequest) sign(t testing.TB) string {
	t.Helper()
	r, err := http.NewRequest(s.method, "http://acd.example:8080"+s.target, strings.NewReader(s.body))
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(r.Header, s.header)
	length := r.ContentLength
	if s.omitLength {
		r.ContentLength = 0
	}
	if s.at.IsZero() {
		s.at = signerTime
	}
	if s.region == "" {
		s.region, s.service = "eu-west-2", "connect"
	}
	err = v4.NewSigner().SignHTTP(context.Background(), aws.Credentials{
		AccessKeyID: signerKeys.AccessKeyID, SecretAccessKey: signerKeys.SecretAccessKey, SessionToken: s.token,
	}, r, sha256Hex(s.body), s.service, s.region, s.at)
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = length
	r.Header["User-Agent"] = []string{"test"}
	var wire bytes.Buffer
	if err := r.Write(&wire); err != nil {
		t.Fatal(err)
	}
	return wire.String()
}

// everything is a request with all that is hard about canonical requests.
var everything = sdkRequest{
	method: "PUT",
	target: "/contact/arn%3Aaws%3Aconnect%3Aeu-west-2%3A1%3Ainstance%2Fi/Zo%C3%AB%20%2A~?tagKeys=b%20c&tagKeys=a%2Fb&tagKeys=a-b&max=10&flag&tag=%C3%A9",
	body:   `{"Name":"Grüße, Zoë"}`,
	header: http.Header{
		"Content-Type":          {"application/json"},
		"Amz-Sdk-Invocation-Id": {"6f1c"},
		"Amz-Sdk-Request":       {"attempt=1;   max=3"},
		"X-Amz-User-Agent":      {"one two", "three"},
		"X-Amz-Content-Sha256":  {sha256Hex(`{"Name":"Grüße, Zoë"}`)},
	},
}

// receive reads a request the way a server does.
func receive(wire string) (*http.Request, []byte, error) {
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(wire)))
	if err != nil {
		return nil, nil, err
	}
	body, err := io.ReadAll(r.Body)
	return r, body, err
}

func verify(t testing.TB, v *Verifier, wire string) (Identity, error) {
	t.Helper()
	r, body, err := receive(wire)
	if err != nil {
		t.Fatalf("the request does not arrive: %v\n%s", err, wire)
	}
	return v.Verify(r, body)
}

// replaced changes a part of the wire that must be there.
func replaced(t testing.TB, wire, old, new string) string {
	t.Helper()
	if !strings.Contains(wire, old) {
		t.Fatalf("%q is not in\n%s", old, wire)
	}
	return strings.Replace(wire, old, new, 1)
}

func wantAuthError(t *testing.T, err error, code, message string) {
	t.Helper()
	refusal := (*AuthError)(nil)
	if !errors.As(err, &refusal) {
		t.Fatalf("got %v, want an AuthError", err)
	}
	status := http.StatusForbidden
	if code == codeIncompleteSignature {
		status = http.StatusBadRequest
	}
	if refusal.Code != code || refusal.Status != status || !strings.Contains(refusal.Message, message) {
		t.Errorf("got %d %v\nwant %d %s with %q", refusal.Status, refusal, status, code, message)
	}
	for _, private := range []string{signerKeys.AccessKeyID, signerKeys.SecretAccessKey} {
		if strings.Contains(refusal.Error(), private) {
			t.Errorf("the message tells %q: %v", private, refusal)
		}
	}
}

func sha256Hex(s string) string {
	digest := sha256.Sum256([]byte(s))
	return hex.EncodeToString(digest[:])
}

func TestVerify(t *testing.T) {
	for _, c := range []struct {
		name    string
		request sdkRequest
	}{
		{"everything", everything},
		{"no path", sdkRequest{method: "GET", target: ""}},
		{"empty body", sdkRequest{method: "POST", target: "/contact"}},
		{"empty segment", sdkRequest{method: "GET", target: "/queues//x"}},
		{"dot segment", sdkRequest{method: "GET", target: "/queues/./x/../y"}},
		{"reserved characters", sdkRequest{method: "GET", target: "/a!$&'()*+,;=:@b?x=!$'()*,:@/?"}},
		{"plus for space", sdkRequest{method: "GET", target: "/q?a=b+c"}},
		{"names that sort before their equals sign", sdkRequest{method: "GET", target: "/q?a=1&a-=2&a%21=3&A=4"}},
		{"the headers of botocore", sdkRequest{method: "PUT", target: "/queues", body: "{}", omitLength: true,
			header: http.Header{"Content-Type": {"application/json"}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := verify(t, newVerifier(), c.request.sign(t))
			if err != nil {
				t.Fatal(err)
			}
			r, body, err := receive(c.request.sign(t))
			if err != nil {
				t.Fatal(err)
			}
			ctx, err := newVerifier().Authenticate(r, body)
			if err != nil {
				t.Fatal(err)
			}
			if who, ok := IdentityOf(ctx); !ok || who != got {
				t.Errorf("the context has %+v", who)
			}
			if want := (Identity{signerKeys.AccessKeyID, "eu-west-2", "connect", signerTime}); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

// A proxy's client names the host in the request line, where the path may be
// missing altogether.
func TestVerifyAbsoluteForm(t *testing.T) {
	wire := replaced(t, sdkRequest{method: "GET"}.sign(t), "GET / ", "GET http://acd.example:8080 ")
	if _, err := verify(t, newVerifier(), wire); err != nil {
		t.Error(err)
	}
}

func TestVerifyAtOnce(t *testing.T) {
	v := newVerifier()
	wire := everything.sign(t)
	var clients sync.WaitGroup
	for range 8 {
		clients.Go(func() {
			r, body, err := receive(wire)
			if err == nil {
				_, err = v.Verify(r, body)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	clients.Wait()
}

func TestVerifySignedHeadersOfBotocore(t *testing.T) {
	wire := sdkRequest{method: "PUT", target: "/queues", body: "{}", omitLength: true,
		header: http.Header{"Content-Type": {"application/json"}}}.sign(t)
	if want := "SignedHeaders=content-type;host;x-amz-date,"; !strings.Contains(wire, want) {
		t.Fatalf("no %s in\n%s", want, wire)
	}
	// Such a request names neither the hash nor the length of its body.
	_, err := verify(t, newVerifier(), replaced(t, wire, "{}", "[]"))
	wantAuthError(t, err, codeInvalidSignature, "does not match")
	_, err = verify(t, newVerifier(), replaced(t, wire, "Content-Length: 2", "Content-Length: 1"))
	wantAuthError(t, err, codeInvalidSignature, "does not match")
}

func TestVerifySignedForAnother(t *testing.T) {
	for _, c := range []struct{ region, service, message string }{
		{"eu-west-1", "connect", `region "eu-west-1", but this server is "eu-west-2"`},
		{"eu-west-2", "execute-api", `service "execute-api", but this server is connect`},
		{"EU-WEST-2", "connect", `region "EU-WEST-2"`},
	} {
		request := everything
		request.region, request.service = c.region, c.service
		_, err := verify(t, newVerifier(), request.sign(t))
		wantAuthError(t, err, codeInvalidSignature, c.message)
	}
}

// What proxies may do to a request without breaking it.
func TestVerifyIndifferent(t *testing.T) {
	for _, c := range []struct{ name, old, new string }{
		{"case of a header name", "X-Amz-User-Agent: one", "x-aMZ-user-agent: one"},
		{"runs of spaces in a header", "one two", "one  two"},
		{"spaces around a header", "X-Amz-User-Agent: one two", "X-Amz-User-Agent:   one two   "},
		{"one header of several values", "one two\r\nX-Amz-User-Agent: three", "one two,three"},
		{"order of the query", "flag=&max=10", "max=10&flag="},
		{"escapes in the query", "max=10", "m%61x=1%30"},
		{"empty query parameters", "max=10&", "max=10&&"},
		{"an unsigned header", "User-Agent: test", "User-Agent: else"},
		{"a trace header", "User-Agent: test", "User-Agent: test\r\nX-Amzn-Trace-Id: Root=1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wire := replaced(t, everything.sign(t), c.old, c.new)
			if _, err := verify(t, newVerifier(), wire); err != nil {
				t.Error(err)
			}
		})
	}
}

const (
	sigMismatch = "the signature does not match"
	sigInvalid  = codeInvalidSignature
	sigPartial  = codeIncompleteSignature
)

// tamperings are changes to the signed request "everything", and what is said
// to each.
var tamperings = []struct{ name, old, new, code, message string }{
	{"method", "PUT ", "POST ", sigInvalid, sigMismatch},
	{"path", "Zo%C3%AB", "Zo%C3%AC", sigInvalid, sigMismatch},
	{"decoded slash", "instance%2Fi", "instance/i", sigInvalid, sigMismatch},
	{"lower-case escape", "instance%2Fi", "instance%2fi", sigInvalid, sigMismatch},
	{"needless escape", "/contact", "/c%6Fntact", sigInvalid, sigMismatch},
	{"double escape", "instance%2Fi", "instance%252Fi", sigInvalid, sigMismatch},
	{"double slash", "/contact/", "/contact//", sigInvalid, sigMismatch},
	{"dot segment", "/contact/", "/contact/./", sigInvalid, sigMismatch},
	{"parent segment", "/contact/", "/x/../contact/", sigInvalid, sigMismatch},
	{"trailing slash", "~?", "~/?", sigInvalid, sigMismatch},
	{"query value", "max=10", "max=11", sigInvalid, sigMismatch},
	{"query name", "max=10", "Max=10", sigInvalid, sigMismatch},
	{"query added", "max=10", "max=10&more", sigInvalid, sigMismatch},
	{"query removed", "max=10&", "", sigInvalid, sigMismatch},
	{"query repeated", "max=10", "max=10&max=10", sigInvalid, sigMismatch},
	{"query with another value", "max=10", "max=10&max=11", sigInvalid, sigMismatch},
	{"escaped dot segment", "/contact/", "/contact/%2E/", sigInvalid, sigMismatch},
	{"query joined", "flag=&max", "flag=%26max", sigInvalid, sigMismatch},
	{"query semicolon", "max=10&", "max=10;", sigPartial, "semicolon"},
	{"query name escape", "max=10", "m%ax=10", sigPartial, "parameter name"},
	{"query value escape", "max=10", "max=1%zz", sigPartial, `the value of "max"`},
	{"body", `"Name"`, `"Nome"`, sigInvalid, "X-Amz-Content-Sha256"},
	{"payload hash unsigned", "X-Amz-Content-Sha256: " + sha256Hex(everything.body), "X-Amz-Content-Sha256: UNSIGNED-PAYLOAD", sigInvalid, "X-Amz-Content-Sha256"},
	{"payload hash in capitals", sha256Hex(everything.body), strings.ToUpper(sha256Hex(everything.body)), sigInvalid, "X-Amz-Content-Sha256"},
	{"payload hash twice", "X-Amz-Content-Sha256: ", "X-Amz-Content-Sha256: STREAMING\r\nX-Amz-Content-Sha256: ", sigInvalid, "X-Amz-Content-Sha256"},
	{"payload hash dropped", "X-Amz-Content-Sha256: " + sha256Hex(everything.body) + "\r\n", "", sigInvalid, `"x-amz-content-sha256" is not in`},
	{"host", "Host: acd.example:8080", "Host: acd.example", sigInvalid, sigMismatch},
	{"host case", "Host: acd", "Host: Acd", sigInvalid, sigMismatch},
	{"header value", "attempt=1", "attempt=2", sigInvalid, sigMismatch},
	{"header case", "one two", "one Two", sigInvalid, sigMismatch},
	{"header dropped", "Amz-Sdk-Invocation-Id: 6f1c\r\n", "", sigInvalid, `"amz-sdk-invocation-id" is not in`},
	{"header repeated", "Amz-Sdk-Invocation-Id: 6f1c\r\n", "Amz-Sdk-Invocation-Id: 6f1c\r\nAmz-Sdk-Invocation-Id: 6f1c\r\n", sigInvalid, sigMismatch},
	{"header values swapped", "one two\r\nX-Amz-User-Agent: three", "three\r\nX-Amz-User-Agent: one two", sigInvalid, sigMismatch},
	{"x-amz header added", "User-Agent:", "X-Amz-Target: Connect.DeleteUser\r\nUser-Agent:", sigInvalid, "x-amz-target header must be in SignedHeaders"},
	{"time", "T093000Z", "T093001Z", sigInvalid, sigMismatch},
	{"time of another day", "20261121T093000Z", "20261120T235959Z", sigInvalid, "dated 20261120"},
	{"time with fraction", "T093000Z", "T093000.5Z", sigPartial, "X-Amz-Date must be"},
	{"time with zone", "T093000Z", "T093000+0000", sigPartial, "X-Amz-Date must be"},
	{"time twice", "X-Amz-Date: ", "X-Amz-Date: 20261121T093000Z\r\nX-Amz-Date: ", sigPartial, "X-Amz-Date must be"},
	{"time dropped", "X-Amz-Date: 20261121T093000Z\r\n", "", sigPartial, "neither an X-Amz-Date nor a single Date"},
	{"time renamed", "X-Amz-Date: 20261121T093000Z", "Date: 20261121T093000Z", sigInvalid, "date header must be in SignedHeaders"},
	{"key", "Credential=AKIASIGNERSIGNERSIGN", "Credential=AKIASIGNERSIGNERSIGM", codeUnrecognizedClient, "not known"},
	{"key case", "Credential=AKIA", "Credential=akia", codeUnrecognizedClient, "not known"},
	{"day", "/20261121/", "/20261122/", sigInvalid, `day "20261122"`},
	{"region", "/eu-west-2/", "/eu-west-1/", sigInvalid, `region "eu-west-1"`},
	{"service", "/connect/", "/execute-api/", sigInvalid, `service "execute-api"`},
	{"signature", "Signature=", "Signature=0", sigPartial, "64 hexadecimal"},
	{"signed headers without one", "amz-sdk-invocation-id;", "", sigInvalid, sigMismatch},
	{"signed headers without host", ";host;", ";", sigInvalid, "host header must be"},
	{"signed headers without time", ";x-amz-date;", ";", sigInvalid, "x-amz-date header must be"},
	{"signed headers with more", "content-type;host", "content-type;cookie;host", sigInvalid, `"cookie" is not in`},
	{"signed header in capitals", ";host;", ";Host;", sigPartial, `"Host" is none`},
	{"session token", "User-Agent:", "X-Amz-Security-Token: forged\r\nUser-Agent:", codeUnrecognizedClient, "session tokens"},
	{"empty session token", "User-Agent:", "X-Amz-Security-Token:\r\nUser-Agent:", codeUnrecognizedClient, "session tokens"},
	{"two authorizations", "User-Agent:", "Authorization: AWS4-HMAC-SHA256\r\nUser-Agent:", sigPartial, "2 Authorization"},
	{"no authorization", "Authorization: ", "X-Authorization: ", codeMissingToken, "no Authorization"},
	{"empty authorization", "Authorization: ", "Authorization:\r\nX-Authorization: ", codeMissingToken, "no Authorization"},
	{"bearer token", "Authorization: AWS4-HMAC-SHA256", "Authorization: Bearer", sigPartial, "must begin with"},
	{"presigned", "max=10", "max=10&X-Amz-Signature=00", sigPartial, "presigned"},
}

func TestVerifyTampered(t *testing.T) {
	for _, c := range tamperings {
		t.Run(c.name, func(t *testing.T) {
			wire := replaced(t, everything.sign(t), c.old, c.new)
			_, err := verify(t, newVerifier(), wire)
			wantAuthError(t, err, c.code, c.message)
		})
	}
}

// TestVerifyEveryByte changes each byte of a signed request in several ways.
// None may pass, unless the server reads the very same request.
func TestVerifyEveryByte(t *testing.T) {
	wire := everything.sign(t)
	original, _, err := receive(wire)
	if err != nil {
		t.Fatal(err)
	}
	meaning := func(r *http.Request) string {
		text := fmt.Sprintln(r.Method, r.Host, r.URL.EscapedPath(), r.URL.Query(), r.ContentLength)
		for _, name := range slices.Sorted(maps.Keys(original.Header)) {
			if name == "User-Agent" || name == "Content-Length" {
				continue // not signed; compared as a number
			}
			for _, value := range r.Header[name] {
				text += fmt.Sprintln(name, strings.Fields(value))
			}
		}
		return text
	}
	v := newVerifier()
	var refused int
	for i := range len(wire) {
		for _, b := range []byte{wire[i] ^ 1, wire[i] ^ 0x20, ' ', '/', '&', '0'} {
			if b == wire[i] {
				continue
			}
			changed := wire[:i] + string([]byte{b}) + wire[i+1:]
			r, body, err := receive(changed)
			if err != nil {
				continue // it does not even arrive
			}
			if _, err := v.Verify(r, body); err != nil {
				refused++
			} else if meaning(r) != meaning(original) {
				t.Errorf("byte %d changed from %q to %q is accepted:\n%s", i, wire[i], b, changed)
			}
		}
	}
	if refused < len(wire) {
		t.Errorf("only %d of the changes to %d bytes were refused", refused, len(wire))
	}
}

func TestVerifyRefusesSignedToken(t *testing.T) {
	request := everything
	request.token = "a token that the signer signed"
	_, err := verify(t, newVerifier(), request.sign(t))
	wantAuthError(t, err, codeUnrecognizedClient, "session tokens")
}

func TestVerifySkew(t *testing.T) {
	wire := everything.sign(t)
	for _, c := range []struct {
		name    string
		offset  time.Duration // of the server's clock
		maxSkew time.Duration
		message string // of the refusal
	}{
		{"same clock", 0, 0, ""},
		{"server 15 minutes ahead", 15 * time.Minute, 0, ""},
		{"server 15 minutes behind", -15 * time.Minute, 0, ""},
		{"replayed later", 15*time.Minute + time.Second, 0, "is expired: it is dated 20261121T093000Z and this server's clock says 20261121T094501Z"},
		{"signed for later", -15*time.Minute - time.Second, 0, "is not yet valid"},
		{"replayed after centuries", 1 << 62, 0, "is expired"},
		{"signed for centuries later", -1 << 62, 0, "is not yet valid"},
		{"within a wide limit", time.Hour, time.Hour, ""},
		{"beyond a narrow limit", 2 * time.Second, time.Second, "more than 1s apart"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := newVerifier()
			v.MaxSkew = c.maxSkew
			v.Now = func() time.Time { return signerTime.Add(c.offset) }
			_, err := verify(t, v, wire)
			if c.message != "" {
				wantAuthError(t, err, codeInvalidSignature, c.message)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestVerifyAnyScope(t *testing.T) {
	v := &Verifier{Keys: signerKeys, Now: func() time.Time { return signerTime }}
	for i := range 2 * signingKeysMax {
		request := sdkRequest{method: "GET", target: "/", region: fmt.Sprintf("region-%d", i), service: "any"}
		got, err := verify(t, v, request.sign(t))
		if err != nil || got.Region != request.region || got.Service != "any" {
			t.Fatalf("got %+v, %v", got, err)
		}
	}
	if n := len(v.signingKeys.derived); n == 0 || n > signingKeysMax {
		t.Errorf("%d signing keys are remembered, want 1 to %d", n, signingKeysMax)
	}
}

func TestVerifyRemembersOnlyProvenKeys(t *testing.T) {
	v := newVerifier()
	forged := replaced(t, everything.sign(t), "attempt=1", "attempt=2")
	if _, err := verify(t, v, forged); err == nil || len(v.signingKeys.derived) != 0 {
		t.Errorf("after a forged request (%v) %d signing keys are remembered", err, len(v.signingKeys.derived))
	}
}

type rotatingKeys map[string]string

func (k rotatingKeys) Secret(id string) (string, bool) {
	secret, ok := k[id]
	return secret, ok
}

func TestVerifyAsksForTheSecretEachTime(t *testing.T) {
	wire := everything.sign(t)
	keys := rotatingKeys{signerKeys.AccessKeyID: signerKeys.SecretAccessKey}
	v := newVerifier()
	v.Keys = keys
	if _, err := verify(t, v, wire); err != nil {
		t.Fatal(err)
	}
	keys[signerKeys.AccessKeyID] = "another secret"
	_, err := verify(t, v, wire)
	wantAuthError(t, err, codeInvalidSignature, "does not match")

	keys[signerKeys.AccessKeyID] = "" // a key store that lost its secrets
	_, err = verify(t, v, wire)
	wantAuthError(t, err, codeUnrecognizedClient, "not known")

	delete(keys, signerKeys.AccessKeyID)
	_, err = verify(t, v, wire)
	wantAuthError(t, err, codeUnrecognizedClient, "not known")
}

// handSigned signs a canonical request written out in a test, for requests that
// the SDK's signer would not make. It shares no code with the package.
func handSigned(canonical, signedHeaders string) string {
	mac := func(key, message string) string {
		h := hmac.New(sha256.New, []byte(key))
		h.Write([]byte(message))
		return string(h.Sum(nil))
	}
	key := mac(mac(mac(mac("AWS4"+signerKeys.SecretAccessKey, "20261121"), "eu-west-2"), "connect"), "aws4_request")
	signature := mac(key, "AWS4-HMAC-SHA256\n20261121T093000Z\n20261121/eu-west-2/connect/aws4_request\n"+sha256Hex(canonical))
	return fmt.Sprintf("AWS4-HMAC-SHA256 Credential=%s/20261121/eu-west-2/connect/aws4_request, SignedHeaders=%s, Signature=%x",
		signerKeys.AccessKeyID, signedHeaders, signature)
}

func TestVerifyHandSigned(t *testing.T) {
	for _, c := range []struct{ name, header, canonical, signed, code, message string }{
		{"time in x-amz-date", "X-Amz-Date: 20261121T093000Z", "host:h\nx-amz-date:20261121T093000Z\n", "host;x-amz-date", "", ""},
		{"time in date", "Date: 20261121T093000Z", "date:20261121T093000Z\nhost:h\n", "date;host", "", ""},
		{"HTTP date", "Date: Sat, 21 Nov 2026 09:30:00 GMT", "date:Sat, 21 Nov 2026 09:30:00 GMT\nhost:h\n", "date;host", "", ""},
		{"x-amz-date before date", "Date: Sat, 21 Nov 2020 09:30:00 GMT\r\nX-Amz-Date: 20261121T093000Z", "host:h\nx-amz-date:20261121T093000Z\n", "host;x-amz-date", "", ""},
		{"date that is none", "Date: today", "date:today\nhost:h\n", "date;host", codeIncompleteSignature, "Date must be"},
		{"date not signed", "Date: 20261121T093000Z", "host:h\n", "host", codeInvalidSignature, "date header must be"},
		{"x-amz-date not signed", "X-Amz-Date: 20261121T093000Z", "host:h\n", "host", codeInvalidSignature, "x-amz-date header must be"},
		{"host not signed", "X-Amz-Date: 20261121T093000Z", "x-amz-date:20261121T093000Z\n", "x-amz-date", codeInvalidSignature, "host header must be"},
		{"absent header signed as empty", "X-Amz-Date: 20261121T093000Z", "host:h\nx-a:\nx-amz-date:20261121T093000Z\n", "host;x-a;x-amz-date", codeInvalidSignature, `"x-a" is not in`},
		{"empty header", "X-A:\r\nX-Amz-Date: 20261121T093000Z", "host:h\nx-a:\nx-amz-date:20261121T093000Z\n", "host;x-a;x-amz-date", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			authorization := handSigned("GET\n/a%252Fb\nk=v\n"+c.canonical+"\n"+c.signed+"\n"+sha256Hex(""), c.signed)
			wire := "GET /a%2Fb?k=v HTTP/1.1\r\nHost: h\r\n" + c.header + "\r\nAuthorization: " + authorization + "\r\n\r\n"
			_, err := verify(t, newVerifier(), wire)
			if c.code != "" {
				wantAuthError(t, err, c.code, c.message)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}
