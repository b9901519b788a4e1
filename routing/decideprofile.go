package routing

import (
	"slices"

	"github.com/strowger/strowger"
)

func (d *decision) decideProfile(c strowger.Command) (done bool, err error) {
	switch c := c.(type) {
	case strowger.CreateRoutingProfile:
		err = d.createProfile(c.RoutingProfile)
	case strowger.UpdateRoutingProfile:
		err = d.editProfile(c.ID, func(p *strowger.RoutingProfile) error { return updateProfile(p, c) })
	case strowger.AssociateRoutingProfileQueues:
		err = d.editProfile(c.ID, func(p *strowger.RoutingProfile) error { return associateQueues(p, c) })
	case strowger.DisassociateRoutingProfileQueues:
		err = d.editProfile(c.ID, func(p *strowger.RoutingProfile) error { return disassociateQueues(p, c) })
	case strowger.UpdateRoutingProfileQueues:
		err = d.editProfile(c.ID, func(p *strowger.RoutingProfile) error { return updateProfileQueues(p, c) })
	case strowger.DeleteRoutingProfile:
		err = d.deleteProfile(c.ID)
	default:
		return false, nil
	}
	return true, err
}

func (d *decision) createProfile(p strowger.RoutingProfile) error {
	for i, q := range p.Queues {
		if slices.ContainsFunc(p.Queues[:i], sameRow(q)) {
			return strowger.Errorf(strowger.InvalidParameter, "QueueConfigs[%d]: the queue %q has the channel %s already", i, q.QueueID, q.Channel)
		}
	}
	if p.AgentAvailabilityTimer == "" {
		p.AgentAvailabilityTimer = strowger.TimeSinceLastActivity
	}
	if err := d.saveProfile(p); err != nil {
		return err
	}
	return oneMore(d.Engine, d.profiles, &d.Quotas.RoutingProfiles, "routing profiles")
}

// saveProfile checks a profile as a whole and records it.
func (d *decision) saveProfile(p strowger.RoutingProfile) error {
	if err := free(d.profiles, p.ID, p.Name, "Name", "routing profile"); err != nil {
		return err
	}
	if _, err := find(d.queues, p.DefaultOutboundQueueID, "DefaultOutboundQueueId", "queue"); err != nil {
		return err
	}
	for _, q := range p.Queues {
		if err := d.routable(q.QueueID, "QueueConfigs"); err != nil {
			return err
		}
	}
	for _, q := range p.ManualAssignmentQueues {
		if err := d.routable(q.QueueID, "ManualAssignmentQueueConfigs"); err != nil {
			return err
		}
	}
	media, err := checkMedia(p.MediaConcurrencies)
	if err != nil {
		return err
	}
	p.MediaConcurrencies, p.LastModified = media, d.now
	d.add(&strowger.RoutingProfileSaved{RoutingProfile: p})
	return d.withinRows(&p)
}

// withinRows refuses a profile with more rows than its quotas allow.
func (d *decision) withinRows(p *strowger.RoutingProfile) error {
	var old strowger.RoutingProfile
	if v, ok := d.profiles.Get(p.ID); ok {
		old = *v
	}
	err := d.within(&d.Quotas.RoutingProfileQueues, len(old.Queues), len(p.Queues),
		"QueueConfigs: the routing profile", "pairs of queue and channel")
	if err != nil {
		return err
	}
	return d.within(&d.Quotas.ManualAssignmentQueues, len(old.ManualAssignmentQueues), len(p.ManualAssignmentQueues),
		"ManualAssignmentQueueConfigs: the routing profile", "pairs of queue and channel")
}

// routable checks that a profile may have rows for a queue: agent queues need
// none.
func (d *decision) routable(id strowger.QueueID, member string) error {
	q, err := find(d.queues, id, member+".QueueReference.QueueId", "queue")
	if err == nil && q.Type != strowger.StandardQueue {
		return strowger.Errorf(strowger.InvalidParameter, "%s.QueueReference.QueueId: %q is an agent queue", member, id)
	}
	return err
}

// The most contacts of one channel but VOICE at one agent (rule 2.1.1).
const maxConcurrency = 10

// checkMedia checks the limits of rules 2.1.1 and 2.1.4 and fills in the default
// behaviour (U17).
func checkMedia(list []strowger.MediaConcurrency) ([]strowger.MediaConcurrency, error) {
	checked := slices.Clone(list)
	for i := range checked {
		m := &checked[i]
		if slices.ContainsFunc(list[:i], func(n strowger.MediaConcurrency) bool { return n.Channel == m.Channel }) {
			return nil, strowger.Errorf(strowger.InvalidParameter, "MediaConcurrencies[%d].Channel: %s occurs twice", i, m.Channel)
		}
		if len(m.WorkloadTypes) > 0 {
			if err := checkWorkloads(i, m); err != nil {
				return nil, err
			}
			continue
		}
		if m.Channel == strowger.Voice && m.Concurrency != 1 {
			return nil, strowger.Errorf(strowger.InvalidParameter, "MediaConcurrencies[%d].Concurrency must be 1 for VOICE, is %d", i, m.Concurrency)
		}
		if m.Concurrency < 1 || m.Concurrency > maxConcurrency {
			return nil, strowger.Errorf(strowger.InvalidParameter, "MediaConcurrencies[%d].Concurrency must be from 1 to %d, is %d", i, maxConcurrency, m.Concurrency)
		}
		if m.CrossChannel == "" {
			m.CrossChannel = strowger.RouteCurrentChannelOnly
		}
	}
	return checked, nil
}

// The limits of workload types in a channel (rule 2.1.4).
const (
	maxWorkloadTypes = 5
	maxWorkloadSum   = 10
)

