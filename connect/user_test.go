package connect_test

import (
	"errors"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"golang.org/x/crypto/bcrypt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/internal/enginetest"
	"github.com/strowger/strowger/routing"
)

func (o *office) user(id *string) *types.User {
	o.Helper()
	out, err := o.Client.DescribeUser(o.ctx, &sdk.DescribeUserInput{InstanceId: o.id, UserId: id})
	must(o.T, err)
	return out.User
}

// newUser is what every user of a CONNECT_MANAGED instance has.
func (o *office) newUser(name string) *sdk.CreateUserInput {
	return &sdk.CreateUserInput{
		InstanceId: o.id, Username: &name, Password: new(enginetest.Password),
		IdentityInfo:       &types.UserIdentityInfo{FirstName: new("Ada"), LastName: new("Lovelace")},
		RoutingProfileId:   &o.RoutingProfileID,
		SecurityProfileIds: []string{o.AgentProfileID},
	}
}

func TestUser(t *testing.T) {
	o := newOffice(t)
	o.advance(60)
	in := o.newUser("ada@example.com")
	in.IdentityInfo = &types.UserIdentityInfo{
		FirstName: new("Ada"), LastName: new("Lovelace"), Email: new("ada@example.com"),
		SecondaryEmail: new("countess@example.org"), Mobile: new("+441234567890"),
	}
	in.PhoneConfig = &types.UserPhoneConfig{
		PhoneType: types.PhoneTypeDeskPhone, AutoAccept: true, AfterContactWorkTimeLimit: 2_000_000,
		DeskPhoneNumber: new("+441234567891"), PersistentConnection: new(true),
	}
	in.DirectoryUserId = new("directory-1")
	in.RoutingProfileId = o.arn("routing-profile", o.RoutingProfileID)
	in.SecurityProfileIds = []string{*o.arn("security-profile", o.AgentProfileID), o.AdminProfileID}
	in.Tags = map[string]string{"k": "v"}
	created, err := o.Client.CreateUser(o.ctx, in)
	must(t, err)
	id := created.UserId
	same(t, "ARN", created.UserArn, o.arn("agent", *id))
	want := &types.User{
		Id: id, Arn: created.UserArn, Username: in.Username,
		IdentityInfo: in.IdentityInfo, PhoneConfig: in.PhoneConfig, DirectoryUserId: in.DirectoryUserId,
		RoutingProfileId: &o.RoutingProfileID, SecurityProfileIds: []string{o.AgentProfileID, o.AdminProfileID},
		Tags: in.Tags, LastModifiedTime: o.now(), LastModifiedRegion: region,
	}
	same(t, "created", o.user(id), want)
	same(t, "by ARN", o.user(created.UserArn), want)

	other := o.newProfile("Other", nil)
	for what, update := range map[string]struct {
		call   func() error
		change func()
	}{
		"routing profile": {func() error {
			_, err := o.Client.UpdateUserRoutingProfile(o.ctx, &sdk.UpdateUserRoutingProfileInput{InstanceId: o.id, UserId: created.UserArn, RoutingProfileId: other})
			return err
		}, func() { want.RoutingProfileId = other }},
		"identity": {func() error {
			_, err := o.Client.UpdateUserIdentityInfo(o.ctx, &sdk.UpdateUserIdentityInfoInput{
				InstanceId: o.id, UserId: id, IdentityInfo: &types.UserIdentityInfo{FirstName: new("Augusta"), LastName: new("King")},
			})
			return err
		}, func() { want.IdentityInfo = &types.UserIdentityInfo{FirstName: new("Augusta"), LastName: new("King")} }},
		"phone": {func() error {
			_, err := o.Client.UpdateUserPhoneConfig(o.ctx, &sdk.UpdateUserPhoneConfigInput{
				InstanceId: o.id, UserId: id, PhoneConfig: &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone},
			})
			return err
		}, func() {
			want.PhoneConfig = &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone, DeskPhoneNumber: new(""), PersistentConnection: new(false)}
		}},
	} {
		o.advance(1)
		must(t, update.call())
		update.change()
		want.LastModifiedTime = o.now()
		same(t, what, o.user(id), want)
	}

	list, err := o.Client.ListUsers(o.ctx, &sdk.ListUsersInput{InstanceId: o.id})
	must(t, err)
	same(t, "list", list.UserSummaryList, []types.UserSummary{{
		Id: id, Arn: created.UserArn, Username: in.Username, LastModifiedTime: o.now(), LastModifiedRegion: region,
	}})
	_, err = o.Client.DeleteUser(o.ctx, &sdk.DeleteUserInput{InstanceId: o.id, UserId: id})
	must(t, err)
	_, err = o.Client.DescribeUser(o.ctx, &sdk.DescribeUserInput{InstanceId: o.id, UserId: id})
	exception[*types.ResourceNotFoundException](t, err, "UserId")
	_, err = o.Client.DescribeQueue(o.ctx, &sdk.DescribeQueueInput{InstanceId: o.id, QueueId: id})
	exception[*types.ResourceNotFoundException](t, err, "QueueId")
}

