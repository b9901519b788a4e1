package workspace

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"golang.org/x/crypto/bcrypt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/restjson"
)

func TestSignInRefusals(t *testing.T) {
	h := newHouse(t)
	h.do(strowger.CreateUser{User: strowger.User{
		ID: "no-password", Username: "nopass", RoutingProfileID: h.profile(),
	}})
	same := h.trySignIn(houseID, "ada", "wrong")
	for _, try := range []struct {
		instance       strowger.InstanceID
		user, password string
	}{
		{houseID, "bert", password},
		{"5c1d6b0e-0000-4000-8000-000000000000", "ada", password},
		{strowger.InstanceID("arn:aws:connect:us-east-1:123456789012:instance/" + houseID), "ada", password}, // of another region
		{strowger.InstanceID("arn:aws:connect:eu-west-2:123456789012:instance/" + houseID + "/queue/" + houseID), "ada", password},
		{houseID, "nopass", password},
		{houseID, "ada", strings.Repeat("long", 40)},
	} {
		r := h.trySignIn(try.instance, try.user, try.password)
		if r.status != http.StatusUnauthorized || string(r.body) != string(same.body) || r.header.Get("Set-Cookie") != "" {
			t.Errorf("%v: %d %s; want what a wrong password gives: %s", try, r.status, r.body, same.body)
		}
	}
	for body, want := range map[string]string{
		``:                   "InstanceId is required; Username is required; Password is required",
		`{"InstanceId":7}`:   "InstanceId: expected a string",
		`{"Username":"ada"`:  "not valid JSON",
		`["ada"]`:            "expected an object",
		`{"Password":"a\xff`: "not valid JSON",
		`{"Username":"","Password":"p","InstanceId":"i"}`: "Username is required",
	} {
		r := h.send(t.Context(), http.MethodPost, "/auth/sign-in", body)
		if r.status != http.StatusBadRequest || !strings.Contains(string(r.body), want) {
			t.Errorf("%s: %d %s; want %q", body, r.status, r.body, want)
		}
	}
	r := h.send(t.Context(), http.MethodPost, "/auth/sign-in", "{}", "Sec-Fetch-Site", "cross-site")
	if r.status != http.StatusForbidden || r.code() != "AccessDeniedException" {
		t.Errorf("from another site: %d %s", r.status, r.body)
	}
}

// TestNobodysHashIsAHash: comparing with it must cost what comparing with a
// user's costs.
func TestNobodysHashIsAHash(t *testing.T) {
	if cost, err := bcrypt.Cost([]byte(nobodysHash)); err != nil || cost != bcrypt.DefaultCost {
		t.Errorf("cost %d, %v", cost, err)
	}
	if err := bcrypt.CompareHashAndPassword([]byte(nobodysHash), []byte(password)); err != bcrypt.ErrMismatchedHashAndPassword {
		t.Errorf("compared: %v", err)
	}
}

func TestSessionEnds(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	states := func(want string) {
		t.Helper()
		if code := d.call("GetAgentStates", nil).code(); code != want {
			t.Errorf("got %q; want %q", code, want)
		}
	}
	h.pass(sessionLife - time.Second)
	states("")
	renewed := get[getNewAuthTokenOutput](d, "GetNewAuthToken", map[string]any{"refreshToken": d.token})
	if want := opening.Add(sessionLife); renewed.ExpirationDateTime != restjson.EpochOf(want) {
		t.Errorf("renewed until %v; want %v", renewed.ExpirationDateTime.Time(), want)
	}
	stolen := &desk{house: h, token: renewed.NewAuthToken}
	stolen.must("PutAgentState", map[string]any{"state": map[string]any{"name": "Break"}})
	h.pass(time.Second)
	states("UnauthorizedException")
	stolen.refused("UnauthorizedException", "GetNewAuthToken", nil)

	bert := h.hire(h.instance, "bert")
	d = h.desk("bert")
	states("")
	h.do(strowger.DeleteUser{ID: bert})
	states("UnauthorizedException")
	h.hire(h.instance, "bert") // another user of the same name
	states("UnauthorizedException")

	h.create("doomed")
	h.hire(h.find("doomed"), "ada")
	d.token = h.signIn("doomed", "ada")
	states("")
	h.check(h.server.Directory.DeleteInstance(t.Context(), "doomed"))
	states("UnauthorizedException")
}