func checkWorkloads(i int, m *strowger.MediaConcurrency) error {
	at := "MediaConcurrencies[%d].WorkloadTypeConcurrencies"
	switch {
	case m.Channel != strowger.Task && m.Channel != strowger.Email:
		return strowger.Errorf(strowger.InvalidParameter, at+" are for TASK and EMAIL, not %s", i, m.Channel)
	case m.Concurrency != 0 || m.CrossChannel != "":
		return strowger.Errorf(strowger.InvalidParameter, at+" cannot be given together with Concurrency or CrossChannelBehavior", i)
	case len(m.WorkloadTypes) > maxWorkloadTypes:
		return strowger.Errorf(strowger.InvalidParameter, at+" has %d types; at most %d are allowed", i, len(m.WorkloadTypes), maxWorkloadTypes)
	}
	m.WorkloadTypes = slices.Clone(m.WorkloadTypes)
	seen := map[string]bool{}
	for j := range m.WorkloadTypes {
		w := &m.WorkloadTypes[j]
		if w.Concurrency < 1 || w.Concurrency > maxWorkloadSum {
			return strowger.Errorf(strowger.InvalidParameter, at+"[%d].Concurrency must be from 1 to %d, is %d", i, j, maxWorkloadSum, w.Concurrency)
		}
		if seen[w.WorkloadType] {
			return strowger.Errorf(strowger.InvalidParameter, at+"[%d].WorkloadType: %q occurs twice", i, j, w.WorkloadType)
		}
		seen[w.WorkloadType] = true
		if w.Behavior == "" {
			w.Behavior = strowger.RouteCurrentWorkloadOnly
		}
	}
	if n := limit(*m); n > maxWorkloadSum {
		return strowger.Errorf(strowger.InvalidParameter, at+" add up to %d contacts; at most %d are allowed", i, n, maxWorkloadSum)
	}
	return nil
}

// editProfile saves a profile after a change of a copy.
func (d *decision) editProfile(id strowger.RoutingProfileID, edit func(*strowger.RoutingProfile) error) error {
	old, err := find(d.profiles, id, "RoutingProfileId", "routing profile")
	if err != nil {
		return err
	}
	p := *old
	if err := edit(&p); err != nil {
		return err
	}
	return d.saveProfile(p)
}

func updateProfile(p *strowger.RoutingProfile, c strowger.UpdateRoutingProfile) error {
	change(&p.Name, c.Name)
	change(&p.Description, c.Description)
	change(&p.DefaultOutboundQueueID, c.DefaultOutboundQueueID)
	change(&p.AgentAvailabilityTimer, c.AgentAvailabilityTimer)
	if c.MediaConcurrencies != nil {
		p.MediaConcurrencies = c.MediaConcurrencies
	}
	return nil
}

func associateQueues(p *strowger.RoutingProfile, c strowger.AssociateRoutingProfileQueues) error {
	p.Queues = slices.Clone(p.Queues)
	for _, q := range c.Queues {
		if i := slices.IndexFunc(p.Queues, sameRow(q)); i >= 0 {
			p.Queues[i] = q
		} else {
			p.Queues = append(p.Queues, q)
		}
	}
	p.ManualAssignmentQueues = slices.Clone(p.ManualAssignmentQueues)
	for _, q := range c.Manual {
		if !slices.Contains(p.ManualAssignmentQueues, q) {
			p.ManualAssignmentQueues = append(p.ManualAssignmentQueues, q)
		}
	}
	return nil
}

func disassociateQueues(p *strowger.RoutingProfile, c strowger.DisassociateRoutingProfileQueues) error {
	p.Queues = slices.DeleteFunc(slices.Clone(p.Queues), func(q strowger.RoutingProfileQueue) bool {
		return slices.Contains(c.Queues, q.QueueReference)
	})
	p.ManualAssignmentQueues = slices.DeleteFunc(slices.Clone(p.ManualAssignmentQueues), func(q strowger.QueueReference) bool {
		return slices.Contains(c.Manual, q)
	})
	return nil
}

func updateProfileQueues(p *strowger.RoutingProfile, c strowger.UpdateRoutingProfileQueues) error {
	p.Queues = slices.Clone(p.Queues)
	for n, q := range c.Queues {
		i := slices.IndexFunc(p.Queues, sameRow(q))
		if i < 0 {
			return strowger.Errorf(strowger.InvalidRequest, "QueueConfigs[%d].QueueReference.QueueId: the routing profile has no row for %s of the queue %q", n, q.Channel, q.QueueID)
		}
		p.Queues[i] = q
	}
	return nil
}

func (d *decision) deleteProfile(id strowger.RoutingProfileID) error {
	p, err := find(d.profiles, id, "RoutingProfileId", "routing profile")
	if err != nil {
		return err
	}
	if n := len(d.crews[id].members); n > 0 {
		return strowger.Errorf(strowger.ResourceInUse, "RoutingProfileId: %d users have the routing profile %q", n, p.Name)
	}
	d.add(&strowger.RoutingProfileDeleted{ID: id})
	return nil
}

// namesQueue reports whether a profile refers to a queue.
func namesQueue(p *strowger.RoutingProfile, id strowger.QueueID) bool {
	return p.DefaultOutboundQueueID == id ||
		slices.ContainsFunc(p.Queues, func(q strowger.RoutingProfileQueue) bool { return q.QueueID == id }) ||
		slices.ContainsFunc(p.ManualAssignmentQueues, func(q strowger.QueueReference) bool { return q.QueueID == id })
}

// sameRow tells the row of the same queue and channel.
func sameRow(q strowger.RoutingProfileQueue) func(strowger.RoutingProfileQueue) bool {
	return func(r strowger.RoutingProfileQueue) bool { return r.QueueReference == q.QueueReference }
}
