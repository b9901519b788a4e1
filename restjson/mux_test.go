package restjson_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/strowger/strowger/restjson"
)

var (
	getPlan = restjson.Operation{
		Name: "GetPlan", Method: "GET", URI: "/plans/{PlanId}",
		Output: restjson.OutputStruct,
		Errors: map[string]int{"InvalidParameterException": 400},
	}
	putStep = restjson.Operation{
		Name: "PutStep", Method: "PUT", URI: "/plans/{PlanId}/steps/{StepId}",
	}
	deletePlan = restjson.Operation{Name: "DeletePlan", Method: "DELETE", URI: "/plans/{PlanId}"}
	sharePlan  = restjson.Operation{Name: "SharePlan", Method: "POST", URI: "/plans/{Id}/share"}
	listShared = restjson.Operation{Name: "ListShared", Method: "GET", URI: "/plans/shared"}
	sharedBy   = restjson.Operation{Name: "SharedBy", Method: "GET", URI: "/plans/shared/by/{Name}"}
)

type getPlanInput struct {
	PlanId string   `json:"-"`
	Limit  *int32   `json:"-"`
	Full   *bool    `json:"-"`
	Token  *string  `json:"-"`
	Kinds  []colour `json:"-"`
}

func (in *getPlanInput) Bind(b *restjson.Binder) {
	b.Label("PlanId", &in.PlanId)
	restjson.Query(b, "limit", &in.Limit)
	restjson.Query(b, "full", &in.Full)
	restjson.Query(b, "token", &in.Token)
	restjson.QueryList(b, "kinds", &in.Kinds)
}

func (in *getPlanInput) Validate(c *restjson.Checker) {
	c.Required("PlanId", in.PlanId != "")
	if in.Limit != nil {
		c.Range("Limit", int64(*in.Limit), 1, 100)
	}
}

type putStepInput struct {
	PlanId  string `json:"-"`
	StepId  string `json:"-"`
	Seconds *int32 `json:",omitzero"`
}

func (in *putStepInput) Bind(b *restjson.Binder) {
	b.Label("PlanId", &in.PlanId)
	b.Label("StepId", &in.StepId)
}

type getPlanOutput struct {
	Seen  string
	Count int32
	Tags  []string
	Note  *string `json:",omitzero"`
}

