package enginetest

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

func newID() string { return uuid.NewString() }

// Defaults are the identifiers of what a new instance comes with.
type Defaults struct {
	HoursID          string // Basic Hours
	QueueID          string // BasicQueue
	RoutingProfileID string // Basic Routing Profile
	AvailableID      string // agent status
	OfflineID        string // agent status
	AgentProfileID   string // security profile Agent
	AdminProfileID   string // security profile Admin
	InboundFlowID    string // Sample inbound flow, which queues in BasicQueue
}

// Defaults looks up what the instance came with.
func (s *Server) Defaults(t testing.TB) Defaults {
	t.Helper()
	var d Defaults
	err := s.Instance.View(t.Context(), func(e *routing.Engine, _ strowger.Time) error {
		d = Defaults{
			HoursID:          string(named(t, e.HoursOfOperations(), "Basic Hours").ID),
			QueueID:          string(named(t, e.Queues(), "BasicQueue").ID),
			RoutingProfileID: string(named(t, e.RoutingProfiles(), "Basic Routing Profile").ID),
			AvailableID:      string(named(t, e.AgentStatuses(), "Available").ID),
			OfflineID:        string(named(t, e.AgentStatuses(), "Offline").ID),
			AgentProfileID:   string(named(t, e.SecurityProfiles(), "Agent").ID),
			AdminProfileID:   string(named(t, e.SecurityProfiles(), "Admin").ID),
			InboundFlowID:    string(named(t, e.ContactFlows(), "Sample inbound flow").ID),
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// named returns a noun by its name. It runs on the goroutine of the instance,
// from which a test cannot be ended.
func named[K ~string, V any](t testing.TB, table *routing.Table[K, V], name string) V {
	if v, ok := table.Named(name); ok {
		return *v
	}
	t.Errorf("a new instance has no %q", name)
	var zero V
	return zero
}

// Password is the password of users that CreateUser makes.
const Password = "Correct1horse"

// CreateUser creates an agent with the security profile Agent and what the
// instance's way of managing identities asks for, and returns the identifier.
func (s *Server) CreateUser(t testing.TB, username, routingProfileID string) string {
	t.Helper()
	in := &sdk.CreateUserInput{
		InstanceId:         &s.InstanceID,
		Username:           &username,
		IdentityInfo:       &types.UserIdentityInfo{FirstName: new("Test"), LastName: new("User")},
		PhoneConfig:        &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone},
		RoutingProfileId:   &routingProfileID,
		SecurityProfileIds: []string{s.Defaults(t).AgentProfileID},
	}
	if s.managesPasswords {
		in.Password = new(Password)
	}
	out, err := s.Client.CreateUser(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return *out.UserId
}