// A password is kept as its bcrypt hash and never shown.
func TestPassword(t *testing.T) {
	o := newOffice(t)
	id := strowger.UserID(o.CreateUser(t, "ada", o.RoutingProfileID))
	var hash string
	must(t, o.Instance.View(o.ctx, func(e *routing.Engine, _ strowger.Time) error {
		u, ok := e.Users().Get(id)
		if !ok {
			return errors.New("the user is gone")
		}
		hash = u.PasswordHash
		return nil
	}))
	must(t, bcrypt.CompareHashAndPassword([]byte(hash), []byte(enginetest.Password)))
	a := o.call("GET", "/users/{I}/"+string(id), "")
	if a.Status != 200 || strings.Contains(a.Body, hash) || strings.Contains(a.Body, "Password") {
		t.Errorf("a password is in %s", a.Body)
	}

	for password, names := range map[string]string{
		"Short1x":                               "Password must match",
		"nocapital1":                            "Password must match",
		"NOSMALL12":                             "Password must match",
		"NoDigits!":                             "Password must match",
		"With Space1":                           "Password must match",
		"Aa1" + strings.Repeat("x", 62):         "Password must match",
		"Aa1" + strings.Repeat("\u00e9", 35):    "Password must have at most 72 bytes in UTF-8, has 73",
		"Aa1" + strings.Repeat("\U0001f600", 9): "",
		"Aa1" + strings.Repeat("x", 61):         "",
	} {
		in := o.newUser("user" + strings.Map(digits, names+password))
		in.Password = &password
		_, err := o.Client.CreateUser(o.ctx, in)
		if names == "" {
			must(t, err)
			continue
		}
		exception[*types.InvalidParameterException](t, err, names)
		if strings.Contains(err.Error(), password) {
			t.Errorf("the refusal repeats the password: %v", err)
		}
	}
}

func digits(r rune) rune {
	if r < 'a' || r > 'z' {
		return -1
	}
	return r
}

