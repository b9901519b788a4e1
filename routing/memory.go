package routing

import (
	"sort"

	"github.com/strowger/strowger"
)

// What the engine remembers of contacts that may have left: by which client
// token one was started, and how many tasks were linked to one. Both are kept in
// the order of time and for a while only, so that they do not grow with history.

// tokens remembers which client token has started which contact, for seven days.
type tokens struct {
	byToken map[string]Token
	queue   []Token
}

// Token is a remembered client token.
type Token struct {
	At          strowger.Time
	Token       string
	ContactID   strowger.ContactID
	RequestHash string `json:",omitzero"`
}

const tokenSeconds = 7 * day

func (t *tokens) add(k Token) {
	old := 0
	for old < len(t.queue) && t.queue[old].At.Add(tokenSeconds) <= k.At {
		delete(t.byToken, t.queue[old].Token)
		old++
	}
	t.queue = append(t.queue[old:], k)
	t.byToken[k.Token] = k
}

// used reports whether a token has started a contact before. If its request was
// another one, that is an Idempotency error.
func (t *tokens) used(token, hash string) (bool, error) {
	k, known := t.byToken[token]
	switch {
	case !known || token == "":
		return false, nil
	case k.RequestHash != hash:
		return true, strowger.Errorf(strowger.Idempotency, "ClientToken: the token has come with another request before")
	}
	return true, nil
}

// links counts the tasks that were linked to a contact by their
// PreviousContactID (rule 7.6), for as long as a task can live that is scheduled
// as far ahead as can be.
type links struct {
	count map[strowger.ContactID]int
	queue []Link
}

// Link is a task that was linked to a contact.
type Link struct {
	At                strowger.Time
	PreviousContactID strowger.ContactID
}

const linkSeconds = maxScheduleSeconds + taskExpirySeconds

// linksTask reports whether a contact is a task that was started for another
// contact, and not the next segment of one.
func linksTask(c *strowger.Contact) bool {
	return c.Channel == strowger.Task && c.PreviousContactID != "" && c.InitiationMethod != strowger.Transfer &&
		c.InitiationMethod != strowger.QueueTransfer
}

// to returns how many tasks are linked to a contact at a time.
func (l *links) to(id strowger.ContactID, now strowger.Time) int {
	n := l.count[id]
	for _, k := range l.queue[:l.old(now)] {
		if k.PreviousContactID == id {
			n--
		}
	}
	return n
}

// old returns how many of the links are too old at a time.
func (l *links) old(now strowger.Time) int {
	return sort.Search(len(l.queue), func(i int) bool { return l.queue[i].At.Add(linkSeconds) > now })
}

func (l *links) add(k Link) {
	old := l.old(k.At)
	for i := range old {
		id := l.queue[i].PreviousContactID
		if l.count[id]--; l.count[id] == 0 {
			delete(l.count, id)
		}
	}
	l.queue = append(l.queue[old:], k)
	l.count[k.PreviousContactID]++
}
