package connect

import (
	"context"
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

func (s *Server) createAttribute(ctx context.Context, in *shape.CreatePredefinedAttributeInput) (*restjson.None, error) {
	if err := check(ctx, func(c *restjson.Checker) {
		name := strings.ToLower(in.Name)
		if strings.HasPrefix(name, amazonPrefix) || strings.HasPrefix(name, systemPrefix) {
			c.Violate("Name", "must not begin with %s or %s", amazonPrefix, systemPrefix)
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
	p, err := newPage(ctx, in.NextToken, in.MaxResults, s.Names.ID(in.InstanceId))
	if err != nil {
		return nil, err
	}
	out := &shape.ListPredefinedAttributesOutput{}
	err = s.view(ctx, in.InstanceId, func(e *routing.Engine, _ strowger.Time) error {
		out.PredefinedAttributeSummaryList, out.NextToken = take(p,
			e.PredefinedAttributes().After(p.after),
			func(a *strowger.PredefinedAttribute) string { return a.Name },
			func(a *strowger.PredefinedAttribute) shape.PredefinedAttributeSummary {
				return shape.PredefinedAttributeSummary{
					Name:               text(a.Name),
					LastModifiedTime:   epoch(a.LastModified),
					LastModifiedRegion: text(s.Names.Region),
				}
			})
		return nil
	})
	return out, err
}

func (s *Server) updateAttribute(ctx context.Context, in *shape.UpdatePredefinedAttributeInput) (*restjson.None, error) {
	if err := check(ctx, func(c *restjson.Checker) {
		if readOnly(in.Name) {
			c.Violate("Name", "is %s, which cannot be changed", in.Name)
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
