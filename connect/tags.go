package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

func (s *Server) registerTags(mux *restjson.Mux) {
	restjson.Handle(mux, shape.TagResource, s.tagResource)
	restjson.Handle(mux, shape.UntagResource, s.untagResource)
	restjson.Handle(mux, shape.ListTagsForResource, s.listTagsForResource)
}

// tagsOrNone returns tags for a response that has them even where there are none.
func tagsOrNone(tags map[string]string) map[string]string {
	if tags == nil {
		return map[string]string{}
	}
	return tags
}

// tagResource sets tags; others that the resource has stay. It wants at least one:
// the model says so of all tags, but for what is created {} is known to be taken.
func (s *Server) tagResource(ctx context.Context, in *shape.TagResourceInput) (*restjson.None, error) {
	if err := check(ctx, func(c *restjson.Checker) { c.Size("tags", len(in.Tags), 1, 50) }); err != nil {
		return nil, err
	}
	instance, r, err := s.taggable(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, instance, strowger.UpdateTags{Resource: r, Set: in.Tags})
}

// untagResource removes tags; those that the resource does not have do not
// matter.
func (s *Server) untagResource(ctx context.Context, in *shape.UntagResourceInput) (*restjson.None, error) {
	instance, r, err := s.taggable(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, instance, strowger.UpdateTags{Resource: r, Remove: in.TagKeys})
}

func (s *Server) listTagsForResource(ctx context.Context, in *shape.ListTagsForResourceInput) (*shape.ListTagsForResourceOutput, error) {
	instance, r, err := s.taggable(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	out := &shape.ListTagsForResourceOutput{}
	err = s.view(ctx, instance, func(e *routing.Engine, _ strowger.Time) error {
		out.Tags, err = e.Tags(r)
		return err
	})
	return out, err
}

// taggable reads the ARN of a resource. Contacts have operations of their own.
func (s *Server) taggable(text string) (instance string, r strowger.Resource, err error) {
	arn, ok := s.Names.parse(text)
	switch {
	case !ok || arn.Instance == "":
		return "", r, strowger.Errorf(strowger.InvalidParameter, "resourceArn must be the ARN of a resource of an instance, is %.300q", text)
	case arn.Resource.Kind == strowger.ContactResource:
		return "", r, strowger.Errorf(strowger.InvalidParameter, "resourceArn: %q is a contact, which TagContact and UntagContact tag", arn.Resource.ID)
	}
	return string(arn.Instance), arn.Resource, nil
}
