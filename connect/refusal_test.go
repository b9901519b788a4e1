package connect_test

import (
	"net/http"
	"testing"
)

// What SDKs do not let through arrives from others: each line is refused, and
// the message names the member at fault.
func TestRawRefusals(t *testing.T) {
	o := newOffice(t)
	profile, queue, user := "/routing-profiles/{I}/"+o.RoutingProfileID, "/queues/{I}/"+o.QueueID, "/users/{I}/"+missing
	const invalid, serialization = "InvalidParameterException", "SerializationException"
	for _, c := range []struct{ method, path, body, code, names string }{
		{"PUT", "/instance", `{}`, "InvalidRequestException", "IdentityManagementType is required"},
		{"PUT", "/instance", `{"InboundCallsEnabled":"yes"}`, serialization, "InboundCallsEnabled"},
		{"PUT", "/queues/{I}", ``, invalid, "Name is required; HoursOfOperationId is required"},
		{"PUT", "/queues/{I}", `{"Name":1}`, serialization, "Name"},
		{"PUT", "/queues/{I}", `{"Name":"x","Name":"y"}`, serialization, "Name"},
		{"PUT", "/queues/{I}", `{"Name":"x"`, serialization, "JSON"},
		{"PUT", "/queues/{I}", `{"Name":"x","HoursOfOperationId":"h","MaxContacts":1.5}`, serialization, "MaxContacts"},
		{"PUT", "/queues/{I}", `{"Name":"x","HoursOfOperationId":"h","Description":""}`, invalid, "Description must have at least 1"},
		{"POST", queue + "/status", `{"Status":"enabled"}`, invalid, "Status must be one of"},
		{"POST", queue + "/status", ``, invalid, "Status is required"},
		{"POST", queue + "/hours-of-operation", ``, invalid, "HoursOfOperationId is required"},
		{"POST", queue + "/max-contacts", `{"MaxContacts":-1}`, invalid, "MaxContacts must be at least 0"},
		{"POST", queue + "/name", `{}`, invalid, "Name or Description"},
		{"GET", "/queues-summary/{I}?queueTypes=STANDARD&queueTypes=AGENT&queueTypes=AGENT", ``, invalid, "QueueTypes must have at most 2"},
		{"PUT", "/hours-of-operations/{I}", `{"Name":"h"}`, invalid, "TimeZone is required; Config is required"},
		{"PUT", "/hours-of-operations/{I}", `{"Name":"h","TimeZone":"UTC","Config":[{"Day":"FUNDAY","StartTime":{"Minutes":0}}]}`, invalid,
			"Config[0].Day must be one of SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, is \"FUNDAY\"; Config[0].StartTime.Hours is required; Config[0].EndTime is required"},
		{"PUT", "/routing-profiles/{I}", `{"Name":"p","DefaultOutboundQueueId":"q"}`, invalid, "Description is required; MediaConcurrencies is required"},
		{"PUT", "/routing-profiles/{I}", `{"Name":"p","Description":"d","DefaultOutboundQueueId":"q","MediaConcurrencies":[],"QueueConfigs":[{"QueueReference":{"Channel":"FAX"}}]}`, invalid,
			"QueueConfigs[0].QueueReference.QueueId is required; QueueConfigs[0].QueueReference.Channel must be one of"},
		{"POST", profile + "/concurrency", ``, invalid, "MediaConcurrencies is required"},
		{"POST", profile + "/concurrency", `{"MediaConcurrencies":[{"Channel":"VOICE","Concurrency":0}]}`, invalid, "MediaConcurrencies[0].Concurrency must be between 1 and 10"},
		{"POST", profile + "/concurrency", `{"MediaConcurrencies":[{"Channel":"VOICE","Concurrency":1,"CrossChannelBehavior":{}}]}`, invalid, "MediaConcurrencies[0].CrossChannelBehavior.BehaviorType is required"},
		{"POST", profile + "/default-outbound-queue", ``, invalid, "DefaultOutboundQueueId is required"},
		{"POST", profile + "/agent-availability-timer", ``, invalid, "AgentAvailabilityTimer is required"},
		{"POST", profile + "/queues", `{"QueueConfigs":[]}`, invalid, "QueueConfigs must have at least 1"},
		{"POST", profile + "/queues", `{"QueueConfigs":[{"QueueReference":{"QueueId":"q","Channel":"CHAT"}}]}`, invalid, "QueueConfigs[0].Priority is required; QueueConfigs[0].Delay is required"},
		{"POST", profile + "/disassociate-queues", `{"QueueReferences":[{"QueueId":"q"}]}`, invalid, "QueueReferences[0].Channel is required"},
		{"POST", "/search-routing-profiles", `{}`, invalid, "InstanceId is required"},
		{"POST", "/search-routing-profiles", `{"InstanceId":"x","NextToken":""}`, invalid, "NextToken must have at least 1"},
		{"PUT", "/users/{I}", `{}`, invalid, "Username is required; SecurityProfileIds is required; RoutingProfileId is required"},
		{"PUT", "/users/{I}", `{"Username":"u","SecurityProfileIds":[],"RoutingProfileId":"r"}`, invalid, "SecurityProfileIds must have at least 1"},
		{"POST", user + "/identity-info", ``, invalid, "IdentityInfo is required"},
		{"POST", user + "/phone-config", ``, invalid, "PhoneConfig is required"},
		{"POST", user + "/phone-config", `{"PhoneConfig":{"PhoneType":"ROTARY"}}`, invalid, "PhoneConfig.PhoneType must be one of"},
		{"POST", user + "/config", `{"AutoAcceptConfigs":[{"Channel":"VOICE"}]}`, invalid, "AutoAcceptConfigs[0].AutoAccept is required"},
		{"POST", user + "/config", `{"AfterContactWorkConfigs":[{"Channel":"VOICE"}]}`, invalid, "AfterContactWorkConfigs[0].AfterContactWorkConfig is required"},
		{"POST", user + "/routing-profile", ``, invalid, "RoutingProfileId is required"},
		{"POST", user + "/associate-proficiencies", ``, invalid, "UserProficiencies is required"},
		{"POST", user + "/proficiencies", `{"UserProficiencies":[{"AttributeName":"a","AttributeValue":"v"}]}`, invalid, "UserProficiencies[0].Level is required"},
		{"POST", user + "/disassociate-proficiencies", `{"UserProficiencies":[{"AttributeName":"a"}]}`, invalid, "UserProficiencies[0].AttributeValue is required"},
		{"PUT", "/agent-status/{I}", `{"Name":"s"}`, invalid, "State is required"},
		{"PUT", "/agent-status/{I}", `{"Name":"s","State":"ENABLED","DisplayOrder":0}`, invalid, "DisplayOrder must be between 1 and 50"},
		{"GET", "/agent-status/{I}?AgentStatusTypes=BREAK", ``, invalid, "AgentStatusTypes[0] must be one of"},
		{"PUT", "/predefined-attributes/{I}", `{}`, invalid, "Name is required"},
		{"PUT", "/predefined-attributes/{I}", `{"Name":"n","Values":["v"]}`, serialization, "Values"},
		{"GET", "/queues//" + o.QueueID, ``, invalid, "InstanceId is required"},
	} {
		o.call(c.method, c.path, c.body).refused(t, c.method+" "+c.path+" "+c.body, c.code, c.names)
	}
	a := o.Call(t, http.MethodGet, "/no-such-operation", "")
	if a.Status != http.StatusNotFound || a.Error == "" {
		t.Errorf("an unknown operation is answered with %+v", a)
	}
}

