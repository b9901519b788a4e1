package server

import (
	"cmp"
	"encoding/xml"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/strowger/strowger/restjson"
)

// The AWS Security Token Service answers one operation, GetCallerIdentity, which
// many tools ask first to learn whose keys they have. It speaks the AWS Query
// protocol: a form goes in, XML comes out. It needs no permission (AWS STS API
// Reference, GetCallerIdentity).
const (
	stsVersion   = "2011-06-15"
	stsNamespace = "https://sts.amazonaws.com/doc/" + stsVersion + "/"
	stsBody      = 4 << 10 // bytes; the form has two members
)

type callerIdentity struct {
	XMLName   xml.Name `xml:"GetCallerIdentityResponse"`
	Namespace string   `xml:"xmlns,attr"`
	Result    struct {
		Arn     string
		UserId  string
		Account string
	} `xml:"GetCallerIdentityResult"`
	RequestID string `xml:"ResponseMetadata>RequestId"`
}

type stsError struct {
	XMLName   xml.Name `xml:"ErrorResponse"`
	Namespace string   `xml:"xmlns,attr"`
	Error     struct {
		Type    string
		Code    string
		Message string
	}
	RequestID string `xml:"RequestId"`
}

// tokenService answers GetCallerIdentity.
type tokenService struct {
	verifier *restjson.Verifier
	keys     keyring
	limiter  *limiter
	log      *slog.Logger
}

// isTokenService reports whether a request is one for the token service: no other
// service is asked by a POST of a form to the address alone.
func isTokenService(r *http.Request) bool { return r.Method == http.MethodPost && r.URL.Path == "/" }

// ServeHTTP implements http.Handler.
func (s *tokenService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start, id := time.Now(), uuid.NewString()
	status, answer := http.StatusOK, any(nil)
	who, err := s.identify(w, r)
	if err != nil {
		status, answer = refusalOf(id, err)
	} else {
		answer = s.answer(id, who)
	}
	restjson.Record{ID: id, Operation: "GetCallerIdentity", Status: status, Err: err, Took: time.Since(start)}.Log(r.Context(), s.log)
	text, err := xml.Marshal(answer)
	if err != nil {
		panic("server: " + err.Error()) // it is texts of ours
	}
	w.Header().Set("Content-Type", "text/xml")
	w.Header().Set("x-amzn-RequestId", id)
	w.WriteHeader(status)
	_, _ = w.Write(text) // an error is the caller's
}

// identify returns who has signed a GetCallerIdentity.
func (s *tokenService) identify(w http.ResponseWriter, r *http.Request) (who restjson.Identity, err error) {
	if r.Header.Get("Authorization") == "" {
		return who, &restjson.AuthError{Code: "MissingAuthenticationToken", Status: http.StatusForbidden, Message: "Request is missing Authentication Token"}
	}
	if err := s.verifier.Screen(r); err != nil {
		return who, err
	}
	body, done, err := s.limiter.Begin(w, r, stsBody)
	if err != nil {
		return who, err
	}
	defer done()
	if who, err = s.verifier.Verify(r, body); err != nil {
		return who, err
	}
	s.limiter.Authenticated(r)
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("Action") != "GetCallerIdentity" || form.Get("Version") != stsVersion {
		return who, restjson.Errorf(http.StatusBadRequest, "InvalidAction",
			"Could not find operation %.64q for version %.64q: there is GetCallerIdentity of %s", form.Get("Action"), form.Get("Version"), stsVersion)
	}
	return who, nil
}

// answer says who a caller is: the account itself for the key of the first start,
// else a user with the name of the key.
func (s *tokenService) answer(id string, who restjson.Identity) callerIdentity {
	a := callerIdentity{Namespace: stsNamespace, RequestID: id}
	account := s.keys.names.Account
	a.Result.Account = account
	if who.AccessKeyID == s.keys.root.AccessKeyID {
		a.Result.Arn, a.Result.UserId = "arn:aws:iam::"+account+":root", account
		return a
	}
	a.Result.UserId = who.AccessKeyID
	key, _ := s.keys.made.Key(who.AccessKeyID)
	a.Result.Arn = "arn:aws:iam::" + account + ":user/" + cmp.Or(key.Name, who.AccessKeyID)
	return a
}

// refusalOf returns an error in the form of the service.
func refusalOf(id string, err error) (int, stsError) {
	e := stsError{Namespace: stsNamespace, RequestID: id}
	e.Error.Type = "Sender"
	if auth, ok := errors.AsType[*restjson.AuthError](err); ok {
		e.Error.Code, e.Error.Message = auth.Code, restjson.Shorten(auth.Message)
		return auth.Status, e
	}
	refused, ok := errors.AsType[*restjson.Error](err)
	if !ok {
		refused = restjson.Errorf(http.StatusInternalServerError, "InternalFailure", "internal error")
	}
	e.Error.Code, e.Error.Message = refused.Code, restjson.Shorten(refused.Message)
	return refused.Status, e
}
