package strowger

// MaxHierarchyLevels is how many levels a user hierarchy can have.
const MaxHierarchyLevels = 5

// HierarchyStructure names the levels of the user hierarchy of an instance, such
// as site, department and team, from the top.
type HierarchyStructure struct {
	Levels []HierarchyLevel `json:",omitzero"` // at most MaxHierarchyLevels
}

// HierarchyLevel is one level of the user hierarchy.
type HierarchyLevel struct {
	Name         string
	LastModified Time
}

// HierarchyGroup is a group of users on one level of the hierarchy. On every
// level but the first it is part of a group on the level above.
type HierarchyGroup struct {
	ID           HierarchyGroupID
	Name         string           // unique within the parent
	ParentID     HierarchyGroupID `json:",omitzero"`
	Level        int              // from 1, the top
	Tags         Tags             `json:",omitzero"`
	LastModified Time
}