// Zero is not the same as nothing, also in what the server sends.
func TestZeroesAreSent(t *testing.T) {
	o := newOffice(t)
	for path, members := range map[string][]string{
		"/routing-profiles/{I}/" + o.newIdle():                                      {`"IsDefault":false`, `"NumberOfAssociatedUsers":0`, `"NumberOfAssociatedQueues":0`},
		"/routing-profiles/{I}/" + o.RoutingProfileID + "/queues":                   {`"Delay":0`},
		"/users/{I}/" + o.CreateUser(t, "ada", o.RoutingProfileID):                  {`"AutoAccept":false`, `"AfterContactWorkTimeLimit":0`, `"PersistentConnection":false`},
		"/predefined-attributes/{I}/connect:WorkloadType":                           {`"EnableValueValidationOnAssociation":false`, `"IsReadOnly":false`},
		"/users-summary/" + o.InstanceID + "?nextToken=":                            {`"UserSummaryList":[`},
		"/routing-profiles/{I}/" + o.RoutingProfileID + "/manual-assignment-queues": {`"RoutingProfileManualAssignmentQueueConfigSummaryList":[]`},
		"/hours-of-operations/{I}/" + o.HoursID:                                     {`"Hours":0`, `"Minutes":0`},
	} {
		a := o.call(http.MethodGet, path, "")
		for _, member := range members {
			a.has(t, path, member)
		}
	}
	a := o.call(http.MethodPost, "/queues/{I}/"+o.QueueID+"/max-contacts", `{"MaxContacts":0}`)
	same(t, "empty body", a.Body, "")
	o.call(http.MethodGet, "/queues/{I}/"+o.QueueID, "").has(t, "queue", `"MaxContacts":0`)
}

func (o *office) newIdle() string { return *o.newProfile("Idle", nil) }
