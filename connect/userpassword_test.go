package connect_test

import (
	"fmt"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"golang.org/x/crypto/bcrypt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// TestUpdateUserPassword: the password changes and nothing else of the user; what
// cannot be a password, or cannot be changed, is refused as CreateUser does.
func TestUpdateUserPassword(t *testing.T) {
	o := newOffice(t)
	created, err := o.Client.CreateUser(o.ctx, o.newUser("ada"))
	must(t, err)
	noun := func() (u strowger.User) {
		t.Helper()
		must(t, o.Instance.View(o.ctx, func(e *routing.Engine, _ strowger.Time) error {
			found, _ := e.Users().Get(strowger.UserID(*created.UserId))
			u = *found
			return nil
		}))
		return u
	}
	before := noun()
	path := "/admin/{I}/users/" + *created.UserId + "/password"
	if r := o.call("POST", path, `{"Password": "Another1password"}`); r.Status != 200 || r.Body != "{}" {
		t.Fatalf("%d %s", r.Status, r.Body)
	}
	after := noun()
	must(t, bcrypt.CompareHashAndPassword([]byte(after.PasswordHash), []byte("Another1password")))
	before.PasswordHash, before.LastModified = after.PasswordHash, after.LastModified
	same(t, "the user", after, before)

	for body, want := range map[string]string{
		`{}`:                          "Password is required",
		`{"Password": "short1A"}`:     "8 to 64 characters",
		`{"Password": "nocapitals1"}`: "a capital",
		fmt.Sprintf(`{"Password": "Aa1%s"}`, strings.Repeat("é", 40)): "72 bytes",
	} {
		o.call("POST", path, body).refused(t, body, "InvalidParameterException", want)
	}
	o.call("POST", "/admin/{I}/users/"+missing+"/password", `{"Password": "Another1password"}`).
		refused(t, "nobody", "ResourceNotFoundException", "UserId")
	same(t, "the user after refusals", noun(), after)

	saml, err := o.Client.CreateInstance(o.ctx, &sdk.CreateInstanceInput{
		IdentityManagementType: types.DirectoryTypeSaml, InstanceAlias: new("saml"), InboundCallsEnabled: new(true), OutboundCallsEnabled: new(true),
	})
	must(t, err)
	o.call("POST", "/admin/"+*saml.Id+"/users/x/password", `{"Password": "Another1password"}`).
		refused(t, "SAML", "InvalidParameterException", "CONNECT_MANAGED")
}
