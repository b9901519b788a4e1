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

// ID returns the identifier at the end of an ARN, and an identifier as it is.
func (n Names) ID(idOrARN string) string {
	if strings.HasPrefix(idOrARN, "arn:") {
		return idOrARN[strings.LastIndexByte(idOrARN, '/')+1:]
	}
	return idOrARN
}
