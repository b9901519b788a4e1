package strowger

import "maps"

// InstanceAttribute is a feature of the whole instance that is on or off.
type InstanceAttribute string

// The attributes of an instance.
const (
	InboundCalls              InstanceAttribute = "INBOUND_CALLS"
	OutboundCalls             InstanceAttribute = "OUTBOUND_CALLS"
	ContactFlowLogs           InstanceAttribute = "CONTACTFLOW_LOGS"
	ContactLens               InstanceAttribute = "CONTACT_LENS"
	AutoResolveBestVoices     InstanceAttribute = "AUTO_RESOLVE_BEST_VOICES"
	UseCustomTTSVoices        InstanceAttribute = "USE_CUSTOM_TTS_VOICES"
	EarlyMedia                InstanceAttribute = "EARLY_MEDIA"
	MultiPartyConference      InstanceAttribute = "MULTI_PARTY_CONFERENCE"
	HighVolumeOutbound        InstanceAttribute = "HIGH_VOLUME_OUTBOUND"
	EnhancedContactMonitoring InstanceAttribute = "ENHANCED_CONTACT_MONITORING"
	EnhancedChatMonitoring    InstanceAttribute = "ENHANCED_CHAT_MONITORING"
	MultiPartyChatConference  InstanceAttribute = "MULTI_PARTY_CHAT_CONFERENCE"
	MessageStreaming          InstanceAttribute = "MESSAGE_STREAMING"
)

// onAtFirst are the attributes that a new instance has on. They are those that
// the resource aws_connect_instance documents as its defaults.
var onAtFirst = map[InstanceAttribute]bool{
	ContactLens:           true,
	AutoResolveBestVoices: true,
	EarlyMedia:            true,
}

// Attribute reports whether a feature is on. Inbound calls have an effect; the
// others are kept for those who ask.
func (i *Instance) Attribute(a InstanceAttribute) bool {
	switch a {
	case InboundCalls:
		return i.InboundCallsEnabled
	case OutboundCalls:
		return i.OutboundCallsEnabled
	}
	if on, set := i.Attributes[a]; set {
		return on
	}
	return onAtFirst[a]
}

// WithAttribute returns the instance with a feature turned on or off.
func (i Instance) WithAttribute(a InstanceAttribute, on bool) Instance {
	switch a {
	case InboundCalls:
		i.InboundCallsEnabled = on
	case OutboundCalls:
		i.OutboundCallsEnabled = on
	default:
		i.Attributes = maps.Clone(i.Attributes)
		if i.Attributes == nil {
			i.Attributes = make(map[InstanceAttribute]bool)
		}
		i.Attributes[a] = on
	}
	return i
}
