package flow

import (
	"strconv"
	"strings"

	"github.com/strowger/strowger"
)

// value is a text that is fixed or, with a path, read from a contact of the
// instance.
type value struct {
	fixed    string
	path     []string
	instance strowger.InstanceID
}

// of returns the value for a contact, "" if the contact does not have it.
func (v value) of(c *strowger.Contact) string {
	if v.path == nil {
		return v.fixed
	}
	return v.lookup(c)
}

// dynamic reports whether a text is meant as a JSONPath.
func dynamic(text string) bool {
	return strings.HasPrefix(text, "$.") || strings.HasPrefix(text, "$[")
}

// parsePath splits a JSONPath into the names it goes through. The forms are
// $.Attributes.tier, $.Attributes['my tier'] and $.Attributes.['my tier']; a
// path that could lead to several values is not one of them (Amazon Connect
// Administrator Guide, "How to reference contact attributes").
func parsePath(text string) (path []string, ok bool) {
	for rest := text[1:]; rest != ""; {
		var name string
		if rest, name, ok = cutName(rest); !ok {
			return nil, false
		}
		path = append(path, name)
	}
	return path, len(path) > 0
}

// cutName takes the first name off the rest of a path.
func cutName(path string) (rest, name string, ok bool) {
	if bracket := strings.TrimPrefix(path, "."); strings.HasPrefix(bracket, "[") {
		if len(bracket) < 2 || bracket[1] != '\'' && bracket[1] != '"' {
			return "", "", false
		}
		name, rest, ok = strings.Cut(bracket[2:], bracket[1:2]+"]")
		return rest, name, ok && name != ""
	}
	if path[0] != '.' {
		return "", "", false
	}
	path = path[1:]
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		end = len(path)
	}
	name, rest = path[:end], path[end:]
	return rest, name, name != "" && !strings.ContainsAny(name, " *?@()]'\"")
}

// lookup returns what a path leads to in a contact, "" for nothing (Amazon
// Connect Administrator Guide, "List of available contact attributes and their
// JSONPath references").
func (v value) lookup(c *strowger.Contact) string {
	switch path := v.path; len(path) {
	case 1:
		return member(c, path[0])
	case 2:
		if path[0] == "Tags" {
			return c.AllTags(v.instance)[path[1]]
		}
		return memberOf(c, path[0], path[1])
	case 3:
		if path[0] == "References" {
			return reference(c.References[path[1]], path[2])
		}
	}
	return ""
}

func member(c *strowger.Contact, name string) string {
	switch name {
	case "ContactId":
		return string(c.ID)
	case "InitialContactId":
		return string(c.InitialContactID)
	case "PreviousContactId":
		return string(c.PreviousContactID)
	case "RelatedContactId":
		return string(c.RelatedContactID)
	case "Channel":
		return string(c.Channel)
	case "InitiationMethod":
		return c.InitiationMethod
	case "CustomerId":
		return c.CustomerID
	case "Name":
		return c.Name
	case "Description":
		return c.Description
	}
	return ""
}

func memberOf(c *strowger.Contact, group, name string) string {
	switch group {
	case "Attributes":
		return c.Attributes[name]
	case "SegmentAttributes":
		return segmentAttribute(c.SegmentAttributes[name])
	case "CustomerEndpoint":
		return endpoint(c.CustomerEndpoint, name)
	case "SystemEndpoint":
		return endpoint(c.SystemEndpoint, name)
	}
	return ""
}

func endpoint(e *strowger.Endpoint, name string) string {
	switch {
	case e == nil:
		return ""
	case name == "Address":
		return e.Address
	case name == "Type":
		return e.Type
	case name == "DisplayName":
		return e.DisplayName
	}
	return ""
}

func reference(r strowger.Reference, name string) string {
	switch name {
	case "Value":
		return r.Value
	case "Type":
		return r.Type
	}
	return ""
}

func segmentAttribute(a strowger.SegmentAttribute) string {
	switch {
	case a.String != nil:
		return *a.String
	case a.Integer != nil:
		return strconv.FormatInt(*a.Integer, 10)
	case a.Arn != nil:
		return *a.Arn
	}
	return ""
}
