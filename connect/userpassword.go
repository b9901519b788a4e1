package connect

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/crypto/bcrypt"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// UpdateUserPassword is an operation of our own: Amazon's users change their
// password on a page, for which its API has no words. It ends the sessions of the
// user, whose tokens name the password that they began with.
var UpdateUserPassword = restjson.Operation{
	Name: "UpdateUserPassword", Method: "POST", URI: "/admin/{InstanceId}/users/{UserId}/password",
	Output: restjson.OutputStruct,
	Errors: shape.UpdateUserIdentityInfo.Errors,
}

// AdminOperations lists the operations that Amazon does not have. Policies call
// their surface admin, so that connect:* does not allow them.
var AdminOperations = []restjson.Operation{UpdateUserPassword}

// UpdateUserPasswordInput is the input of UpdateUserPassword.
type UpdateUserPasswordInput struct {
	InstanceId string `json:"-"` // required
	UserId     string `json:"-"` // required
	Password   string // required; as for CreateUser
}

// Bind implements restjson.Input.
func (in *UpdateUserPasswordInput) Bind(b *restjson.Binder) {
	b.Label("InstanceId", &in.InstanceId)
	b.Label("UserId", &in.UserId)
}

// Validate implements restjson.Validator.
func (in *UpdateUserPasswordInput) Validate(c *restjson.Checker) {
	RequireIdentifier(c, "InstanceId", strowger.InstanceResource, &in.InstanceId)
	RequireIdentifier(c, "UserId", strowger.UserResource, &in.UserId)
	if c.Required("Password", in.Password != "") {
		shape.CheckPassword(c, "Password", in.Password)
	}
}

// UpdateUserPasswordOutput is the output of UpdateUserPassword.
type UpdateUserPasswordOutput struct{}

// updateUserPassword gives a user another password.
func (s *Server) updateUserPassword(ctx context.Context, in *UpdateUserPasswordInput) (*UpdateUserPasswordOutput, error) {
	directory, err := s.directoryType(ctx, in.InstanceId)
	if err != nil {
		return nil, err
	}
	if err := check(ctx, func(c *restjson.Checker) { checkManagesPasswords(c, directory) }); err != nil {
		return nil, err
	}
	hash, err := s.hashPassword(in.Password)
	if err != nil {
		return nil, err
	}
	_, err = s.do(ctx, in.InstanceId, strowger.UpdateUser{ID: strowger.UserID(in.UserId), PasswordHash: &hash})
	return &UpdateUserPasswordOutput{}, err
}

// hashPassword hashes a password with bcrypt, which takes 72 bytes: less than
// the 64 characters of the model if they are not ASCII.
func (s *Server) hashPassword(password string) (string, error) {
	hash, err := bcrypt.GenerateFromPassword([]byte(password), s.PasswordCost)
	if errors.Is(err, bcrypt.ErrPasswordTooLong) {
		return "", strowger.Errorf(strowger.InvalidParameter, "Password must have at most 72 bytes in UTF-8, has %d", len(password))
	}
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return string(hash), nil
}
