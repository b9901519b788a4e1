package workspace

import (
	"context"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/restjson"
)

// A desktop sees a contact as connections: its own, of type agent, and the
// customer's. A task has nobody at the other end, so its agent's connection is
// the only one. Strowger has no such things. Their identifiers are derived from
// what they join, so that they are the same in every snapshot, also after a
// restart.

// connectionSpace is the name space of their identifiers.
var connectionSpace = uuid.NewSHA1(uuid.NameSpaceDNS, []byte("connections.strowger"))

// agentConnection identifies what joins an agent to a contact.
func agentConnection(c strowger.ContactID, u strowger.UserID) string {
	return uuid.NewSHA1(connectionSpace, []byte(string(c)+"\x00"+string(u))).String()
}

// customerConnection identifies what joins the customer to a contact.
func customerConnection(c strowger.ContactID) string {
	return uuid.NewSHA1(connectionSpace, []byte(c)).String()
}

// connectionInput names a connection of a contact that the agent has.
type connectionInput struct {
	ContactID    strowger.ContactID `json:"contactId"`
	ConnectionID string             `json:"connectionId"`
}

// Validate implements restjson.Validator.
func (in *connectionInput) Validate(c *restjson.Checker) {
	c.Required("contactId", in.ContactID != "")
	c.Required("connectionId", in.ConnectionID != "")
}

// customer checks that the input names the customer's connection.
func (in *connectionInput) customer(who *caller) error {
	switch in.ConnectionID {
	case customerConnection(in.ContactID):
		return nil
	case agentConnection(in.ContactID, who.user()):
		return strowger.Errorf(strowger.InvalidRequest, "connectionId: only the customer can be put on hold, the connection %q is the agent's", in.ConnectionID)
	}
	return in.unknown()
}

func (in *connectionInput) unknown() error {
	return strowger.Errorf(strowger.ResourceNotFound, "connectionId: the contact %q has no connection %.64q", in.ContactID, in.ConnectionID)
}

func (h *handler) holdConnection(ctx context.Context, who *caller, in *connectionInput) (any, error) {
	if err := in.customer(who); err != nil {
		return nil, err
	}
	return who.do(ctx, strowger.HoldContact{UserID: who.user(), ContactID: in.ContactID})
}

func (h *handler) resumeConnection(ctx context.Context, who *caller, in *connectionInput) (any, error) {
	if err := in.customer(who); err != nil {
		return nil, err
	}
	return who.do(ctx, strowger.UnholdContact{UserID: who.user(), ContactID: in.ContactID})
}

// destroyConnection ends the contact, whichever end of it is destroyed: two make
// a contact. One that rings is rejected.
func (h *handler) destroyConnection(ctx context.Context, who *caller, in *connectionInput) (any, error) {
	if in.ConnectionID != agentConnection(in.ContactID, who.user()) && in.ConnectionID != customerConnection(in.ContactID) {
		return nil, in.unknown()
	}
	return who.do(ctx, strowger.LeaveContact{UserID: who.user(), ContactID: in.ContactID})
}

func (h *handler) muteParticipant(ctx context.Context, who *caller, in *connectionInput) (any, error) {
	return who.mute(ctx, in, true)
}

func (h *handler) unmuteParticipant(ctx context.Context, who *caller, in *connectionInput) (any, error) {
	return who.mute(ctx, in, false)
}

// mute mutes the agent on a call, or takes that back. Amazon's desktop mutes agents
// and no customers.
func (c *caller) mute(ctx context.Context, in *connectionInput, muted bool) (any, error) {
	switch in.ConnectionID {
	case agentConnection(in.ContactID, c.user()):
		return c.do(ctx, strowger.MuteParticipant{UserID: c.user(), ContactID: in.ContactID, Muted: muted})
	case customerConnection(in.ContactID):
		return nil, strowger.Errorf(strowger.InvalidRequest, "connectionId: only the agent can be muted, the connection %q is the customer's", in.ConnectionID)
	}
	return nil, in.unknown()
}
