package connect

import (
	"slices"
	"strings"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/restjson"
)

// Names makes the Amazon Resource Names of one account in one region.
type Names struct {
	Region  string
	Account string
}

// Instance returns the ARN of an instance.
func (n Names) Instance(id strowger.InstanceID) string {
	return "arn:aws:connect:" + n.Region + ":" + n.Account + ":instance/" + string(id)
}

// Resource returns the ARN of a resource of an instance. Kind is the path
// segment by which Amazon calls it, such as "queue", "agent" for a user,
// "agent-state" for an agent status or "operating-hours".
func (n Names) Resource(instance strowger.InstanceID, kind, id string) string {
	return n.Instance(instance) + "/" + kind + "/" + id
}

// Queue returns the ARN of a queue; the agent queue of a user is named after
// the user.
func (n Names) Queue(instance strowger.InstanceID, q *strowger.Queue) string {
	if q.Type == strowger.AgentQueue {
		return n.Resource(instance, "queue/agent", string(q.ID))
	}
	return n.Resource(instance, "queue", string(q.ID))
}

// ServiceRole returns the ARN of the role in which Amazon Connect would act for
// the account.
func (n Names) ServiceRole() string {
	return "arn:aws:iam::" + n.Account + ":role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect"
}

// ResourceShare returns the ARN of a resource share of AWS Resource Access Manager,
// by which Amazon Connect would share a data set.
func (n Names) ResourceShare(id string) string {
	return "arn:aws:ram:" + n.Region + ":" + n.Account + ":resource-share/" + id
}

// Identify returns the identifier of a resource of an instance that a text names:
// the text itself, or what the ARN of the resource ends with. It is false for an
// ARN of anything else: a resource of another kind or of another instance, or one
// of another account, region or partition. A phone number belongs to no instance.
func (n Names) Identify(instance strowger.InstanceID, kind strowger.ResourceKind, text string) (id string, ok bool) {
	if !strings.HasPrefix(text, "arn:") {
		return text, true
	}
	arn, ok := n.parse(text)
	switch {
	case !ok || !arn.IsOf(kind):
		return "", false
	case kind == strowger.InstanceResource:
		return string(arn.Instance), true
	case kind == strowger.PhoneNumberResource:
		return text, true // kept as given
	}
	return arn.Resource.ID, arn.Instance == instance
}

// parse takes an ARN of this account in this region apart.
func (n Names) parse(text string) (strowger.ARN, bool) {
	arn, ok := strowger.ParseARN(text)
	return arn, ok && arn.Partition == "aws" && arn.Region == n.Region && arn.Account == n.Account
}

// Resolve puts identifiers in the place of the ARNs in an input, so that the
// operations know identifiers only, and reports what is no ARN of what its member
// names. It is for the configuration of a restjson.Mux.
func (n Names) Resolve(c *restjson.Checker, found []restjson.Identifier) {
	var instance strowger.InstanceID
	first := slices.IndexFunc(found, func(f restjson.Identifier) bool { return f.Kind == string(strowger.InstanceResource) })
	if first >= 0 {
		if !n.resolve(c, "", found[first]) {
			return // no ARN is of an instance that is not known
		}
		instance = strowger.InstanceID(*found[first].Text)
	}
	for _, f := range found {
		n.resolve(c, instance, f)
	}
}

func (n Names) resolve(c *restjson.Checker, instance strowger.InstanceID, f restjson.Identifier) bool {
	id, ok := n.Identify(instance, strowger.ResourceKind(f.Kind), *f.Text)
	if !ok {
		notIdentified(c, f.Member, strowger.ResourceKind(f.Kind), *f.Text)
		return false
	}
	*f.Text = id
	return true
}

// notIdentified reports a member that is no ARN of what it has to name. One of the
// right kind and of another instance is valid by itself, and contradicts the
// InstanceId.
func notIdentified(c *restjson.Checker, name string, kind strowger.ResourceKind, text string) {
	arn, ok := strowger.ParseARN(text)
	switch {
	case kind == strowger.InstanceResource:
		c.Violate(name, "must be the identifier of an instance, or its ARN with the account and the region, is %.300q", text)
	case ok && arn.IsOf(kind):
		c.Contradict(name, "must be the identifier or ARN of a resource of the instance that InstanceId names, is %.300q", text)
	default:
		c.Violate(name, "must be the identifier or ARN of a resource of type %s, is %.300q", kind, text)
	}
}

// RequireIdentifier checks a member that must name a resource by its identifier or
// its ARN, for inputs that are not generated.
func RequireIdentifier(c *restjson.Checker, member string, kind strowger.ResourceKind, text *string) {
	if c.Required(member, *text != "") {
		c.Identifier(member, string(kind), text)
	}
}
