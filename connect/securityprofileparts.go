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

// What a security profile gives access to, in lists of their own.

func (s *Server) registerSecurityProfileParts(mux *restjson.Mux) {
	restjson.Handle(mux, shape.ListSecurityProfilePermissions, s.listSecurityProfilePermissions)
	restjson.Handle(mux, shape.ListSecurityProfileApplications, s.listSecurityProfileApplications)
	restjson.Handle(mux, shape.ListSecurityProfileFlowModules, s.listSecurityProfileFlowModules)
}

// given returns a list as a change to make: none if it is absent.
func given[T any](list []T) *[]T {
	if list == nil {
		return nil
	}
	return &list
}

// checkSecurityProfile checks what the documentation states of a security
// profile: that hierarchies restrict users only, and third-party applications
// know one permission. An application and a module can be named once.
func checkSecurityProfile(c *restjson.Checker, applications []shape.Application, modules []shape.FlowModule, restricted []string) {
	for i, name := range restricted {
		if name != "User" {
			c.Item("HierarchyRestrictedResources", i)
			c.Violate("", "must be User, is %q", name)
			c.Leave()
		}
	}
	namespaces, identifiers := make(map[string]bool), make(map[string]bool)
	for i, a := range applications {
		c.Item("Applications", i)
		checkOnce(c, "Namespace", a.Namespace, namespaces)
		mcp := value(a.Type) == shape.ApplicationTypeMcp
		if c.Required("ApplicationPermissions", a.ApplicationPermissions != nil) && !mcp && !slices.Equal(a.ApplicationPermissions, []string{"ACCESS"}) {
			c.Violate("ApplicationPermissions", "must be ACCESS for a third-party application, is %s", strings.Join(a.ApplicationPermissions, ", "))
		}
		c.Leave()
	}
	for i, m := range modules {
		c.Item("AllowedFlowModules", i)
		checkOnce(c, "FlowModuleId", m.FlowModuleId, identifiers)
		c.Leave()
	}
}

func checkOnce(c *restjson.Checker, member string, name *string, seen map[string]bool) {
	if !c.Required(member, name != nil) {
		return
	}
	if seen[*name] {
		c.Violate(member, "%q occurs twice", *name)
	}
	seen[*name] = true
}

func application(in shape.Application) strowger.Application {
	return strowger.Application{Namespace: *in.Namespace, Permissions: in.ApplicationPermissions, Type: string(value(in.Type))}
}

func (s *Server) allowedFlowModule(in shape.FlowModule) strowger.AllowedFlowModule {
	return strowger.AllowedFlowModule{ID: *in.FlowModuleId, Type: string(value(in.Type))}
}

// dataTableAccess reads the one thing that a granular access control
// configuration can say; nil if it does not.
func dataTableAccess(in *shape.GranularAccessControlConfiguration) []strowger.DataTableAccessValue {
	if in == nil || in.DataTableAccessControlConfiguration == nil ||
		in.DataTableAccessControlConfiguration.PrimaryAttributeAccessControlConfiguration == nil {
		return nil
	}
	values := in.DataTableAccessControlConfiguration.PrimaryAttributeAccessControlConfiguration.PrimaryAttributeValues
	return each(values, func(v shape.PrimaryAttributeValue) strowger.DataTableAccessValue {
		return strowger.DataTableAccessValue{AccessType: string(value(v.AccessType)), AttributeName: value(v.AttributeName), Values: v.Values}
	})
}

// granularAccess is the way back.
func granularAccess(list []strowger.DataTableAccessValue) *shape.GranularAccessControlConfiguration {
	if list == nil {
		return nil
	}
	values := each(list, func(v strowger.DataTableAccessValue) shape.PrimaryAttributeValue {
		return shape.PrimaryAttributeValue{AccessType: optional(shape.AccessType(v.AccessType)), AttributeName: text(v.AttributeName), Values: v.Values}
	})
	return &shape.GranularAccessControlConfiguration{
		DataTableAccessControlConfiguration: &shape.DataTableAccessControlConfiguration{
			PrimaryAttributeAccessControlConfiguration: &shape.PrimaryAttributeAccessControlConfigurationItem{PrimaryAttributeValues: values},
		},
	}
}

// part is one page of a list of a security profile, in the order of its keys.
type part[S any] struct {
	items    []S
	next     *string
	modified *restjson.Epoch
}

// securityProfilePart takes a page of a list that a security profile holds.
func securityProfilePart[V, S any](ctx context.Context, s *Server, instance, profile string, token *string, size *int32,
	list func(*strowger.SecurityProfile) []V, key func(V) string, show func(V) S) (out part[S], err error) {
	p, err := newPage(ctx, token, size, instance, profile)
	if err != nil {
		return out, err
	}
	err = s.view(ctx, instance, func(e *routing.Engine, _ strowger.Time) error {
		profile, err := find(e.SecurityProfiles(), strowger.SecurityProfileID(profile), "SecurityProfileId", "security profile")
		if err != nil {
			return err
		}
		out.items, out.next = take(p, sorted(list(profile), p.after, key), key, show)
		out.modified = epoch(profile.LastModified)
		return nil
	})
	return out, err
}

func (s *Server) listSecurityProfilePermissions(ctx context.Context, in *shape.ListSecurityProfilePermissionsInput) (*shape.ListSecurityProfilePermissionsOutput, error) {
	same := func(permission string) string { return permission }
	page, err := securityProfilePart(ctx, s, in.InstanceId, in.SecurityProfileId, in.NextToken, in.MaxResults,
		func(p *strowger.SecurityProfile) []string { return p.Permissions }, same, same)
	return &shape.ListSecurityProfilePermissionsOutput{
		Permissions: page.items, NextToken: page.next, LastModifiedTime: page.modified, LastModifiedRegion: text(s.Names.Region),
	}, err
}

func (s *Server) listSecurityProfileApplications(ctx context.Context, in *shape.ListSecurityProfileApplicationsInput) (*shape.ListSecurityProfileApplicationsOutput, error) {
	page, err := securityProfilePart(ctx, s, in.InstanceId, in.SecurityProfileId, in.NextToken, in.MaxResults,
		func(p *strowger.SecurityProfile) []strowger.Application { return p.Applications },
		func(a strowger.Application) string { return a.Namespace },
		func(a strowger.Application) shape.Application {
			return shape.Application{Namespace: text(a.Namespace), ApplicationPermissions: a.Permissions, Type: optional(shape.ApplicationType(a.Type))}
		})
	return &shape.ListSecurityProfileApplicationsOutput{
		Applications: page.items, NextToken: page.next, LastModifiedTime: page.modified, LastModifiedRegion: text(s.Names.Region),
	}, err
}

func (s *Server) listSecurityProfileFlowModules(ctx context.Context, in *shape.ListSecurityProfileFlowModulesInput) (*shape.ListSecurityProfileFlowModulesOutput, error) {
	page, err := securityProfilePart(ctx, s, in.InstanceId, in.SecurityProfileId, in.NextToken, in.MaxResults,
		func(p *strowger.SecurityProfile) []strowger.AllowedFlowModule { return p.AllowedFlowModules },
		func(m strowger.AllowedFlowModule) string { return m.ID },
		func(m strowger.AllowedFlowModule) shape.FlowModule {
			return shape.FlowModule{FlowModuleId: text(m.ID), Type: optional(shape.FlowModuleType(m.Type))}
		})
	return &shape.ListSecurityProfileFlowModulesOutput{
		AllowedFlowModules: page.items, NextToken: page.next, LastModifiedTime: page.modified, LastModifiedRegion: text(s.Names.Region),
	}, err
}
