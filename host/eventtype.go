package host

import (
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/strowger/strowger"
)

// eventDecoders holds every type of event by its name in the journal.
var eventDecoders = func() map[string]eventDecoder {
	m := make(map[string]eventDecoder, len(eventTypes))
	for _, t := range eventTypes {
		m[t.name] = t.decode
	}
	return m
}()

// eventTypes lists every type of event, in the order of the root package.
var eventTypes = []eventType{
	typeOf[strowger.InstanceSaved](),
	typeOf[strowger.QueueSaved](),
	typeOf[strowger.QueueDeleted](),
	typeOf[strowger.HoursOfOperationSaved](),
	typeOf[strowger.HoursOfOperationDeleted](),
	typeOf[strowger.RoutingProfileSaved](),
	typeOf[strowger.RoutingProfileDeleted](),
	typeOf[strowger.UserSaved](),
	typeOf[strowger.UserDeleted](),
	typeOf[strowger.AgentStatusSaved](),
	typeOf[strowger.SecurityProfileSaved](),
	typeOf[strowger.SecurityProfileDeleted](),
	typeOf[strowger.PredefinedAttributeSaved](),
	typeOf[strowger.PredefinedAttributeDeleted](),
	typeOf[strowger.HierarchyStructureSaved](),
	typeOf[strowger.HierarchyGroupSaved](),
	typeOf[strowger.HierarchyGroupDeleted](),
	typeOf[strowger.QuickConnectSaved](),
	typeOf[strowger.QuickConnectDeleted](),
	typeOf[strowger.ContactFlowSaved](),
	typeOf[strowger.ContactFlowDeleted](),
	typeOf[strowger.ContactFlowModuleSaved](),
	typeOf[strowger.ContactFlowModuleDeleted](),
	typeOf[strowger.AnalyticsDataAssociationSaved](),
	typeOf[strowger.AnalyticsDataAssociationDeleted](),
	typeOf[strowger.ContactStarted](),
	typeOf[strowger.ContactActivated](),
	typeOf[strowger.ContactUpdated](),
	typeOf[strowger.ContactRescheduled](),
	typeOf[strowger.ContactTargetSet](),
	typeOf[strowger.ContactRoutingChanged](),
	typeOf[strowger.CriteriaSet](),
	typeOf[strowger.ContactQueued](),
	typeOf[strowger.ContactTransferred](),
	typeOf[strowger.CriteriaStepExpired](),
	typeOf[strowger.ContactOffered](),
	typeOf[strowger.OfferMissed](),
	typeOf[strowger.OfferRejected](),
	typeOf[strowger.ContactAccepted](),
	typeOf[strowger.ContactDialled](),
	typeOf[strowger.CallbackPostponed](),
	typeOf[strowger.ContactConnected](),
	typeOf[strowger.ContactHeld](),
	typeOf[strowger.ContactUnheld](),
	typeOf[strowger.ParticipantMuted](),
	typeOf[strowger.ContactPaused](),
	typeOf[strowger.ContactResumed](),
	typeOf[strowger.FactsRecorded](),
	typeOf[strowger.ContactDisconnected](),
	typeOf[strowger.AgentContactCleared](),
	typeOf[strowger.ContactCompleted](),
	typeOf[strowger.FlowRunMoved](),
	typeOf[strowger.FlowRunEnded](),
	typeOf[strowger.EventHooksSet](),
	typeOf[strowger.AgentStatusChanged](),
	typeOf[strowger.NextStatusSet](),
	typeOf[strowger.TimeSetBack](),
}

type eventType struct {
	name   string
	zero   strowger.Event
	decode eventDecoder
}

type eventDecoder func(*jsontext.Decoder) (strowger.Event, error)

func typeOf[E any, P interface {
	*E
	strowger.Event
}]() eventType {
	return eventType{
		name: reflect.TypeFor[E]().Name(),
		zero: P(new(E)),
		decode: func(dec *jsontext.Decoder) (strowger.Event, error) {
			ev := new(E)
			err := json.UnmarshalDecode(dec, ev, encoding)
			return P(ev), err
		},
	}
}
