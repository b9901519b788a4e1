package routing

import (
	"cmp"

	"github.com/strowger/strowger"
)

// ranked is a contact with copies of what mostly ranks it, so that comparing
// does not touch the contact.
type ranked struct {
	contact       *contact
	queuePriority int64
	since         strowger.Time // from when its routing age counts
}

// ranked returns the contact with its rank: its QueuePriority, and the time it
// was queued, or that of the contact it continues, moved back by the age
// adjustment (rules 1.3.6, 1.3.7, 1.4.1, 1.4.3).
func (c *contact) ranked() ranked {
	from, _ := c.rank()
	return ranked{c, c.QueuePriority, from.Add(-c.QueueTimeAdjustmentSeconds)}
}

// rank returns the instant from which the routing age of a contact counts, without
// its adjustment, and what arrived at that instant, by its number. Both are 0 for a
// contact that has never been in a queue.
func (c *contact) rank() (from strowger.Time, sequence int64) {
	switch {
	case c.RankTimestamp != 0:
		return c.RankTimestamp, c.RankSequence
	case c.EnqueueTimestamp != 0:
		return c.EnqueueTimestamp, c.Sequence
	}
	return 0, 0
}

// compareRanked orders the contacts of one list: by QueuePriority, then by age
// including its adjustment, then by what breaks an exact tie (rules 1.3.6,
// 1.3.7, U8, U12). It returns the key that decided.
func compareRanked(a, b ranked) (int, strowger.ContactKey) {
	if c := cmp.Compare(a.queuePriority, b.queuePriority); c != 0 {
		return c, strowger.ByQueuePriority
	}
	if c := cmp.Compare(a.since, b.since); c != 0 {
		return c, strowger.ByAge
	}
	if c := cmp.Compare(a.contact.EnqueueTimestamp, b.contact.EnqueueTimestamp); c != 0 {
		return c, strowger.ByEnqueueTime
	}
	if c := cmp.Compare(a.contact.InitiationTimestamp, b.contact.InitiationTimestamp); c != 0 {
		return c, strowger.ByInitiation
	}
	if c := compareArrivals(a.contact, b.contact); c != 0 {
		return c, strowger.ByArrival
	}
	return cmp.Compare(a.contact.ID, b.contact.ID), strowger.ByContactID
}

// compareArrivals orders contacts of which all times are the same: by what arrived
// when their age began, and where that is the same, by themselves.
func compareArrivals(a, b *contact) int {
	_, first := a.rank()
	_, second := b.rank()
	if c := cmp.Compare(first, second); c != 0 {
		return c
	}
	return cmp.Compare(a.Sequence, b.Sequence)
}

func rankedBefore(a, b ranked) bool {
	c, _ := compareRanked(a, b)
	return c < 0
}

// sighting is a contact as one agent sees it.
type sighting struct {
	ranked
	own      bool // it is in the agent's own queue
	priority int  // of the row of the routing profile
}

// compareSightings orders what one agent could take: its own queue first, then
// the rows of its routing profile by priority, rows of equal priority as one
// merged list (rules 1.3.1, 1.3.2, 1.3.5).
func compareSightings(a, b sighting) (int, strowger.ContactKey) {
	if a.own != b.own {
		if a.own {
			return -1, strowger.ByAgentQueue
		}
		return 1, strowger.ByAgentQueue
	}
	if c := cmp.Compare(a.priority, b.priority); c != 0 {
		return c, strowger.ByProfilePriority
	}
	return compareRanked(a.ranked, b.ranked)
}

// compareGlobally orders contacts across agents, for the choice of what to match
// first when several could be (U13).
func compareGlobally(a, b sighting) int {
	if a.own != b.own {
		if a.own {
			return -1
		}
		return 1
	}
	c, _ := compareRanked(a.ranked, b.ranked)
	return c
}

// standing is what ranks an agent: how many contacts it has in hand, and since
// when and which arrival it is idle by the clock of its profile (rule 1.1.2, U2).
type standing struct {
	load     int
	anchor   strowger.Time
	sequence int64
}

// compareAgents orders agents who could take a contact: fewest contacts, then
// longest idle, within one instant who was first, then by identifier (rules 1.1.2,
// 1.2, U2, U6). It returns the key that decided. The queue priority of a profile plays no part (1.1.4).
func compareAgents(a, b place) (int, strowger.AgentKey) {
	if c, key := compareStandings(a.standing, b.standing); c != 0 {
		return c, key
	}
	return cmp.Compare(a.agent.UserID, b.agent.UserID), strowger.ByAgentID
}

func compareStandings(a, b standing) (int, strowger.AgentKey) {
	if c := cmp.Compare(a.load, b.load); c != 0 {
		return c, strowger.ByFewestContacts
	}
	if c := cmp.Compare(a.anchor, b.anchor); c != 0 {
		return c, strowger.ByLongestIdle
	}
	return cmp.Compare(a.sequence, b.sequence), strowger.ByIdleFirst
}
