package gateway

import (
	"math"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// The checks of what gateways report hold the constraints that Amazon's model
// has on the members of Contact, which its own clients only ever read.

// Validate implements restjson.Validator.
func (in *ReportMediaInput) Validate(c *restjson.Checker) {
	connect.RequireIdentifier(c, "InstanceId", strowger.InstanceResource, &in.InstanceId)
	connect.RequireIdentifier(c, "ContactId", strowger.ContactResource, &in.ContactId)
	if in.empty() {
		c.Violate("", "must have at least one member")
	}
	checkAgent(c, in.AgentInfo)
	if in.Customer != nil {
		c.Member("Customer")
		checkDevice(c, in.Customer.DeviceInfo)
		checkCapabilities(c, in.Customer.Capabilities)
		c.Leave()
	}
	checkQuality(c, in.QualityMetrics)
	if a := in.CustomerVoiceActivity; a != nil {
		order(c, "CustomerVoiceActivity.GreetingEndTimestamp", a.GreetingStartTimestamp, a.GreetingEndTimestamp)
	}
	oneOf(c, "AnsweringMachineDetectionStatus", in.AnsweringMachineDetectionStatus, detections)
	for i := range in.Recordings {
		c.Item("Recordings", i)
		checkRecording(c, &in.Recordings[i])
		c.Leave()
	}
	checkChat(c, in.ChatMetrics)
	checkWisdom(c, in.WisdomInfo)
	if in.Campaign != nil {
		length(c, "Campaign.CampaignId", in.Campaign.CampaignId, 1, 100)
	}
	checkDisconnect(c, in.DisconnectDetails)
	checkRecipients(c, in.AdditionalEmailRecipients)
}

func (in *ReportMediaInput) empty() bool {
	return in.AgentInfo == nil && in.Customer == nil && in.QualityMetrics == nil &&
		in.CustomerVoiceActivity == nil && in.AnsweringMachineDetectionStatus == "" &&
		in.Recordings == nil && in.ChatMetrics == nil && in.WisdomInfo == nil &&
		in.Campaign == nil && in.DisconnectDetails == nil && in.AdditionalEmailRecipients == nil
}

var detections = []shape.AnsweringMachineDetectionStatus{
	shape.AnsweringMachineDetectionStatusAnswered,
	shape.AnsweringMachineDetectionStatusUndetected,
	shape.AnsweringMachineDetectionStatusError,
	shape.AnsweringMachineDetectionStatusHumanAnswered,
	shape.AnsweringMachineDetectionStatusSitToneDetected,
	shape.AnsweringMachineDetectionStatusSitToneBusy,
	shape.AnsweringMachineDetectionStatusSitToneInvalidNumber,
	shape.AnsweringMachineDetectionStatusFaxMachineDetected,
	shape.AnsweringMachineDetectionStatusVoicemailBeep,
	shape.AnsweringMachineDetectionStatusVoicemailNoBeep,
	shape.AnsweringMachineDetectionStatusAmdUnresolved,
	shape.AnsweringMachineDetectionStatusAmdUnanswered,
	shape.AnsweringMachineDetectionStatusAmdError,
	shape.AnsweringMachineDetectionStatusAmdNotApplicable,
}

func checkAgent(c *restjson.Checker, a *AgentMedia) {
	if a == nil {
		return
	}
	c.Member("AgentInfo")
	checkDevice(c, a.DeviceInfo)
	checkCapabilities(c, a.Capabilities)
	oneOf(c, "VoiceEnhancementMode", a.VoiceEnhancementMode, []shape.VoiceEnhancementMode{
		shape.VoiceEnhancementModeVoiceIsolation,
		shape.VoiceEnhancementModeNoiseSuppression,
		shape.VoiceEnhancementModeNone,
	})
	c.Leave()
}

func checkDevice(c *restjson.Checker, d *shape.DeviceInfo) {
	if d == nil {
		return
	}
	c.Member("DeviceInfo")
	length(c, "PlatformName", d.PlatformName, 0, 128)
	length(c, "PlatformVersion", d.PlatformVersion, 0, 128)
	length(c, "OperatingSystem", d.OperatingSystem, 0, 128)
	c.Leave()
}

func checkCapabilities(c *restjson.Checker, p *shape.ParticipantCapabilities) {
	if p == nil {
		return
	}
	c.Member("Capabilities")
	p.Validate(c)
	c.Leave()
}

func checkQuality(c *restjson.Checker, q *shape.QualityMetrics) {
	if q == nil {
		return
	}
	if q.Agent != nil {
		checkAudio(c, "QualityMetrics.Agent.Audio", q.Agent.Audio)
	}
	if q.Customer != nil {
		checkAudio(c, "QualityMetrics.Customer.Audio", q.Customer.Audio)
	}
}

// checkAudio checks the quality of one media leg; its score is a mean opinion
// score.
func checkAudio(c *restjson.Checker, name string, a *shape.AudioQualityMetricsInfo) {
	if a == nil {
		return
	}
	c.Member(name)
	if a.QualityScore != nil {
		c.RangeFloat("QualityScore", *a.QualityScore, 1, 5)
	}
	c.Size("PotentialQualityIssues", len(a.PotentialQualityIssues), 0, 3)
	for i, issue := range a.PotentialQualityIssues {
		c.Item("PotentialQualityIssues", i)
		c.Length("", issue, 0, 128)
		c.Leave()
	}
	c.Leave()
}

func checkRecording(c *restjson.Checker, r *shape.RecordingInfo) {
	oneOf(c, "StorageType", r.StorageType, []shape.StorageType{
		shape.StorageTypeS3,
		shape.StorageTypeKinesisVideoStream,
		shape.StorageTypeKinesisStream,
		shape.StorageTypeKinesisFirehose,
	})
	oneOf(c, "MediaStreamType", r.MediaStreamType, []shape.MediaStreamType{
		shape.MediaStreamTypeAudio,
		shape.MediaStreamTypeVideo,
	})
	oneOf(c, "ParticipantType", r.ParticipantType, participantTypes)
	oneOf(c, "Status", r.Status, []shape.RecordingStatus{
		shape.RecordingStatusAvailable,
		shape.RecordingStatusDeleted,
	})
	length(c, "Location", r.Location, 0, 1024)
	length(c, "FragmentStartNumber", r.FragmentStartNumber, 0, 128)
	length(c, "FragmentStopNumber", r.FragmentStopNumber, 0, 128)
	length(c, "UnprocessedTranscriptLocation", r.UnprocessedTranscriptLocation, 0, 1024)
	order(c, "StopTimestamp", r.StartTimestamp, r.StopTimestamp)
}

var participantTypes = []shape.ParticipantType{
	shape.ParticipantTypeAll,
	shape.ParticipantTypeManager,
	shape.ParticipantTypeAgent,
	shape.ParticipantTypeCustomer,
	shape.ParticipantTypeThirdparty,
}

func checkChat(c *restjson.Checker, m *shape.ChatMetrics) {
	if m == nil {
		return
	}
	c.Member("ChatMetrics")
	if t := m.ChatContactMetrics; t != nil {
		c.Member("ChatContactMetrics")
		duration(c, "ConversationCloseTimeInMillis", t.ConversationCloseTimeInMillis)
		duration(c, "AgentFirstResponseTimeInMillis", t.AgentFirstResponseTimeInMillis)
		c.Leave()
	}
	checkParticipant(c, "AgentMetrics", m.AgentMetrics)
	checkParticipant(c, "CustomerMetrics", m.CustomerMetrics)
	c.Leave()
}

func checkParticipant(c *restjson.Checker, name string, m *shape.ParticipantMetrics) {
	if m == nil {
		return
	}
	c.Member(name)
	length(c, "ParticipantId", m.ParticipantId, 1, 256)
	oneOf(c, "ParticipantType", m.ParticipantType, participantTypes)
	duration(c, "TotalResponseTimeInMillis", m.TotalResponseTimeInMillis)
	duration(c, "MaxResponseTimeInMillis", m.MaxResponseTimeInMillis)
	c.Leave()
}

func checkWisdom(c *restjson.Checker, w *shape.WisdomInfo) {
	if w == nil {
		return
	}
	for i := range w.AiAgents {
		c.Item("WisdomInfo.AiAgents", i)
		oneOf(c, "AiUseCase", w.AiAgents[i].AiUseCase, []shape.AiUseCase{
			shape.AiUseCaseAgentAssistance,
			shape.AiUseCaseSelfService,
		})
		length(c, "AiAgentVersionId", w.AiAgents[i].AiAgentVersionId, 0, 128)
		c.Leave()
	}
}

func checkDisconnect(c *restjson.Checker, d *shape.DisconnectDetails) {
	if d != nil {
		length(c, "DisconnectDetails.PotentialDisconnectIssue", d.PotentialDisconnectIssue, 0, 128)
	}
}

func checkRecipients(c *restjson.Checker, r *shape.AdditionalEmailRecipients) {
	if r == nil {
		return
	}
	check := func(name string, list []shape.EmailRecipient) {
		for i := range list {
			c.Item(name, i)
			length(c, "Address", list[i].Address, 0, 256)
			length(c, "DisplayName", list[i].DisplayName, 0, 256)
			c.Leave()
		}
	}
	check("AdditionalEmailRecipients.ToList", r.ToList)
	check("AdditionalEmailRecipients.CcList", r.CcList)
}

// oneOf checks an optional value of an enumeration.
func oneOf[E ~string](c *restjson.Checker, name string, value E, values []E) {
	if value != "" {
		restjson.OneOf(c, name, value, values)
	}
}

// duration checks an optional number of milliseconds.
func duration(c *restjson.Checker, name string, millis *int64) {
	if millis != nil {
		c.Range(name, *millis, 0, math.MaxInt64)
	}
}

// order checks that what ends does not end before it begins.
func order(c *restjson.Checker, name string, start, end *restjson.Epoch) {
	if start != nil && end != nil && *end < *start {
		c.Violate(name, "must not be earlier than its start")
	}
}
