package server

import (
	"cmp"
	"context"
	"net/http"
	"path/filepath"
	"slices"

	"github.com/strowger/strowger/access"
	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/gateway"
	"github.com/strowger/strowger/restjson"
)

// KeysFile returns the path of the access keys in a data directory that were
// made beside the one of the first start; see package access.
func KeysFile(dataDir string) string { return filepath.Join(dataDir, "keys.json") }

// keyring holds the key of the first start, which may do everything, and the
// keys that were made later, which may do what their policies allow.
type keyring struct {
	root  restjson.Credentials
	made  *access.Store
	names connect.Names
}

var _ restjson.KeyStore = keyring{}

// Secret implements restjson.KeyStore.
func (k keyring) Secret(id string) (secret string, ok bool) {
	if id == k.root.AccessKeyID {
		return k.root.SecretAccessKey, true
	}
	key, ok := k.made.Key(id)
	if !ok {
		return "", false
	}
	return key.Secret, true
}

// authorize refuses what the policy of the caller's key does not allow, as
// Amazon does, with the action and the resource.
func (k keyring) authorize(ctx context.Context, op restjson.Operation, in any) error {
	who, _ := restjson.IdentityOf(ctx)
	if who.AccessKeyID == k.root.AccessKeyID {
		return nil
	}
	user, policy := who.AccessKeyID, access.Policy{}
	if key, ok := k.made.Key(who.AccessKeyID); ok { // it may have been disabled meanwhile
		user, policy = cmp.Or(key.Name, key.ID), key.Policy
	}
	resource := "*"
	if id := k.names.NamedInstance(in); id != "" {
		resource = k.names.Instance(id)
	}
	for _, action := range actionsOf(op, in) {
		if !policy.Allows(action, resource) {
			return restjson.Errorf(http.StatusForbidden, "AccessDeniedException",
				"User: arn:aws:iam::%s:user/%s is not authorized to perform: %s on resource: %s",
				k.names.Account, user, action, resource)
		}
	}
	return nil
}

// actionsOf returns what a caller must be allowed to do for an operation with an
// input. Who searches contacts by their attributes learns the attributes (API
// Reference, SearchContacts, SearchableContactAttributes).
func actionsOf(op restjson.Operation, in any) []string {
	actions := []string{serviceOf(op) + ":" + op.Name}
	if search, ok := in.(*shape.SearchContactsInput); ok &&
		search.SearchCriteria != nil && search.SearchCriteria.SearchableContactAttributes != nil {
		actions = append(actions, "connect:"+shape.GetContactAttributes.Name)
	}
	return actions
}

// Actions returns every action that a policy can allow: the operations of Amazon
// Connect, supported or not, those of the gateway and those of administration.
func Actions() []string {
	var actions []string
	for _, op := range slices.Concat(shape.Routes, gateway.Operations, connect.AdminOperations) {
		actions = append(actions, serviceOf(op)+":"+op.Name)
	}
	return actions
}

// serviceOf returns what policies call the surface that has an operation.
func serviceOf(op restjson.Operation) string {
	named := func(o restjson.Operation) bool { return o.Name == op.Name }
	switch {
	case slices.ContainsFunc(gateway.Operations, named):
		return "gateway"
	case slices.ContainsFunc(connect.AdminOperations, named):
		return "admin"
	}
	return "connect"
}
