package connect

import (
	"strings"

	"github.com/strowger/strowger"
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

// ID returns the identifier at the end of an ARN, and an identifier as it is.
func (n Names) ID(idOrARN string) string {
	if strings.HasPrefix(idOrARN, "arn:") {
		return idOrARN[strings.LastIndexByte(idOrARN, '/')+1:]
	}
	return idOrARN
}

// ParseARN takes an ARN of an instance or of a resource of one apart. The region
// and the account are not looked at.
func ParseARN(arn string) (instance string, r strowger.Resource, ok bool) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "connect" {
		return "", r, false
	}
	path, ok := strings.CutPrefix(parts[5], "instance/")
	instance, resource, within := strings.Cut(path, "/")
	if !ok || instance == "" {
		return "", r, false
	}
	if !within {
		return instance, strowger.Resource{Kind: strowger.InstanceResource}, true
	}
	i := strings.LastIndexByte(resource, '/')
	if i < 0 {
		return "", r, false
	}
	r = strowger.Resource{Kind: strowger.ResourceKind(resource[:i]), ID: resource[i+1:]}
	return instance, r, r.Kind != "" && r.Kind != strowger.InstanceResource && r.ID != ""
}