// server answers GetPlan with a description of its input, and fails in the way
// that the plan's name asks for.
func server(t *testing.T, config restjson.Config) *httptest.Server {
	t.Helper()
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	mux := restjson.NewMux(config)
	mux.Declare(getPlan, sharePlan, listShared, sharedBy)
	restjson.Handle(mux, getPlan, func(_ context.Context, in *getPlanInput) (*getPlanOutput, error) {
		switch in.PlanId {
		case "panic":
			panic("secret")
		case "foreign":
			return nil, errors.New("secret")
		case "nil":
			return nil, nil
		case "fields":
			return nil, &restjson.Error{Code: "InvalidFlow", Status: 400, Fields: map[string]any{
				"problems": []string{"p"},
			}}
		}
		seen, err := json.Marshal([]any{in.PlanId, in.Limit, in.Full, in.Token, in.Kinds})
		return &getPlanOutput{Seen: string(seen)}, err
	})
	restjson.Handle(mux, putStep, func(_ context.Context, in *putStepInput) (*restjson.None, error) {
		if in.PlanId != "p" || in.StepId != "s" {
			return nil, restjson.Errorf(409, "Conflict", "got %s/%s", in.PlanId, in.StepId)
		}
		return nil, nil
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// send makes a request whose path is taken literally.
func send(t *testing.T, s *httptest.Server, method, path, body string) *http.Response {
	t.Helper()
	r, err := http.NewRequest(method, s.URL, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	path, r.URL.RawQuery, _ = strings.Cut(path, "?")
	r.URL.Opaque = "//" + r.URL.Host + path
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func read(t *testing.T, res *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestMuxAnswers(t *testing.T) {
	s := server(t, restjson.Config{})
	for _, test := range []struct{ path, want string }{
		{"/plans/p", `["p",null,null,null,[]]`},
		{"/plans/arn%3Aaws%3Aplan%2Fa%20%C3%A9?limit=5&full=false&token=a%20b",
			`["arn:aws:plan/a é",5,false,"a b",[]]`},
		{"/plans/p?kinds=RED&kinds=BLUE&token=", `["p",null,null,"",["RED","BLUE"]]`},
		{"/plans/..", `["..",null,null,null,[]]`},
	} {
		res := send(t, s, "GET", test.path, "")
		var out getPlanOutput
		body := read(t, res)
		if err := json.Unmarshal([]byte(body), &out); err != nil {
			t.Fatalf("%s: %s: %v", test.path, body, err)
		}
		if out.Seen != test.want {
			t.Errorf("%s: got %s, want %s", test.path, out.Seen, test.want)
		}
		if !strings.Contains(body, `"Count":0`) || !strings.Contains(body, `"Tags":[]`) ||
			strings.Contains(body, "Note") {
			t.Errorf("%s: required members come always, absent ones never: %s", test.path, body)
		}
	}
}

func TestMuxOutputs(t *testing.T) {
	s := server(t, restjson.Config{})
	res := send(t, s, "PUT", "/plans/p/steps/s", `{"PlanId":"evil","StepId":"evil"}`)
	if body := read(t, res); res.StatusCode != 200 || body != "" || res.Header.Get("Content-Type") != "" {
		t.Errorf("no output: got %d %q %v", res.StatusCode, body, res.Header)
	}
	if len(res.Header.Get("x-amzn-RequestId")) != 36 {
		t.Errorf("request id: %v", res.Header)
	}
	res = send(t, s, "GET", "/plans/nil", "")
	if body := read(t, res); body != "{}" || res.Header.Get("Content-Type") != "application/json" {
		t.Errorf("nil output: got %q", body)
	}
}

func TestMuxRefuses(t *testing.T) {
	s := server(t, restjson.Config{BodyLimit: 50})
	for _, test := range []struct {
		method, path, body string
		status             int
		code, want         string
	}{
		{"GET", "/", "", 404, "UnknownOperationException", `{"Message":"no operation has the path /"}`},
		{"GET", "/nothing", "", 404, "UnknownOperationException", `{"Message":"no operation has the path /nothing"}`},
		{"GET", "/plans/p/steps", "", 404, "UnknownOperationException",
			`{"Message":"no operation has the path /plans/p/steps"}`},
		{"PATCH", "/plans/p", "", 405, "UnknownOperationException",
			`{"Message":"no operation has the method PATCH on the path /plans/p"}`},
		{"POST", "/plans/p/share", "", 501, "NotImplemented",
			`{"Message":"the operation SharePlan is not supported"}`},
		{"GET", "/plans/shared", "", 501, "NotImplemented", // a literal goes before a label
			`{"Message":"the operation ListShared is not supported"}`},
		{"POST", "/plans/shared/share", "", 501, "NotImplemented", // unless it leads nowhere
			`{"Message":"the operation SharePlan is not supported"}`},
		{"GET", "/plans/", "", 400, "InvalidParameterException",
			`{"Message":"1 validation error: PlanId is required"}`},
		{"PUT", "/plans//steps/s", "", 409, "Conflict", `{"Message":"got /s"}`},
		{"PUT", "//plans/p/steps/s", "", 404, "UnknownOperationException",
			`{"Message":"no operation has the path //plans/p/steps/s"}`},
		{"GET", "/plans/p?limit=500", "", 400, "InvalidParameterException",
			`{"Message":"1 validation error: Limit must be between 1 and 100, is 500"}`},
		{"GET", "/plans/p?limit=five", "", 400, "SerializationException",
			`{"Message":"limit: expected an integer, got \"five\""}`},
		{"GET", "/plans/p?limit=1&limit=2", "", 400, "SerializationException",
			`{"Message":"limit: expected one value, got 2"}`},
		{"GET", "/plans/p?full=1", "", 400, "SerializationException",
			`{"Message":"full: expected a boolean, got \"1\""}`},
		{"GET", "/plans/p?a=%zz", "", 400, "SerializationException",
			`{"Message":"the query cannot be decoded"}`},
		{"PUT", "/plans/p/steps/s", `{"Seconds":"1"}`, 400, "SerializationException",
			`{"Message":"Seconds: expected an integer, got string"}`},
		{"PUT", "/plans/p/steps/s", strings.Repeat(" ", 51), 413, "RequestEntityTooLargeException",
			`{"Message":"the body is longer than 50 bytes"}`},
		{"GET", "/plans/panic", "", 500, "InternalServiceException",
			`{"Message":"The request could not be processed because of an internal error."}`},
		{"GET", "/plans/foreign", "", 500, "InternalServiceException",
			`{"Message":"The request could not be processed because of an internal error."}`},
		{"GET", "/plans/fields", "", 400, "InvalidFlow", `{"problems":["p"]}`},
	} {
		res := send(t, s, test.method, test.path, test.body)
		body, what := read(t, res), test.method+" "+test.path
		if res.StatusCode != test.status || body != test.want {
			t.Errorf("%s:\n got %d %s\nwant %d %s", what, res.StatusCode, body, test.status, test.want)
		}
		if code := res.Header.Get("x-amzn-ErrorType"); code != test.code {
			t.Errorf("%s: got code %s, want %s", what, code, test.code)
		}
		if kind := res.Header.Get("Content-Type"); kind != "application/json" {
			t.Errorf("%s: got content type %s", what, kind)
		}
		if res.Header.Get("x-amzn-RequestId") == "" {
			t.Errorf("%s: no request id", what)
		}
	}
	res := send(t, s, "PATCH", "/plans/p", "")
	if allow := res.Header.Get("Allow"); allow != "GET" {
		t.Errorf("Allow: %q", allow)
	}
}

// Paths that Go's server would refuse or rewrite reach a Mux that is called
// directly.
func TestMuxRefusesOddPaths(t *testing.T) {
	mux := restjson.NewMux(restjson.Config{Log: slog.New(slog.DiscardHandler)})
	restjson.Handle(mux, deletePlan, func(context.Context, *getPlanInput) (*restjson.None, error) {
		return nil, nil
	})
	for _, path := range []string{"", "*", "plans/p"} {
		r := httptest.NewRequest("DELETE", "/", nil)
		r.URL.Path = path
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		if w.Code != 404 {
			t.Errorf("path %q: got %d", path, w.Code)
		}
	}
}

func TestMuxAuthenticatesFirst(t *testing.T) {
	type caller struct{}
	config := restjson.Config{
		Authenticate: func(r *http.Request, body []byte) (context.Context, error) {
			if r.Header.Get("Authorization") == "" {
				return nil, restjson.Errorf(403, "MissingAuthenticationTokenException",
					"not signed, body %s", body)
			}
			return context.WithValue(r.Context(), caller{}, "ada"), nil
		},
		Log: slog.New(slog.DiscardHandler),
	}
	for _, path := range []string{"/nothing", "/plans/p/share", "/plans/p"} {
		res := send(t, server(t, config), "POST", path, `{"a":`)
		if body := read(t, res); res.StatusCode != 403 || body != `{"Message":"not signed, body {\"a\":"}` {
			t.Errorf("%s: got %d %s", path, res.StatusCode, body)
		}
	}
	mux := restjson.NewMux(config)
	restjson.Handle(mux, deletePlan, func(ctx context.Context, in *getPlanInput) (*restjson.None, error) {
		return nil, restjson.Errorf(400, "Seen", "%v %s %t", ctx.Value(caller{}),
			restjson.OperationOf(ctx).Name, restjson.RequestID(ctx) != "")
	})
	r := httptest.NewRequest("DELETE", "/plans/p", nil)
	r.Header.Set("Authorization", "yes")
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	if want := `{"Message":"ada DeletePlan true"}`; w.Body.String() != want {
		t.Errorf("got %s, want %s", w.Body, want)
	}
}

// Whom a Verifier refuses is told so in the form of all failures.
func TestMuxRefusesStrangers(t *testing.T) {
	verifier := restjson.Verifier{Keys: restjson.Credentials{AccessKeyID: "AKIA", SecretAccessKey: "secret"}}
	s := server(t, restjson.Config{Authenticate: verifier.Authenticate})
	res := send(t, s, "GET", "/plans/p", "")
	body := read(t, res)
	if res.StatusCode != 403 || res.Header.Get("x-amzn-ErrorType") != "MissingAuthenticationTokenException" ||
		!strings.HasPrefix(body, `{"Message":"the request has no Authorization header`) {
		t.Errorf("got %d %v %s", res.StatusCode, res.Header, body)
	}
}

// TestMuxAsks: Admit is asked before the input is decoded, Authorize after that
// and before it is checked.
func TestMuxAsks(t *testing.T) {
	config := restjson.Config{
		Admit: func(_ context.Context, op restjson.Operation) error {
			if op.Name == putStep.Name {
				return &restjson.Error{Code: "Busy", Status: 429, Message: "later", RetrySeconds: 7}
			}
			return nil
		},
		Authorize: func(_ context.Context, op restjson.Operation, in any) error {
			return restjson.Errorf(403, "Denied", "%s of %s", op.Name, in.(*getPlanInput).PlanId)
		},
	}
	for _, test := range []struct{ method, path, want, retry string }{
		{"PUT", "/plans/p/steps/s", `{"Message":"later"}`, "7"},
		{"GET", "/plans/p?limit=500", `{"Message":"GetPlan of p"}`, ""},
		{"GET", "/plans/p?limit=five", `{"Message":"limit: expected an integer, got \"five\""}`, ""},
		{"GET", "/nothing", `{"Message":"no operation has the path /nothing"}`, ""},
	} {
		body := ""
		if test.method == "PUT" {
			body = "{" // which nobody looks at
		}
		res := send(t, server(t, config), test.method, test.path, body)
		if body := read(t, res); body != test.want || res.Header.Get("Retry-After") != test.retry {
			t.Errorf("%s %s: got %s, Retry-After %q", test.method, test.path, body, res.Header.Get("Retry-After"))
		}
	}
}

func TestMuxTranslates(t *testing.T) {
	s := server(t, restjson.Config{
		Translate: func(err error, op restjson.Operation) *restjson.Error {
			return &restjson.Error{Code: "Translated", Status: 418, Message: op.Name, Err: err}
		},
	})
	res := send(t, s, "GET", "/plans/foreign", "")
	if body := read(t, res); res.StatusCode != 418 || body != `{"Message":"GetPlan"}` {
		t.Errorf("got %d %s", res.StatusCode, body)
	}
}

func TestMuxLogsCauses(t *testing.T) {
	for _, test := range []struct{ path, level, want string }{
		{"/plans/p", "INFO", "status=200"},
		{"/plans/", "INFO", "PlanId is required"},
		{"/plans/foreign", "ERROR", "secret"},
		{"/plans/panic", "ERROR", "panic: secret"},
	} {
		var log bytes.Buffer
		s := server(t, restjson.Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
		id := send(t, s, "GET", test.path, "").Header.Get("x-amzn-RequestId")
		s.Close() // waits for the request to be logged
		for _, want := range []string{"level=" + test.level, test.want, "request=" + id, "operation=GetPlan", "took="} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("%s: no %s in %s", test.path, want, &log)
			}
		}
	}
}

func TestRegistrationMistakesPanic(t *testing.T) {
	handler := func(context.Context, *getPlanInput) (*restjson.None, error) { return nil, nil }
	noLabels := func(context.Context, *plan) (*restjson.None, error) { return nil, nil }
	for name, register := range map[string]func(*restjson.Mux){
		"two handlers": func(m *restjson.Mux) {
			restjson.Handle(m, getPlan, handler)
			restjson.Handle(m, getPlan, handler)
		},
		"same route": func(m *restjson.Mux) {
			m.Declare(getPlan, restjson.Operation{Name: "Other", Method: "GET", URI: "/plans/{Other}"})
		},
		"unbound labels": func(m *restjson.Mux) { restjson.Handle(m, getPlan, noLabels) },
		"unknown label":  func(m *restjson.Mux) { restjson.Handle(m, sharePlan, handler) },
		"greedy label": func(m *restjson.Mux) {
			m.Declare(restjson.Operation{Name: "X", Method: "GET", URI: "/a/{b+}"})
		},
	} {
		func() {
			defer func() {
				if p := recover(); !strings.HasPrefix(fmt.Sprint(p), "restjson: ") {
					t.Errorf("%s: got %v", name, p)
				}
			}()
			register(restjson.NewMux(restjson.Config{}))
		}()
	}
}

func TestErrorText(t *testing.T) {
	cause := errors.New("disk full")
	err := fmt.Errorf("save: %w", &restjson.Error{Code: "Internal", Message: "Try later.", Err: cause})
	if !errors.Is(err, cause) || err.Error() != "save: Internal: Try later.: disk full" {
		t.Error(err)
	}
}

// TestMuxScreens: whom the header gives away is refused before the body is read,
// and nobody else is.
func TestMuxScreens(t *testing.T) {
	verifier := restjson.Verifier{Keys: restjson.Credentials{AccessKeyID: "AKIA", SecretAccessKey: "secret"}}
	mux := restjson.NewMux(restjson.Config{Screen: verifier.Screen, Authenticate: verifier.Authenticate, Log: slog.New(slog.DiscardHandler)})
	signed := func(key string, at time.Time) http.Header {
		return http.Header{
			"X-Amz-Date": {at.UTC().Format("20060102T150405Z")},
			"Authorization": {"AWS4-HMAC-SHA256 Credential=" + key + at.UTC().Format("/20060102/") + "us-east-1/connect/aws4_request, " +
				"SignedHeaders=host;x-amz-date, Signature=" + strings.Repeat("0", 64)},
		}
	}
	for what, test := range map[string]struct {
		header http.Header
		read   bool
		code   string
	}{
		"no signature":     {http.Header{}, false, "MissingAuthenticationTokenException"},
		"an unknown key":   {signed("AKIB", time.Now()), false, "UnrecognizedClientException"},
		"an old signature": {signed("AKIA", time.Now().Add(-time.Hour)), false, "InvalidSignatureException"},
		"a wrong one":      {signed("AKIA", time.Now()), true, "InvalidSignatureException"},
	} {
		body := &seen{Reader: strings.NewReader("{}")}
		r := httptest.NewRequest("PUT", "/plans/p", body)
		r.Header = test.header
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		if code := w.Header().Get("x-amzn-ErrorType"); code != test.code || body.read != test.read {
			t.Errorf("%s: %s %s; the body has been read: %t", what, code, w.Body, body.read)
		}
	}
}

// seen notices whether it is read.
type seen struct {
	io.Reader
	read bool
}

func (s *seen) Read(p []byte) (int, error) {
	s.read = true
	return s.Reader.Read(p)
}

// TestMuxCallerLeft: a caller who has left shows in the log as that.
func TestMuxCallerLeft(t *testing.T) {
	var log bytes.Buffer
	mux := restjson.NewMux(restjson.Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
	restjson.Handle(mux, deletePlan, func(ctx context.Context, _ *getPlanInput) (*restjson.None, error) {
		return nil, ctx.Err()
	})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	mux.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "DELETE", "/plans/p", nil))
	if got := log.String(); !strings.Contains(got, "status=499") || !strings.Contains(got, "level=INFO") {
		t.Errorf("the log says %s", got)
	}
}
