package strowger

// SecurityProfile is a named set of permissions for users, and what they are
// limited to. Strowger keeps it and shows it; of the permissions the agent
// workspace tells the desktop.
type SecurityProfile struct {
	ID          SecurityProfileID
	Name        string
	Description string   `json:",omitzero"`
	Permissions []string `json:",omitzero"` // in order, each once

	// Users may reach resources of these kinds only with these tags.
	AllowedAccessControlTags Tags     `json:",omitzero"`
	TagRestrictedResources   []string `json:",omitzero"`
	// Users may reach resources of these kinds only in this hierarchy group.
	AllowedHierarchyGroupID      HierarchyGroupID `json:",omitzero"`
	HierarchyRestrictedResources []string         `json:",omitzero"`

	Applications       []Application          `json:",omitzero"` // by namespace, each once
	AllowedFlowModules []AllowedFlowModule    `json:",omitzero"` // by identifier, each once
	DataTableAccess    []DataTableAccessValue `json:",omitzero"`

	Tags         Tags `json:",omitzero"`
	LastModified Time
}

// Application is a program beside the agent workspace that a security profile
// gives access to.
type Application struct {
	Namespace   string
	Permissions []string `json:",omitzero"`
	Type        string   `json:",omitzero"` // MCP or THIRD_PARTY_APPLICATION
}

// AllowedFlowModule is a flow module that an AI agent may run as a tool.
type AllowedFlowModule struct {
	ID   string
	Type string `json:",omitzero"` // MCP
}

// DataTableAccessValue limits access to data tables by a primary attribute.
type DataTableAccessValue struct {
	AccessType    string   `json:",omitzero"` // ALLOW
	AttributeName string   `json:",omitzero"`
	Values        []string `json:",omitzero"`
}
