// Package strowger holds the nouns of a contact centre: contacts, agents,
// queues, routing profiles and routing criteria, the commands that change them
// and the events that record the change.
//
// Strowger is a contact-routing engine that speaks the Amazon Connect API.
// Almon Strowger built the first automatic telephone exchange so that a caller
// reached the right person without an operator choosing; this is that, for
// voice, chat, task and email contacts.
//
// The package knows no clock, no network and no storage. The other packages
// each adapt it to one thing and are named after that thing:
//
//	routing    decides which agent gets which contact (pure)
//	flow       interprets contact flows (pure)
//	journal    keeps events durably
//	host       runs one deterministic writer per instance
//	report     answers questions about ended contacts
//	restjson   speaks the AWS wire protocol, connect the Connect operations
//	workspace  is the agent's side, gateway the telephony and chat side
//	access     says what each access key may do
//	server     wires them together, demo brings a server to life
//
// A command asks for something to happen and may be refused with an *Error; an
// event says that something has happened and cannot be refused. Both are plain
// values that carry their own time and identifiers, so that the same commands
// give the same events wherever they run.
package strowger

import "time"

// Identifiers. Each is an opaque string, a UUID where Strowger made it. The
// agent queue of a user has the user's own identifier.
type (
	InstanceID                 string
	ContactID                  string
	QueueID                    string
	UserID                     string
	RoutingProfileID           string
	AgentStatusID              string
	HoursOfOperationID         string
	HoursOfOperationOverrideID string
	ContactFlowID              string
	SecurityProfileID          string
	ContactFlowModuleID        string
	QuickConnectID             string
	HierarchyGroupID           string
)

// Time is an instant in Unix milliseconds, the precision of the Amazon Connect
// API. Zero means "not set".
type Time int64

// TimeOf returns t as a Time, dropping what is finer than a millisecond.
func TimeOf(t time.Time) Time { return Time(t.UnixMilli()) }

// Time returns t as a time.Time in UTC.
func (t Time) Time() time.Time { return time.UnixMilli(int64(t)).UTC() }

// Add returns the instant the given number of seconds after t.
func (t Time) Add(seconds int64) Time { return t + Time(seconds)*1000 }

// Seconds returns the whole seconds from u to t.
func (t Time) Seconds(u Time) int64 { return int64(t-u) / 1000 }

// String returns t in RFC 3339 form with milliseconds.
func (t Time) String() string { return t.Time().Format("2006-01-02T15:04:05.000Z07:00") }

// Channel is how a contact reached the contact centre.
type Channel string

// The channels of Amazon Connect.
const (
	Voice Channel = "VOICE"
	Chat  Channel = "CHAT"
	Task  Channel = "TASK"
	Email Channel = "EMAIL"
)

// Channels lists every channel in a fixed order; Channel.Index is the position
// in it.
var Channels = [...]Channel{Voice, Chat, Task, Email}

// Index returns the position of c in Channels, or -1 for an unknown channel.
func (c Channel) Index() int {
	switch c {
	case Voice:
		return 0
	case Chat:
		return 1
	case Task:
		return 2
	case Email:
		return 3
	}
	return -1
}

// Tags are the key-value pairs with which a resource is organised.
type Tags map[string]string
