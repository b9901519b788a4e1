package connect

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// registerContacts registers the operations on contacts, on contact flows and on
// what agents do.
func (s *Server) registerContacts(mux *restjson.Mux) {
	restjson.Handle(mux, shape.StartTaskContact, s.startTaskContact)
	restjson.Handle(mux, shape.StartChatContact, s.startChatContact)
	restjson.Handle(mux, shape.StopContact, s.stopContact)
	restjson.Handle(mux, shape.PauseContact, s.pauseContact)
	restjson.Handle(mux, shape.ResumeContact, s.resumeContact)
	restjson.Handle(mux, shape.DescribeContact, s.describeContact)
	restjson.Handle(mux, shape.UpdateContactRoutingData, s.updateContactRoutingData)
	restjson.Handle(mux, shape.PutUserStatus, s.putUserStatus)
	restjson.Handle(mux, shape.DismissUserContact, s.dismissUserContact)
	s.registerContactUpdates(mux)
	restjson.Handle(mux, shape.StartOutboundVoiceContact, s.startOutboundVoiceContact)
	restjson.Handle(mux, shape.StartWebRTCContact, s.startWebRTCContact)
	restjson.Handle(mux, shape.CreateContact, s.createContact)
	restjson.Handle(mux, shape.TransferContact, s.transferContact)
	restjson.Handle(mux, shape.AssociateContactWithUser, s.associateContactWithUser)
	restjson.Handle(mux, shape.CreateContactFlow, s.createContactFlow)
	restjson.Handle(mux, shape.DescribeContactFlow, s.describeContactFlow)
	restjson.Handle(mux, shape.ListContactFlows, s.listContactFlows)
	restjson.Handle(mux, shape.DeleteContactFlow, s.deleteContactFlow)
	s.registerFlowUpdates(mux)
	s.registerFlowModules(mux)
}

// contact returns a contact as it is now or, when it is completed, as it was
// recorded, and the time of the instance. Member is named if there is none.
func (s *Server) contact(ctx context.Context, i *host.Instance, member string, id strowger.ContactID) (*strowger.Contact, strowger.Time, error) {
	var found *strowger.Contact
	var at strowger.Time
	err := i.View(ctx, func(e *routing.Engine, now strowger.Time) error {
		at = now
		if c, ok := e.Contact(id); ok {
			found = c.Copy()
		}
		return nil
	})
	if err != nil || found != nil {
		return found, at, err
	}
	found, ok, err := s.Report.Contact(ctx, i.ID(), id)
	if err == nil && !ok {
		err = strowger.Errorf(strowger.ResourceNotFound, "%s: there is no contact %q%s", member, id, s.incomplete(i.ID()))
	}
	return found, at, err
}

// incomplete says of an instance whose records of ended contacts are not all there
// any more that they are not.
func (s *Server) incomplete(id strowger.InstanceID) string {
	if until := s.Report.Incomplete(id); until != 0 {
		return fmt.Sprintf("; records of contacts that ended before %s have been lost", until)
	}
	return ""
}

// doOnContact sends a command on a contact. The engine forgets a contact when it
// is completed; that it is not found because it has ended is an error of its own.
func (s *Server) doOnContact(ctx context.Context, i *host.Instance, id strowger.ContactID, c strowger.Command, ended strowger.Code) error {
	_, err := i.Do(ctx, c)
	record, err := s.recordAfter(ctx, i, id, err)
	if record != nil {
		return strowger.Errorf(ended, "ContactId: the contact %q has ended", id)
	}
	return err
}

// recordAfter returns the record of a contact that a command has not found because
// it has ended. Without one it returns what became of the command.
func (s *Server) recordAfter(ctx context.Context, i *host.Instance, id strowger.ContactID, err error) (*strowger.Contact, error) {
	if strowger.CodeOf(err) != strowger.ResourceNotFound {
		return nil, err
	}
	record, recorded, failure := s.Report.Contact(ctx, i.ID(), id)
	switch {
	case failure != nil:
		return nil, failure
	case !recorded:
		return nil, err
	}
	return record, nil
}

// notStoppable are the initiation methods of voice contacts that StopContact
// leaves alone (rule 7.5).
var notStoppable = []string{"DISCONNECT", "TRANSFER", "QUEUE_TRANSFER", "EXTERNAL_OUTBOUND", "MONITOR"}

// stopContact ends a contact. DisconnectReason.Code is kept as its disconnect
// reason, API if there is none. A contact that has ended and one that never was
// are both a ContactNotFoundException.
func (s *Server) stopContact(ctx context.Context, in *shape.StopContactInput) (*shape.StopContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id := strowger.ContactID(in.ContactId)
	err = i.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		c, ok := e.Contact(id)
		if ok && !c.Done() && c.Channel == strowger.Voice && slices.Contains(notStoppable, c.InitiationMethod) {
			return strowger.Errorf(strowger.InvalidRequest,
				"ContactId: a voice contact with the initiation method %s cannot be stopped", c.InitiationMethod)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	reason := strowger.APIDisconnect
	if in.DisconnectReason != nil && value(in.DisconnectReason.Code) != "" {
		reason = *in.DisconnectReason.Code
	}
	_, err = i.Do(ctx, strowger.DisconnectContact{ContactID: id, Reason: reason})
	return &shape.StopContactOutput{}, ContactGone(err)
}

// ContactGone turns the refusal of a command on a contact that has ended, or that
// never was, into the ContactNotFound of operations that do not tell the two
// apart.
func ContactGone(err error) error {
	return recode(err, strowger.ContactNotFound, strowger.ResourceNotFound, strowger.ResourceConflict)
}

// recode gives a refusal that has one of some codes another one, for operations
// whose model has no exception for it.
func recode(err error, to strowger.Code, from ...strowger.Code) error {
	e, ok := errors.AsType[*strowger.Error](err)
	if !ok || !slices.Contains(from, e.Code) {
		return err
	}
	return &strowger.Error{Code: to, Message: e.Message}
}

// pauseContact pauses a task. Amazon can run a flow then; there is no flow here
// that runs for a paused task.
func (s *Server) pauseContact(ctx context.Context, in *shape.PauseContactInput) (*shape.PauseContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if value(in.ContactFlowId) != "" {
		return nil, strowger.Errorf(strowger.InvalidRequest, "ContactFlowId is not supported: no flow runs when a task is paused")
	}
	id := strowger.ContactID(in.ContactId)
	err = s.doOnContact(ctx, i, id, strowger.PauseContact{ContactID: id}, strowger.Conflict)
	return &shape.PauseContactOutput{}, err
}

// resumeContact resumes a paused task. One that was paused in a queue has left
// it, and the flow ContactFlowId, which then runs, may queue it again.
func (s *Server) resumeContact(ctx context.Context, in *shape.ResumeContactInput) (*shape.ResumeContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	id := strowger.ContactID(in.ContactId)
	resume := strowger.ResumeContact{ContactID: id, FlowID: strowger.ContactFlowID(value(in.ContactFlowId))}
	err = s.doOnContact(ctx, i, id, resume, strowger.Conflict)
	return &shape.ResumeContactOutput{}, err
}
