package strowger

import "maps"

// The limits of what people may add to a contact.
const (
	maxContactTags    = 6      // API Reference, TagContact
	maxAttributeBytes = 32_768 // of UTF-8 (rule 10)
)

// ContactUpdate is what changes of what is known of a contact. What is empty is
// left as it is; maps are merged by their keys.
type ContactUpdate struct {
	Name              *string                     `json:",omitzero"`
	Description       *string                     `json:",omitzero"`
	Attributes        map[string]string           `json:",omitzero"`
	SegmentAttributes map[string]SegmentAttribute `json:",omitzero"`
	References        map[string]Reference        `json:",omitzero"`
	Tags              Tags                        `json:",omitzero"`
	Untag             []string                    `json:",omitzero"` // keys of tags to be removed

	// Of external audio contacts only.
	CustomerEndpoint *Endpoint `json:",omitzero"`
	SystemEndpoint   *Endpoint `json:",omitzero"`
	QueueID          QueueID   `json:",omitzero"`
	UserID           UserID    `json:",omitzero"`
}

// Check reports why a contact cannot be updated: InvalidRequest, naming the
// member, for more than 6 tags, for more than 32,768 bytes of attributes, and
// for what only an external audio contact can have changed (API Reference,
// UpdateContact, UpdateContactAttributes and TagContact).
func (u *ContactUpdate) Check(c *Contact) error {
	if n := len(u.tags(c)); n > maxContactTags {
		return Errorf(InvalidRequest, "Tags: a contact has at most %d tags, would have %d", maxContactTags, n)
	}
	bytes := 0
	for key, value := range merged(c.Attributes, u.Attributes) {
		bytes += len(key) + len(value)
	}
	if u.Attributes != nil && bytes > maxAttributeBytes {
		return Errorf(InvalidRequest, "Attributes must have at most %d bytes with those of the contact, have %d", maxAttributeBytes, bytes)
	}
	if c.External() {
		return nil
	}
	for _, m := range []struct {
		name  string
		given bool
	}{
		{"QueueInfo", u.QueueID != ""}, {"UserInfo", u.UserID != ""},
		{"CustomerEndpoint", u.CustomerEndpoint != nil}, {"SystemEndpoint", u.SystemEndpoint != nil},
	} {
		if m.given {
			return Errorf(InvalidRequest, "%s can be updated for external audio contacts only, the contact %q is none", m.name, c.ID)
		}
	}
	return nil
}

// Update changes what is known of a contact at an instant. What the contact
// points to is replaced, never changed in place.
func (c *Contact) Update(u *ContactUpdate, at Time) {
	c.LastUpdateTimestamp = at
	if u.Name != nil {
		c.Name = *u.Name
	}
	if u.Description != nil {
		c.Description = *u.Description
	}
	c.Attributes = merged(c.Attributes, u.Attributes)
	c.SegmentAttributes = merged(c.SegmentAttributes, u.SegmentAttributes)
	c.References = merged(c.References, u.References)
	c.Tags = u.tags(c)
	if u.CustomerEndpoint != nil {
		c.CustomerEndpoint = u.CustomerEndpoint
	}
	if u.SystemEndpoint != nil {
		c.SystemEndpoint = u.SystemEndpoint
	}
	if u.QueueID != "" {
		c.QueueID = u.QueueID
	}
	if u.UserID != "" {
		c.Agent = &ContactAgent{UserID: u.UserID, ConnectedTimestamp: at}
	}
	if _, ok := u.SegmentAttributes[ContactExpiryAttribute]; ok && !c.Done() {
		c.ExpiryTimestamp = max(c.InitiationTimestamp, c.ScheduledTimestamp).Add(60 * c.ExpiryMinutes())
	}
}

// tags returns the tags that a contact has after the update.
func (u *ContactUpdate) tags(c *Contact) Tags {
	tags := merged(c.Tags, u.Tags)
	if len(u.Untag) > 0 {
		tags = maps.Clone(tags)
		for _, key := range u.Untag {
			delete(tags, key)
		}
	}
	return tags
}

// merged returns a map with the entries of another one over it. It copies
// unless there is nothing to merge.
func merged[M ~map[string]V, V any](m, over M) M {
	if len(over) == 0 {
		return m
	}
	all := make(M, len(m)+len(over))
	maps.Copy(all, m)
	maps.Copy(all, over)
	return all
}
