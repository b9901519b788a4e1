package connect

import (
	"regexp"

	"golang.org/x/text/unicode/norm"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// Who a user is, and what the documentation of CreateUser and UserIdentityInfo
// asks of that for each way of managing identities.

// The user names that Amazon makes itself and that come from SAML: an @ only as
// in an email address. A directory has rules of its own.
var username = regexp.MustCompile(`^[a-zA-Z0-9_.-]+(@[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)+)?$`)

var secondaryEmail = restjson.MustPattern(`^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,63}$`)

// The lengths that are documented and not modelled, in characters.
const (
	maxUsernameSAML   = 64
	maxSecondaryEmail = 265
)

// checkUser checks what depends on the way of managing identities.
func checkUser(c *restjson.Checker, in *shape.CreateUserInput, directory shape.DirectoryType) {
	if directory != shape.DirectoryTypeExistingDirectory && !username.MatchString(in.Username) {
		c.Violate("Username", "must consist of letters, digits, _, - and ., with @ only in an email address")
	}
	if directory == shape.DirectoryTypeSaml {
		c.Length("Username", in.Username, 1, maxUsernameSAML)
		if in.DirectoryUserId != nil {
			c.Violate("DirectoryUserId", "cannot be given for SAML")
		}
	}
	if directory == shape.DirectoryTypeConnectManaged {
		c.Required("Password", in.Password != nil)
	} else if in.Password != nil {
		checkManagesPasswords(c, directory)
	}
	checkIdentity(c, in.IdentityInfo, directory)
	checkPhone(c, in.PhoneConfig)
	checkUserConfigs(c, newUserConfigs(in))
	checkPhoneConflicts(c, in)
}

// checkManagesPasswords refuses a password where the instance does not keep them.
func checkManagesPasswords(c *restjson.Checker, directory shape.DirectoryType) {
	if directory != shape.DirectoryTypeConnectManaged {
		c.Violate("Password", "can only be given for CONNECT_MANAGED, the instance has %s", directory)
	}
}

func checkIdentity(c *restjson.Checker, in *shape.UserIdentityInfo, directory shape.DirectoryType) {
	if in == nil {
		in = &shape.UserIdentityInfo{}
	}
	c.Member("IdentityInfo")
	defer c.Leave()
	if directory != shape.DirectoryTypeExistingDirectory {
		c.Required("FirstName", value(in.FirstName) != "")
		c.Required("LastName", value(in.LastName) != "")
	}
	checkNFC(c, "FirstName", value(in.FirstName))
	checkNFC(c, "LastName", value(in.LastName))
	if directory == shape.DirectoryTypeSaml && in.Email != nil {
		c.Violate("Email", "cannot be given for SAML")
	}
	if in.SecondaryEmail != nil {
		c.Length("SecondaryEmail", *in.SecondaryEmail, 0, maxSecondaryEmail)
		c.Match("SecondaryEmail", *in.SecondaryEmail, secondaryEmail)
	}
}

func checkNFC(c *restjson.Checker, name, s string) {
	if !norm.NFC.IsNormalString(s) {
		c.Violate(name, "must be in Unicode Normalization Form C")
	}
}

// checkDirectoryOwned refuses to change what the directory says.
func checkDirectoryOwned(c *restjson.Checker, in *shape.UserIdentityInfo) {
	c.Member("IdentityInfo")
	defer c.Leave()
	owned := func(name string, given *string) {
		if given != nil {
			c.Violate(name, "belongs to the directory of the instance")
		}
	}
	owned("FirstName", in.FirstName)
	owned("LastName", in.LastName)
	owned("Email", in.Email)
}

func identity(in *shape.UserIdentityInfo) strowger.Identity {
	return strowger.Identity{
		FirstName:      value(in.FirstName),
		LastName:       value(in.LastName),
		Email:          value(in.Email),
		SecondaryEmail: value(in.SecondaryEmail),
		Mobile:         value(in.Mobile),
	}
}

func identityInfo(i strowger.Identity) *shape.UserIdentityInfo {
	return &shape.UserIdentityInfo{
		FirstName:      text(i.FirstName),
		LastName:       text(i.LastName),
		Email:          text(i.Email),
		SecondaryEmail: text(i.SecondaryEmail),
		Mobile:         text(i.Mobile),
	}
}
