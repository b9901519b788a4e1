package routing

import (
	"fmt"

	"github.com/strowger/strowger"
)

// Decide returns the events that a command causes at a time, or an error of type
// *strowger.Error. It changes nothing.
func (e *Engine) Decide(now strowger.Time, c strowger.Command) ([]strowger.Event, error) {
	d := decision{Engine: e, now: now}
	if err := d.decide(c); err != nil {
		return nil, err
	}
	e.number(d.events)
	return d.events, nil
}

// decision is the making of one decision. It reads the engine and collects
// events.
type decision struct {
	*Engine
	now    strowger.Time
	events []strowger.Event
}

func (d *decision) add(events ...strowger.Event) { d.events = append(d.events, events...) }

// decide hands the command to its method. The first command of an instance must
// be CreateInstance.
func (d *decision) decide(c strowger.Command) error {
	if c, ok := c.(strowger.CreateInstance); ok {
		return d.createInstance(c)
	}
	if d.instance.ID == "" || d.instance.Deleted {
		return strowger.Errorf(strowger.ResourceNotFound, "the instance does not exist")
	}
	if done, err := d.decideContact(c); done {
		return err
	}
	if done, err := d.decideAgent(c); done {
		return err
	}
	if done, err := d.decideConfig(c); done {
		return err
	}
	panic(fmt.Sprintf("routing: unknown command %T", c))
}

func (d *decision) decideContact(c strowger.Command) (done bool, err error) {
	switch c := c.(type) {
	case strowger.Tick:
	case strowger.StartContact:
		err = d.startContact(c)
	case strowger.CreateContact:
		err = d.createContact(c)
	case strowger.UpdateContact:
		err = d.updateContact(c)
	case strowger.UpdateContactAttributes:
		err = d.updateContactAttributes(c)
	case strowger.UpdateContactSchedule:
		err = d.updateContactSchedule(c)
	case strowger.SetTargetQueue:
		err = d.setTargetQueue(c)
	case strowger.UpdateRoutingData:
		err = d.updateRoutingData(c)
	case strowger.EnqueueContact:
		err = d.enqueueContact(c)
	case strowger.TransferContact:
		err = d.transferContact(c)
	case strowger.CreateCallback:
		err = d.createCallback(c)
	case strowger.DialContact:
		err = d.dialContact(c)
	case strowger.AnswerContact:
		err = d.answerContact(c)
	case strowger.EndDial:
		err = d.endDial(c)
	case strowger.DisconnectContact:
		err = d.disconnectContact(c)
	case strowger.RecordFacts:
		err = d.recordFacts(c)
	case strowger.PauseContact:
		err = d.pauseContact(c)
	case strowger.ResumeContact:
		err = d.resumeContact(c)
	case strowger.AssociateContactWithUser:
		err = d.associateContactWithUser(c)
	case strowger.InterruptAgent:
		err = d.interruptAgent(c)
	default:
		return false, nil
	}
	return true, err
}

func (d *decision) decideAgent(c strowger.Command) (done bool, err error) {
	switch c := c.(type) {
	case strowger.PutAgentStatus:
		err = d.putAgentStatus(c)
	case strowger.StartOutboundContact:
		err = d.startOutboundContact(c)
	case strowger.AcceptContact:
		err = d.acceptContact(c)
	case strowger.RejectContact:
		err = d.rejectContact(c)
	case strowger.HoldContact:
		err = d.holdContact(c)
	case strowger.UnholdContact:
		err = d.unholdContact(c)
	case strowger.MuteParticipant:
		err = d.muteParticipant(c)
	case strowger.LeaveContact:
		err = d.leaveContact(c)
	case strowger.ClearContact:
		err = d.clearContact(c)
	default:
		return false, nil
	}
	return true, err
}

// find returns a noun, or a ResourceNotFound error that names the member and the
// kind.
func find[K ~string, V any](t *Table[K, V], id K, member, kind string) (*V, error) {
	if v, ok := t.Get(id); ok {
		return v, nil
	}
	return nil, strowger.Errorf(strowger.ResourceNotFound, "%s: there is no %s %q", member, kind, id)
}

// free checks that a name is not taken by another noun.
func free[K ~string, V any](t *Table[K, V], id K, name, member, kind string) error {
	if v, ok := t.Named(name); ok && t.id(v) != id {
		return strowger.Errorf(strowger.DuplicateResource, "%s: there is a %s named %q already", member, kind, name)
	}
	return nil
}

// change copies the value behind p into v unless p is nil.
func change[T any](v *T, p *T) {
	if p != nil {
		*v = *p
	}
}
