package connect

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// The limits of starting contacts (rules 7.6, 10, U45).
const (
	maxAttributeBytes = 32_768
)

// ClientToken returns the token of a request as the engine remembers it, for
// seven days: a token means one thing to each operation. None is empty.
func ClientToken(ctx context.Context, token *string) string {
	if value(token) == "" {
		return ""
	}
	return restjson.OperationOf(ctx).Name + "/" + *token
}

// requestHash returns a hash by which a request is known again, for operations
// whose client token is good for the same request only.
func requestHash(request any) (string, error) {
	text, err := json.Marshal(request, json.Deterministic(true))
	if err != nil {
		return "", fmt.Errorf("hash of the request: %w", err)
	}
	sum := sha256.Sum256(text)
	return base64.RawStdEncoding.EncodeToString(sum[:]), nil
}

// StartContact starts a contact and returns its identifier, or that of the
// contact which the same client token has started before.
func StartContact(ctx context.Context, i *host.Instance, c strowger.Contact) (strowger.ContactID, error) {
	return begin(ctx, i, c.ID, c.ClientToken, strowger.StartContact{Contact: &c})
}

// begin sends the command that starts a contact with an identifier, and returns
// it or that of the contact which the same client token has started before.
func begin(ctx context.Context, i *host.Instance, id strowger.ContactID, token string, cmd strowger.Command) (strowger.ContactID, error) {
	events, err := i.Do(ctx, cmd)
	if err == nil && len(events) == 0 {
		err = i.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
			id, _ = e.ContactWithToken(token)
			return nil
		})
	}
	return id, err
}

// start is StartContact for a contact that may come from another.
func (s *Server) start(ctx context.Context, i *host.Instance, c strowger.Contact) (strowger.ContactID, error) {
	if err := s.link(ctx, i, &c); err != nil {
		return "", err
	}
	return StartContact(ctx, i, c)
}

// link makes a contact part of the tree of the one it comes from: the next in
// the chain of PreviousContactId, or beside RelatedContactId. It has that one's
// user-defined tags (rule 7.11b), and its attributes, unless it was given its own
// (rule 6.2). A client token that is
// known is found before anything that changes with time is looked at.
func (s *Server) link(ctx context.Context, i *host.Instance, c *strowger.Contact) error {
	member, id := "PreviousContactId", c.PreviousContactID
	if id == "" {
		member, id = "RelatedContactId", c.RelatedContactID
	}
	if id == "" {
		return nil
	}
	known := false
	err := i.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		_, known = e.ContactWithToken(c.ClientToken)
		return nil
	})
	if err != nil || known {
		return err
	}
	from, _, err := s.contact(ctx, i, member, id)
	if err != nil {
		return err
	}
	c.ContactAssociationID = from.ContactAssociationID
	c.Tags = from.Tags
	if c.PreviousContactID != "" {
		c.InitialContactID, c.Segment = from.InitialContactID, from.Segment+1
	}
	attributes := maps.Clone(from.Attributes)
	if attributes == nil {
		return nil
	}
	maps.Copy(attributes, c.Attributes)
	if n := restjson.TextSize(attributes); n > maxAttributeBytes {
		return strowger.Errorf(strowger.InvalidRequest, "Attributes must have at most %d bytes with those of %s, have %d", maxAttributeBytes, member, n)
	}
	c.Attributes = attributes
	return nil
}

// startTaskContact starts a task, or schedules it. There are no quick connects
// and no task templates that it could start with.
func (s *Server) startTaskContact(ctx context.Context, in *shape.StartTaskContactInput) (*shape.StartTaskContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	task, err := s.task(ctx, in)
	switch {
	case err != nil:
		return nil, err
	case value(in.QuickConnectId) != "":
		return nil, strowger.Errorf(strowger.ResourceNotFound, "QuickConnectId: there is no quick connect %q", *in.QuickConnectId)
	case in.TaskTemplateId != nil:
		return nil, strowger.Errorf(strowger.ResourceNotFound, "TaskTemplateId: there is no task template %q", *in.TaskTemplateId)
	case in.Attachments != nil:
		return nil, strowger.Errorf(strowger.InvalidRequest, "Attachments are not supported")
	}
	id, err := s.start(ctx, i, task)
	return &shape.StartTaskContactOutput{ContactId: text(id)}, err
}

// task reads the contact that StartTaskContact asks for.
func (s *Server) task(ctx context.Context, in *shape.StartTaskContactInput) (task strowger.Contact, err error) {
	task = strowger.Contact{
		ID:                 strowger.ContactID(uuid.NewString()),
		PreviousContactID:  strowger.ContactID(value(in.PreviousContactId)),
		RelatedContactID:   strowger.ContactID(value(in.RelatedContactId)),
		ClientToken:        ClientToken(ctx, in.ClientToken),
		Channel:            strowger.Task,
		InitiationMethod:   "API",
		Name:               value(in.Name),
		Description:        value(in.Description),
		FlowID:             strowger.ContactFlowID(value(in.ContactFlowId)),
		ScheduledTimestamp: strowger.Time(value(in.ScheduledTime)),
		Attributes:         in.Attributes,
	}
	err = check(ctx, func(c *restjson.Checker) {
		c.ExactlyOne([]string{"ContactFlowId", "QuickConnectId", "TaskTemplateId"},
			value(in.ContactFlowId) != "", value(in.QuickConnectId) != "", in.TaskTemplateId != nil)
		if in.PreviousContactId != nil && in.RelatedContactId != nil {
			c.Violate("RelatedContactId", "cannot be given with PreviousContactId")
		}
		if in.ScheduledTime != nil && *in.ScheduledTime <= 0 {
			c.Violate("ScheduledTime", "must be later than now")
		}
		task.SegmentAttributes = SegmentAttributes(c, strowger.Task, in.SegmentAttributes)
		task.References = References(c, in.References, shape.ReferenceTypeUrl, shape.ReferenceTypeNumber,
			shape.ReferenceTypeString, shape.ReferenceTypeDate, shape.ReferenceTypeEmail)
	})
	return task, err
}