// TestTokensCannotBeMade: neither by changing one nor with another secret, and
// one of another instance is good for that instance only.
func TestTokensCannotBeMade(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	good := d.token
	s := d.session()
	server := h.server
	before := s
	before.Password = "of the password before"
	old := (&handler{Server: server}).seal("session", before)
	device := (&handler{Server: server}).seal("device", s)
	server.Secret = []byte("another secret of 32 bytes or more")
	forged := (&handler{Server: server}).seal("session", s)
	payload, signature, _ := strings.Cut(good, ".")
	longer := s
	longer.Begun++
	claims, err := json.Marshal(longer)
	h.check(err)
	other := token64.EncodeToString(claims)
	for name, token := range map[string]string{
		"forged":       forged,
		"a device":     device,
		"old password": old,
		"changed":      other + "." + signature,
		"unsigned":     payload + ".",
		"half":         payload,
		"signature":    "." + signature,
		"nonsense":     "nonsense",
		"empty":        "",
	} {
		d.token = token
		if r := d.call("GetAgentStates", nil); r.status != http.StatusUnauthorized || r.code() != "UnauthorizedException" {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}

	h.create("annex")
	h.hire(h.find("annex"), "ada")
	annex := &desk{house: h, token: h.signIn("annex", "ada")}
	d.token = good
	d.choose("Available")
	call := h.arrive(strowger.Voice)
	annex.refused("ResourceNotFoundException", "AcceptContact", id(call))
	if s := annex.look(); s.State.Name != "Offline" || len(s.Contacts) != 0 {
		t.Errorf("the annex sees %+v", s)
	}
	d.must("AcceptContact", id(call))
}

// session reads what the desk's token says.
func (d *desk) session() session {
	d.t.Helper()
	s, ok := (&handler{Server: d.server}).verify(d.token)
	if !ok {
		d.t.Fatal("the token of the desk is not one of the server")
	}
	return s
}

// TestATokenHasOneSpelling: what base64 decodes to the same bytes is not the same
// token. Its last character has bits that mean nothing, and line breaks are
// skipped.
func TestATokenHasOneSpelling(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	good := d.token
	payload, signature, _ := strings.Cut(good, ".")
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, signature[len(signature)-1])
	spare := signature[:len(signature)-1] + string(alphabet[last^1])
	for _, other := range []string{
		payload + "." + spare,
		payload + "." + signature + "\n",
		payload + ".\r\n" + signature,
		payload + "\n." + signature,
		payload + "." + signature + "=",
		payload + "." + signature + ".",
	} {
		body, err := json.Marshal(map[string]any{"authentication": map[string]any{"authToken": other}})
		h.check(err)
		r := h.send(t.Context(), http.MethodPost, "/api", string(body), "X-Amz-Target", "AmazonConnectCTIService.GetAgentStates")
		if r.status != http.StatusUnauthorized {
			t.Errorf("%q: %d %s", strings.TrimPrefix(other, payload), r.status, r.body)
		}
	}
	a, err := token64.DecodeString(signature)
	h.check(err)
	b, err := token64.DecodeString(spare)
	h.check(err)
	if !slices.Equal(a, b) {
		t.Error("the spellings are of different bytes; the test tests nothing")
	}
}

func TestAuthorizeRenewsTheCookie(t *testing.T) {
	h := newHouse(t)
	cookie := func(r reply) *http.Cookie {
		t.Helper()
		cookies := (&http.Response{Header: r.header}).Cookies()
		i := slices.IndexFunc(cookies, func(c *http.Cookie) bool { return c.Name == cookieName })
		if i < 0 {
			t.Fatalf("%d %s: cookies %v", r.status, r.body, cookies)
		}
		return cookies[i]
	}
	in := cookie(h.trySignIn(houseID, "ada", password))
	if in.Name != cookieName || !in.HttpOnly || in.Path != "/" || in.SameSite != http.SameSiteLaxMode || in.Secure {
		t.Errorf("cookie %v", in)
	}
	h.pass(11*time.Hour + 45*time.Minute)
	r := h.send(t.Context(), http.MethodGet, "/auth/authorize", "", "Cookie", in.Name+"="+in.Value)
	var out authorizeOutput
	h.check(json.Unmarshal(r.body, &out))
	if want := opening.Add(sessionLife).UnixMilli(); out.Expiration != want || cookie(r).Value != out.AccessToken {
		t.Errorf("authorized until %d; want %d; cookie %v", out.Expiration, want, cookie(r))
	}
	d := &desk{house: h, token: out.AccessToken}
	d.look()
	h.pass(15 * time.Minute)
	for _, header := range [][]string{nil, {"Cookie", in.Name + "=" + in.Value}, {"Cookie", in.Name + "=x"}} {
		if r := h.send(t.Context(), http.MethodGet, "/auth/authorize", "", header...); r.status != http.StatusUnauthorized {
			t.Errorf("%v: %d %s", header, r.status, r.body)
		}
	}

	body := fmt.Sprintf(`{"InstanceId": %q, "Username": "ada", "Password": %q}`, houseID, password)
	if c := cookie(h.send(t.Context(), http.MethodPost, SignIn, body, "X-Forwarded-Proto", "https")); !c.Secure || c.SameSite != http.SameSiteNoneMode {
		t.Errorf("behind TLS: %v", c)
	}
}

func TestHandlerNeedsASecret(t *testing.T) {
	h := newHouse(t)
	server := h.server
	server.Secret = server.Secret[:secretMin-1]
	defer func() {
		if p := fmt.Sprint(recover()); !strings.Contains(p, "32 bytes") {
			t.Errorf("a short secret: %s", p)
		}
	}()
	server.Handler()
}
