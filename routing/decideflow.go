package routing

import (
	"github.com/strowger/strowger"
)

func (d *decision) decideFlow(c strowger.Command) (done bool, err error) {
	switch c := c.(type) {
	case strowger.CreateContactFlow:
		err = d.createFlow(c.Flow)
	case strowger.UpdateContactFlow:
		err = d.updateFlow(c)
	case strowger.DeleteContactFlow:
		err = d.deleteFlow(c.ID)
	case strowger.CreateContactFlowModule:
		err = d.createModule(c.Module)
	case strowger.UpdateContactFlowModule:
		err = d.updateModule(c)
	case strowger.DeleteContactFlowModule:
		err = d.deleteModule(c.ID)
	default:
		return false, nil
	}
	return true, err
}

func (d *decision) createFlow(f strowger.ContactFlow) error {
	if err := free(d.flows, f.ID, f.Name, "Name", "contact flow"); err != nil {
		return err
	}
	f.State, f.LastModified = "ACTIVE", d.now
	d.add(&strowger.ContactFlowSaved{Flow: f})
	return oneMore(d.Engine, d.flows, &d.Quotas.ContactFlows, "contact flows")
}

func (d *decision) deleteFlow(id strowger.ContactFlowID) error {
	f, err := find(d.flows, id, "ContactFlowId", "contact flow")
	if err != nil {
		return err
	}
	for q := range d.queues.All() {
		if q.OutboundCaller != nil && q.OutboundCaller.FlowID == id {
			return strowger.Errorf(strowger.InvalidRequest, "ContactFlowId: the queue %q uses the contact flow %q", q.Name, f.Name)
		}
	}
	for qc := range d.quickConnects.All() {
		if qc.Destination.FlowID == id {
			return strowger.Errorf(strowger.InvalidRequest, "ContactFlowId: the quick connect %q uses the contact flow %q", qc.Name, f.Name)
		}
	}
	d.add(&strowger.ContactFlowDeleted{ID: id})
	return nil
}

func (d *decision) updateFlow(c strowger.UpdateContactFlow) error {
	old, err := find(d.flows, c.ID, "ContactFlowId", "contact flow")
	if err != nil {
		return err
	}
	f := *old
	change(&f.Name, c.Name)
	change(&f.Description, c.Description)
	change(&f.State, c.State)
	replaceContent(c.Content, &f.Content, &f.Saved, &f.Status)
	if err := free(d.flows, f.ID, f.Name, "Name", "contact flow"); err != nil {
		return err
	}
	f.LastModified = d.now
	d.add(&strowger.ContactFlowSaved{Flow: f})
	return nil
}

// replaceContent publishes content, or saves it: beside what is published, or in
// the place of what is not. Nil changes nothing.
func replaceContent(c *strowger.ContentChange, content, saved, status *string) {
	switch {
	case c == nil:
	case c.Status == strowger.Saved && *status == strowger.Published:
		*saved = c.Content
	default:
		*content, *saved, *status = c.Content, "", c.Status
	}
}

// createModule makes a module. One that was made with the same client token by
// the same request stays as it is.
func (d *decision) createModule(m strowger.ContactFlowModule) error {
	if old, ok := d.ContactFlowModuleWithToken(m.ClientToken); ok {
		if old.RequestSum != m.RequestSum {
			return strowger.Errorf(strowger.Idempotency, "ClientToken: %q was given with another request", m.ClientToken)
		}
		return nil
	}
	if err := free(d.modules, m.ID, m.Name, "Name", "contact flow module"); err != nil {
		return err
	}
	m.Status, m.State, m.LastModified = strowger.Published, strowger.Active, d.now
	d.add(&strowger.ContactFlowModuleSaved{Module: m})
	return oneMore(d.Engine, d.modules, &d.Quotas.ContactFlowModules, "contact flow modules")
}

func (d *decision) updateModule(c strowger.UpdateContactFlowModule) error {
	old, err := find(d.modules, c.ID, "ContactFlowModuleId", "contact flow module")
	if err != nil {
		return err
	}
	m := *old
	change(&m.Name, c.Name)
	change(&m.Description, c.Description)
	change(&m.State, c.State)
	change(&m.Settings, c.Settings)
	replaceContent(c.Content, &m.Content, &m.Saved, &m.Status)
	if err := free(d.modules, m.ID, m.Name, "Name", "contact flow module"); err != nil {
		return err
	}
	m.LastModified = d.now
	d.add(&strowger.ContactFlowModuleSaved{Module: m})
	return nil
}

// deleteModule does not ask for flows that invoke the module; they go on by
// their error transition (Administrator Guide, "Archive, delete, and restore
// flows").
func (d *decision) deleteModule(id strowger.ContactFlowModuleID) error {
	if _, err := find(d.modules, id, "ContactFlowModuleId", "contact flow module"); err != nil {
		return err
	}
	d.add(&strowger.ContactFlowModuleDeleted{ID: id})
	return nil
}
