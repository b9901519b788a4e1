package strowger

// ContactFlow is a program in Amazon's flow language that decides what happens
// to a contact.
type ContactFlow struct {
	ID           ContactFlowID
	Name         string
	Type         string // CONTACT_FLOW, CUSTOMER_QUEUE, QUEUE_TRANSFER, …
	Description  string `json:",omitzero"`
	Content      string // JSON, flow language 2019-10-30
	Saved        string `json:",omitzero"` // content that is not published yet, beside one that is
	Status       string // PUBLISHED or SAVED, of Content
	State        string // ACTIVE or ARCHIVED
	Version      int64  `json:",omitzero"`
	Tags         Tags   `json:",omitzero"`
	LastModified Time
}

// ContactFlowModule is a section that contact flows share: they invoke it and go
// on when it ends.
type ContactFlowModule struct {
	ID                 ContactFlowModuleID
	Name               string
	Description        string `json:",omitzero"`
	Content            string // as that of a contact flow
	Saved              string `json:",omitzero"` // content that is not published yet
	Settings           string `json:",omitzero"` // JSON, kept as given
	ExternalInvocation *bool  `json:",omitzero"` // kept as given; nil: not said
	Status             string // PUBLISHED
	State              string // ACTIVE or ARCHIVED
	ClientToken        string `json:",omitzero"` // of the request that made it
	RequestSum         string `json:",omitzero"` // tells that request from others with its token
	Tags               Tags   `json:",omitzero"`
	LastModified       Time
}

// The statuses of content: what is published runs.
const (
	Published = "PUBLISHED"
	Saved     = "SAVED"
)

// The states of a flow or a module. Contacts do not come into an archived one.
const (
	Active   = "ACTIVE"
	Archived = "ARCHIVED"
)

// ContentChange replaces the content of a flow or a module. Saved content is
// kept beside the published one, which goes on to run.
type ContentChange struct {
	Content string
	Status  string // PUBLISHED or SAVED
}
