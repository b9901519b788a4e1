package connect

import (
	"context"
	"slices"
	"strings"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerAttributes(mux *restjson.Mux) {
	restjson.Handle(mux, shape.CreatePredefinedAttribute, s.createAttribute)
	restjson.Handle(mux, shape.DescribePredefinedAttribute, s.describeAttribute)
	restjson.Handle(mux, shape.ListPredefinedAttributes, s.listAttributes)
	restjson.Handle(mux, shape.SearchPredefinedAttributes, s.searchAttributes)
	restjson.Handle(mux, shape.UpdatePredefinedAttribute, s.updateAttribute)
	restjson.Handle(mux, shape.DeletePredefinedAttribute, s.deleteAttribute)
}

// The prefixes of names that customers cannot give (rule 4.1.1).
const (
	amazonPrefix = "aws:"
	systemPrefix = "connect:"
)

// readOnly reports whether the values of an attribute are fixed.
func readOnly(name string) bool { return name == strowger.SubtypeAttribute }

// attributeText is what customers may write into names and values
// (Administrator Guide, "Create predefined attributes for routing contacts to
// agents").
var attributeText = restjson.MustPattern(`^[\p{L}\p{Z}\p{N}_.:/=+-@']+$`)

func checkAttributeText(c *restjson.Checker, name, text string) {
	lower := strings.ToLower(text)
	if strings.HasPrefix(lower, amazonPrefix) || strings.HasPrefix(lower, systemPrefix) {
		c.Violate(name, "must not begin with %s or %s", amazonPrefix, systemPrefix)
	}
	c.Match(name, text, attributeText)
}

// checkAttributeValues checks the values that an attribute shall have. The
// system's own, which are given, must all stay.
func checkAttributeValues(c *restjson.Checker, values, system []string) {
	c.Member("Values")
	defer c.Leave()
	for i, v := range values {
		c.Item("StringList", i)
		if !slices.Contains(system, v) {
			checkAttributeText(c, "", v)
		}
		if slices.Contains(values[:i], v) {
			c.Violate("", "must not be there twice: %q", v)
		}
		c.Leave()
	}
	for _, v := range system {
		if !slices.Contains(values, v) {
			c.Violate("StringList", "must keep %s, which the system needs", v)
		}
	}
}

// systemValues returns the values of an attribute that customers cannot remove.
func (s *Server) systemValues(ctx context.Context, instance, attribute string) (values []string, err error) {
	err = s.view(ctx, instance, func(e *routing.Engine, _ strowger.Time) error {
		if a, ok := e.PredefinedAttributes().Get(attribute); ok {
			values = slices.Collect(only(slices.Values(a.Values), func(v string) bool { return strings.HasPrefix(v, systemPrefix) }))
		}
		return nil
	})
	return values, err
}

func (s *Server) createAttribute(ctx context.Context, in *shape.CreatePredefinedAttributeInput) (*restjson.None, error) {
	if err := check(ctx, func(c *restjson.Checker) {
		checkAttributeText(c, "Name", in.Name)
		if in.Values != nil {
			checkAttributeValues(c, in.Values.StringList, nil)
		}
	}); err != nil {
		return nil, err
	}
	a := strowger.PredefinedAttribute{Name: in.Name, Purposes: in.Purposes}
	if in.Values != nil {
		a.Values = in.Values.StringList
	}
	if in.AttributeConfiguration != nil {
		a.EnforceValues = value(in.AttributeConfiguration.EnableValueValidationOnAssociation)
	}
	return s.change(ctx, in.InstanceId, strowger.CreatePredefinedAttribute{Attribute: a})
}

func (s *Server) describeAttribute(ctx context.Context, in *shape.DescribePredefinedAttributeInput) (*shape.DescribePredefinedAttributeOutput, error) {
	out := &shape.DescribePredefinedAttributeOutput{}
	err := s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		a, err := find(e.PredefinedAttributes(), in.Name, "Name", "predefined attribute")
		if err != nil {
			return err
		}
		out.PredefinedAttribute = new(s.attribute(a))
		return nil
	})
	return out, err
}

func (s *Server) attribute(a *strowger.PredefinedAttribute) shape.PredefinedAttribute {
	out := shape.PredefinedAttribute{
		Name:     text(a.Name),
		Purposes: a.Purposes,
		AttributeConfiguration: &shape.PredefinedAttributeConfiguration{
			EnableValueValidationOnAssociation: new(a.EnforceValues),
			IsReadOnly:                         new(readOnly(a.Name)),
		},
		LastModifiedTime:   epoch(a.LastModified),
		LastModifiedRegion: text(s.Names.Region),
	}
	if a.Values != nil {
		out.Values = &shape.PredefinedAttributeValues{StringList: a.Values}
	}
	return out
}

func (s *Server) listAttributes(ctx context.Context, in *shape.ListPredefinedAttributesInput) (*shape.ListPredefinedAttributesOutput, error) {
	page, next, err := list(ctx, s, listing{Instance: in.InstanceId, NextToken: in.NextToken, MaxResults: in.MaxResults},
		(*routing.Engine).PredefinedAttributes, nil, s.attributeSummary)
	return &shape.ListPredefinedAttributesOutput{PredefinedAttributeSummaryList: page, NextToken: next}, err
}

func (s *Server) attributeSummary(_ strowger.InstanceID, a *strowger.PredefinedAttribute) shape.PredefinedAttributeSummary {
	return shape.PredefinedAttributeSummary{
		Name:               text(a.Name),
		LastModifiedTime:   epoch(a.LastModified),
		LastModifiedRegion: text(s.Names.Region),
	}
}

// updateAttribute changes what is given. The system values of connect:Language
// never change, so that it does not matter that they are read before.
func (s *Server) updateAttribute(ctx context.Context, in *shape.UpdatePredefinedAttributeInput) (*restjson.None, error) {
	system, err := s.systemValues(ctx, in.InstanceId, in.Name)
	if err != nil {
		return nil, err
	}
	if err := check(ctx, func(c *restjson.Checker) {
		if readOnly(in.Name) {
			c.Violate("Name", "is %s, which cannot be changed", in.Name)
		} else if in.Values != nil {
			checkAttributeValues(c, in.Values.StringList, system)
		}
	}); err != nil {
		return nil, err
	}
	u := strowger.UpdatePredefinedAttribute{Name: in.Name}
	if in.Values != nil {
		u.Values = &in.Values.StringList
	}
	if in.Purposes != nil {
		u.Purposes = &in.Purposes
	}
	if in.AttributeConfiguration != nil {
		u.EnforceValues = in.AttributeConfiguration.EnableValueValidationOnAssociation
	}
	return s.change(ctx, in.InstanceId, u)
}

func (s *Server) deleteAttribute(ctx context.Context, in *shape.DeletePredefinedAttributeInput) (*restjson.None, error) {
	if err := check(ctx, func(c *restjson.Checker) {
		if strings.HasPrefix(in.Name, systemPrefix) {
			c.Violate("Name", "is %s, which the system needs", in.Name)
		}
	}); err != nil {
		return nil, err
	}
	return s.change(ctx, in.InstanceId, strowger.DeletePredefinedAttribute{Name: in.Name})
}
