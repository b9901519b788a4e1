package workspace

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// contactInput names a contact that the agent has.
type contactInput struct {
	ContactID strowger.ContactID `json:"contactId"`
}

// Validate implements restjson.Validator.
func (in *contactInput) Validate(c *restjson.Checker) {
	c.Required("contactId", in.ContactID != "")
}

func (h *handler) acceptContact(ctx context.Context, who *caller, in *contactInput) (any, error) {
	return who.do(ctx, strowger.AcceptContact{UserID: who.user(), ContactID: in.ContactID})
}

func (h *handler) rejectContact(ctx context.Context, who *caller, in *contactInput) (any, error) {
	return who.do(ctx, strowger.RejectContact{UserID: who.user(), ContactID: in.ContactID})
}

// clearContact ends after contact work or dismisses an unanswered contact. The
// desktop's library calls it ClearContact now and called it CompleteContact
// before.
func (h *handler) clearContact(ctx context.Context, who *caller, in *contactInput) (any, error) {
	return who.do(ctx, strowger.ClearContact{UserID: who.user(), ContactID: in.ContactID})
}

// pauseContact pauses a task of the agent (rule 3.7).
func (h *handler) pauseContact(ctx context.Context, who *caller, in *contactInput) (any, error) {
	if err := who.works(ctx, in.ContactID); err != nil {
		return nil, err
	}
	return who.do(ctx, strowger.PauseContact{ContactID: in.ContactID})
}

// resumeContact resumes a task of the agent.
func (h *handler) resumeContact(ctx context.Context, who *caller, in *contactInput) (any, error) {
	if err := who.works(ctx, in.ContactID); err != nil {
		return nil, err
	}
	return who.do(ctx, strowger.ResumeContact{ContactID: in.ContactID})
}

// works checks that the agent works on a contact. The commands that pause and
// resume act on contacts and not on agents, so they would reach a contact that
// the agent has missed and that waits in its queue again.
func (c *caller) works(ctx context.Context, id strowger.ContactID) error {
	return c.instance.View(ctx, func(e *routing.Engine, _ strowger.Time) error {
		a, ok := e.Agent(c.user())
		if !ok {
			return deleted()
		}
		switch l := a.Contact(id); {
		case l == nil:
			return strowger.Errorf(strowger.ResourceNotFound, "ContactId: the agent has no contact %q", id)
		case !l.State.Live():
			return strowger.Errorf(strowger.InvalidRequest, "ContactId: the contact %q is %s at the agent", id, l.State)
		}
		return nil
	})
}

// deleted is for users who go between the check of their token and the rest of
// their request.
func deleted() error { return unauthorized("the user has been deleted") }
