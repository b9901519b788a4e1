package strowger

// Instance is one contact centre: a closed routing world with its own users,
// queues and contacts.
type Instance struct {
	ID                     InstanceID
	Alias                  string `json:",omitzero"`
	IdentityManagementType string // SAML, CONNECT_MANAGED or EXISTING_DIRECTORY
	DirectoryID            string `json:",omitzero"`
	InboundCallsEnabled    bool
	OutboundCallsEnabled   bool
	CreatedTime            Time
	ClientToken            string `json:",omitzero"` // of the CreateInstance call
	Tags                   Tags   `json:",omitzero"`
	Deleted                bool   `json:",omitzero"`

	Attributes map[InstanceAttribute]bool `json:",omitzero"` // that were set; see Attribute

	Routing RoutingOptions `json:",omitzero"`
}

// RoutingOptions choose between rules where Amazon's documentation has two or
// none. The zero value is what docs/divergences.md recommends.
type RoutingOptions struct {
	// LongestAvailableFirst ranks agents by idle time alone, as before 2026;
	// else the number of contacts in hand comes first (rule 1.1.2).
	LongestAvailableFirst bool `json:",omitzero"`
	// BreakRestartsInboundTimer lets an agent who comes back from a break stand
	// at the back under TIME_SINCE_LAST_INBOUND too (U5).
	BreakRestartsInboundTimer bool `json:",omitzero"`
	// AgeAdjustmentCountsForDelay lets QueueTimeAdjustmentSeconds shorten or
	// lengthen the delay of a profile's row, if it has one, and not change the
	// position alone (U10).
	AgeAdjustmentCountsForDelay bool `json:",omitzero"`
}

// PredefinedAttribute is a name and the values that agents can be proficient in
// and that routing criteria can ask for.
type PredefinedAttribute struct {
	Name          string
	Values        []string `json:",omitzero"`
	Purposes      []string `json:",omitzero"`
	EnforceValues bool     `json:",omitzero"` // EnableValueValidationOnAssociation
	LastModified  Time
}
