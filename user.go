package strowger

// User is the configuration of a person who can sign in: an agent, a supervisor
// or an administrator. What the agent is doing now is in Agent.
type User struct {
	ID                 UserID
	Username           string
	PasswordHash       string `json:",omitzero"` // bcrypt; empty: cannot sign in
	Identity           Identity
	DirectoryUserID    string              `json:",omitzero"`
	HierarchyGroupID   HierarchyGroupID    `json:",omitzero"`
	SecurityProfileIDs []SecurityProfileID `json:",omitzero"`
	RoutingProfileID   RoutingProfileID
	Proficiencies      []Proficiency `json:",omitzero"`

	// PhoneConfig holds the settings common to all channels; the lists below
	// hold settings of single channels and win over it.
	PhoneConfig           *PhoneConfig                 `json:",omitzero"`
	AutoAccept            []AutoAcceptConfig           `json:",omitzero"`
	AfterContactWork      []AfterContactWorkConfig     `json:",omitzero"`
	PhoneNumbers          []PhoneNumberConfig          `json:",omitzero"`
	PersistentConnections []PersistentConnectionConfig `json:",omitzero"`
	VoiceEnhancements     []VoiceEnhancementConfig     `json:",omitzero"`

	Language     string `json:",omitzero"` // of the desktop, such as de_DE; set by the user
	Tags         Tags   `json:",omitzero"`
	LastModified Time
}

// Identity is who a user is.
type Identity struct {
	FirstName      string `json:",omitzero"`
	LastName       string `json:",omitzero"`
	Email          string `json:",omitzero"`
	SecondaryEmail string `json:",omitzero"`
	Mobile         string `json:",omitzero"`
}

// PhoneConfig is the phone of a user, with settings for all channels.
type PhoneConfig struct {
	PhoneType               string `json:",omitzero"` // SOFT_PHONE or DESK_PHONE
	AutoAccept              bool
	AfterContactWorkSeconds int    // 0: until cleared by hand
	DeskPhoneNumber         string `json:",omitzero"`
	PersistentConnection    bool
}

// AutoAcceptConfig connects contacts of a channel without asking the agent.
type AutoAcceptConfig struct {
	Channel            Channel
	AutoAccept         bool
	AgentFirstCallback *bool `json:",omitzero"`
}

// AfterContactWorkConfig limits after contact work on a channel, in seconds; 0
// lasts until cleared by hand.
type AfterContactWorkConfig struct {
	Channel                   Channel
	Seconds                   int
	AgentFirstCallbackSeconds *int `json:",omitzero"`
}

// PhoneNumberConfig is the phone of a user for one channel.
type PhoneNumberConfig struct {
	Channel     Channel
	PhoneType   string
	PhoneNumber string `json:",omitzero"`
}

// PersistentConnectionConfig keeps the media leg of a channel open between
// contacts.
type PersistentConnectionConfig struct {
	Channel              Channel
	PersistentConnection bool
}

// VoiceEnhancementConfig chooses noise suppression on a channel.
type VoiceEnhancementConfig struct {
	Channel Channel
	Mode    string // VOICE_ISOLATION, NOISE_SUPPRESSION or NONE
}

// Proficiency is how well an agent masters one value of a predefined attribute.
type Proficiency struct {
	Name  string
	Value string
	Level float64 // 1 … 5
}

// AutoAccepts reports whether contacts of a channel connect to the user without
// being asked (rule 3.4.1).
func (u *User) AutoAccepts(c Channel) bool {
	for _, a := range u.AutoAccept {
		if a.Channel == c {
			return a.AutoAccept
		}
	}
	return c == Voice && u.PhoneConfig != nil && u.PhoneConfig.AutoAccept
}

// CallNumber returns the number at which calls reach the user, "" if there is
// none.
func (u *User) CallNumber() string {
	for _, p := range u.PhoneNumbers {
		if p.Channel == Voice {
			return p.PhoneNumber
		}
	}
	if u.PhoneConfig != nil {
		return u.PhoneConfig.DeskPhoneNumber
	}
	return ""
}

// DeskPhone reports whether calls reach the user at a desk phone.
func (u *User) DeskPhone() bool {
	for _, p := range u.PhoneNumbers {
		if p.Channel == Voice {
			return p.PhoneType == "DESK_PHONE"
		}
	}
	return u.PhoneConfig != nil && u.PhoneConfig.PhoneType == "DESK_PHONE"
}

// AutoAcceptsCallbacks reports whether agent-first callbacks connect to the user
// without being asked, which is a setting of its own (rule 3.4.1).
func (u *User) AutoAcceptsCallbacks() bool {
	for _, a := range u.AutoAccept {
		if a.Channel == Voice && a.AgentFirstCallback != nil {
			return *a.AgentFirstCallback
		}
	}
	return false
}

// CallbackWorkSeconds returns the limit of after contact work on agent-first
// callbacks, 0 for none; that of calls unless there is another.
func (u *User) CallbackWorkSeconds() int {
	for _, a := range u.AfterContactWork {
		if a.Channel == Voice && a.AgentFirstCallbackSeconds != nil {
			return *a.AgentFirstCallbackSeconds
		}
	}
	return u.AfterContactWorkSeconds(Voice)
}

// AfterContactWorkSeconds returns the limit of after contact work on a channel,
// 0 for none (rule 3.5.2).
func (u *User) AfterContactWorkSeconds(c Channel) int {
	for _, a := range u.AfterContactWork {
		if a.Channel == c {
			return a.Seconds
		}
	}
	if u.PhoneConfig != nil {
		return u.PhoneConfig.AfterContactWorkSeconds
	}
	return 0
}
