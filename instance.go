package strowger

// Instance is one contact centre: a closed routing world with its own users,
// queues and contacts.
type Instance struct {
	ID                     InstanceID
	Alias                  string `json:",omitempty"`
	IdentityManagementType string // SAML, CONNECT_MANAGED or EXISTING_DIRECTORY
	DirectoryID            string `json:",omitempty"`
	InboundCallsEnabled    bool
	OutboundCallsEnabled   bool
	CreatedTime            Time
	ClientToken            string `json:",omitempty"` // of the CreateInstance call
	Tags                   Tags   `json:",omitempty"`
	Deleted                bool   `json:",omitempty"`
}

// SecurityProfile is a named set of permissions for users.
type SecurityProfile struct {
	ID           SecurityProfileID
	Name         string
	Description  string   `json:",omitempty"`
	Permissions  []string `json:",omitempty"`
	Tags         Tags     `json:",omitempty"`
	LastModified Time
}

// HoursOfOperation says when a queue is open: weekly ranges in a time zone. The
// engine does not enforce them; flows ask (U38).
type HoursOfOperation struct {
	ID           HoursOfOperationID
	Name         string
	Description  string `json:",omitempty"`
	TimeZone     string // an IANA name
	Config       []OpenHours
	Parents      []HoursOfOperationID `json:",omitempty"`
	Tags         Tags                 `json:",omitempty"`
	LastModified Time
}

// OpenHours is one range of one weekday; an end of 00:00 is midnight.
type OpenHours struct {
	Day                      string // SUNDAY … SATURDAY
	StartHours, StartMinutes int
	EndHours, EndMinutes     int
}

// PredefinedAttribute is a name and the values that agents can be proficient in
// and that routing criteria can ask for.
type PredefinedAttribute struct {
	Name          string
	Values        []string `json:",omitempty"`
	Purposes      []string `json:",omitempty"`
	EnforceValues bool     `json:",omitempty"` // EnableValueValidationOnAssociation
	LastModified  Time
}

// ContactFlow is a program in Amazon's flow language that decides what happens
// to a contact.
type ContactFlow struct {
	ID           ContactFlowID
	Name         string
	Type         string // CONTACT_FLOW, CUSTOMER_QUEUE, QUEUE_TRANSFER, …
	Description  string `json:",omitempty"`
	Content      string // JSON, flow language 2019-10-30
	Status       string // PUBLISHED or SAVED
	State        string // ACTIVE or ARCHIVED
	Version      int64  `json:",omitempty"`
	Tags         Tags   `json:",omitempty"`
	LastModified Time
}