func TestUserRefusals(t *testing.T) {
	o := newOffice(t)
	o.CreateUser(t, "taken", o.RoutingProfileID)
	create := func(change func(*sdk.CreateUserInput)) error {
		in := o.newUser("ada")
		change(in)
		_, err := o.Client.CreateUser(o.ctx, in)
		return err
	}
	for names, change := range map[string]func(*sdk.CreateUserInput){
		"Password is required":               func(in *sdk.CreateUserInput) { in.Password = nil },
		"Username must consist":              func(in *sdk.CreateUserInput) { in.Username = new("ada@example") },
		"Username must have at most 100":     func(in *sdk.CreateUserInput) { in.Username = new(strings.Repeat("x", 101)) },
		"IdentityInfo.FirstName is required": func(in *sdk.CreateUserInput) { in.IdentityInfo = nil },
		"IdentityInfo.LastName is required":  func(in *sdk.CreateUserInput) { in.IdentityInfo.LastName = new("") },
		"IdentityInfo.FirstName must be in Unicode Normalization Form C": func(in *sdk.CreateUserInput) {
			in.IdentityInfo.FirstName = new("Zoe\u0308")
		},
		"IdentityInfo.SecondaryEmail must match": func(in *sdk.CreateUserInput) { in.IdentityInfo.SecondaryEmail = new("a@b") },
		"IdentityInfo.Mobile must match":         func(in *sdk.CreateUserInput) { in.IdentityInfo.Mobile = new("12") },
		"SecurityProfileIds must have at most 10": func(in *sdk.CreateUserInput) {
			in.SecurityProfileIds = make([]string, 11)
		},
		"PhoneConfig.AfterContactWorkTimeLimit must be between 0 and 2000000": func(in *sdk.CreateUserInput) {
			in.PhoneConfig = &types.UserPhoneConfig{AfterContactWorkTimeLimit: 2_000_001}
		},
		"PhoneConfig.DeskPhoneNumber must match": func(in *sdk.CreateUserInput) {
			in.PhoneConfig = &types.UserPhoneConfig{DeskPhoneNumber: new("112")}
		},
	} {
		exception[*types.InvalidParameterException](t, create(change), names)
	}
	for names, change := range map[string]func(*sdk.CreateUserInput){
		"RoutingProfileId":   func(in *sdk.CreateUserInput) { in.RoutingProfileId = new(missing) },
		"SecurityProfileIds": func(in *sdk.CreateUserInput) { in.SecurityProfileIds = []string{missing} },
		"HierarchyGroupId":   func(in *sdk.CreateUserInput) { in.HierarchyGroupId = new(missing) },
	} {
		exception[*types.ResourceNotFoundException](t, create(change), names)
	}
	exception[*types.DuplicateResourceException](t, create(func(in *sdk.CreateUserInput) { in.Username = new("taken") }), "Username")

	_, err := o.Client.UpdateUserRoutingProfile(o.ctx, &sdk.UpdateUserRoutingProfileInput{InstanceId: o.id, UserId: new(missing), RoutingProfileId: &o.RoutingProfileID})
	exception[*types.ResourceNotFoundException](t, err, "UserId")
	_, err = o.Client.UpdateUserIdentityInfo(o.ctx, &sdk.UpdateUserIdentityInfoInput{InstanceId: o.id, UserId: new(missing), IdentityInfo: o.newUser("x").IdentityInfo})
	exception[*types.ResourceNotFoundException](t, err, "UserId")
	_, err = o.Client.UpdateUserIdentityInfo(o.ctx, &sdk.UpdateUserIdentityInfoInput{InstanceId: o.id, UserId: new(missing), IdentityInfo: &types.UserIdentityInfo{}})
	exception[*types.InvalidParameterException](t, err, "IdentityInfo.FirstName is required")
	_, err = o.Client.DeleteUser(o.ctx, &sdk.DeleteUserInput{InstanceId: o.id, UserId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "UserId")
}

// What a user needs depends on who manages identities.
func TestUserOfOtherDirectories(t *testing.T) {
	saml := newOffice(t, enginetest.Identity("SAML"))
	create := func(o *office, change func(*sdk.CreateUserInput)) error {
		in := o.newUser("ada")
		in.Password = nil
		change(in)
		_, err := o.Client.CreateUser(o.ctx, in)
		return err
	}
	for names, change := range map[string]func(*sdk.CreateUserInput){
		"Password can only be given":          func(in *sdk.CreateUserInput) { in.Password = new(enginetest.Password) },
		"Username must have at most 64":       func(in *sdk.CreateUserInput) { in.Username = new(strings.Repeat("x", 65)) },
		"DirectoryUserId":                     func(in *sdk.CreateUserInput) { in.DirectoryUserId = new("x") },
		"IdentityInfo.Email cannot be given":  func(in *sdk.CreateUserInput) { in.IdentityInfo.Email = new("a@b.example") },
		"IdentityInfo.FirstName is required;": func(in *sdk.CreateUserInput) { in.IdentityInfo = nil },
	} {
		exception[*types.InvalidParameterException](t, create(saml, change), names)
	}
	must(t, create(saml, func(*sdk.CreateUserInput) {}))

	directory := newOffice(t, enginetest.Identity("EXISTING_DIRECTORY"))
	in := directory.newUser(`EXAMPLE\ada`)
	in.Password, in.IdentityInfo, in.DirectoryUserId = nil, nil, new("S-1-5-21")
	out, err := directory.Client.CreateUser(directory.ctx, in)
	must(t, err)
	update := func(info types.UserIdentityInfo) error {
		_, err := directory.Client.UpdateUserIdentityInfo(directory.ctx, &sdk.UpdateUserIdentityInfoInput{InstanceId: directory.id, UserId: out.UserId, IdentityInfo: &info})
		return err
	}
	exception[*types.InvalidParameterException](t, update(types.UserIdentityInfo{Email: new("a@b.example")}), "IdentityInfo.Email")
	must(t, update(types.UserIdentityInfo{Mobile: new("+441234567890")}))
	same(t, "identity", directory.user(out.UserId).IdentityInfo, &types.UserIdentityInfo{Mobile: new("+441234567890")})
}
