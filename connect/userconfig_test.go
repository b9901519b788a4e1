package connect_test

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

func acceptOn(channel types.Channel, accept bool) types.AutoAcceptConfig {
	return types.AutoAcceptConfig{Channel: channel, AutoAccept: accept}
}

func workOn(channel types.Channel, seconds int32) types.AfterContactWorkConfigPerChannel {
	return types.AfterContactWorkConfigPerChannel{
		Channel: channel, AfterContactWorkConfig: &types.AfterContactWorkConfig{AfterContactWorkTimeLimit: seconds},
	}
}

func TestUserConfig(t *testing.T) {
	o := newOffice(t)
	in := o.newUser("ada")
	in.AutoAcceptConfigs = []types.AutoAcceptConfig{
		{Channel: types.ChannelVoice, AutoAccept: true, AgentFirstCallbackAutoAccept: new(false)},
		acceptOn(types.ChannelChat, false),
	}
	in.AfterContactWorkConfigs = []types.AfterContactWorkConfigPerChannel{
		{
			Channel:                                  types.ChannelVoice,
			AfterContactWorkConfig:                   &types.AfterContactWorkConfig{AfterContactWorkTimeLimit: 2_000_000},
			AgentFirstCallbackAfterContactWorkConfig: &types.AfterContactWorkConfig{AfterContactWorkTimeLimit: 0},
		},
		workOn(types.ChannelEmail, 0),
	}
	in.PhoneNumberConfigs = []types.PhoneNumberConfig{{Channel: types.ChannelVoice, PhoneType: types.PhoneTypeDeskPhone, PhoneNumber: new("+441234567890")}}
	in.PersistentConnectionConfigs = []types.PersistentConnectionConfig{{Channel: types.ChannelVoice, PersistentConnection: new(false)}}
	in.VoiceEnhancementConfigs = []types.VoiceEnhancementConfig{{Channel: types.ChannelVoice, VoiceEnhancementMode: types.VoiceEnhancementModeNone}}
	created, err := o.Client.CreateUser(o.ctx, in)
	must(t, err)
	id := created.UserId
	want := func(when string) {
		t.Helper()
		got := o.user(id)
		same(t, when, got.AutoAcceptConfigs, in.AutoAcceptConfigs)
		same(t, when, got.AfterContactWorkConfigs, in.AfterContactWorkConfigs)
		same(t, when, got.PhoneNumberConfigs, in.PhoneNumberConfigs)
		same(t, when, got.PersistentConnectionConfigs, in.PersistentConnectionConfigs)
		same(t, when, got.VoiceEnhancementConfigs, in.VoiceEnhancementConfigs)
		same(t, when, got.PhoneConfig, in.PhoneConfig)
	}
	want("created")

	// A list changes the channels that are in it.
	_, err = o.Client.UpdateUserConfig(o.ctx, &sdk.UpdateUserConfigInput{
		InstanceId: o.id, UserId: created.UserArn,
		AutoAcceptConfigs:       []types.AutoAcceptConfig{acceptOn(types.ChannelChat, true), acceptOn(types.ChannelTask, true)},
		VoiceEnhancementConfigs: []types.VoiceEnhancementConfig{{Channel: types.ChannelVoice, VoiceEnhancementMode: types.VoiceEnhancementModeVoiceIsolation}},
	})
	must(t, err)
	in.AutoAcceptConfigs = []types.AutoAcceptConfig{in.AutoAcceptConfigs[0], acceptOn(types.ChannelChat, true), acceptOn(types.ChannelTask, true)}
	in.VoiceEnhancementConfigs[0].VoiceEnhancementMode = types.VoiceEnhancementModeVoiceIsolation
	want("updated")

	// A phone config is for all channels.
	in.PhoneConfig = &types.UserPhoneConfig{PhoneType: types.PhoneTypeSoftPhone, AutoAccept: true, PersistentConnection: new(true)}
	_, err = o.Client.UpdateUserPhoneConfig(o.ctx, &sdk.UpdateUserPhoneConfigInput{InstanceId: o.id, UserId: id, PhoneConfig: in.PhoneConfig})
	must(t, err)
	in.AutoAcceptConfigs, in.AfterContactWorkConfigs, in.PhoneNumberConfigs, in.PersistentConnectionConfigs = nil, nil, nil, nil
	in.PhoneConfig.DeskPhoneNumber = new("") // shown, though it is not set
	want("phone config")
}

func TestUserConfigRefusals(t *testing.T) {
	o := newOffice(t)
	id := o.CreateUser(t, "ada", o.RoutingProfileID)
	update := func(in *sdk.UpdateUserConfigInput) error {
		in.InstanceId, in.UserId = o.id, &id
		_, err := o.Client.UpdateUserConfig(o.ctx, in)
		return err
	}
	for names, in := range map[string]*sdk.UpdateUserConfigInput{
		"AutoAcceptConfigs[1].Channel occurs twice: CHAT": {
			AutoAcceptConfigs: []types.AutoAcceptConfig{acceptOn(types.ChannelChat, true), acceptOn(types.ChannelChat, true)},
		},
		"AutoAcceptConfigs[0].AgentFirstCallbackAutoAccept is for VOICE only, not CHAT": {
			AutoAcceptConfigs: []types.AutoAcceptConfig{{Channel: types.ChannelChat, AgentFirstCallbackAutoAccept: new(true)}},
		},
		"AfterContactWorkConfigs[0].AfterContactWorkConfig.AfterContactWorkTimeLimit must be between 0 and 2000000, is 2000001": {
			AfterContactWorkConfigs: []types.AfterContactWorkConfigPerChannel{workOn(types.ChannelVoice, 2_000_001)},
		},
		"AfterContactWorkConfigs[0].AfterContactWorkConfig.AfterContactWorkTimeLimit must be at least 0, is -1": {
			AfterContactWorkConfigs: []types.AfterContactWorkConfigPerChannel{workOn(types.ChannelVoice, -1)},
		},
		"AfterContactWorkConfigs[0].AgentFirstCallbackAfterContactWorkConfig is for VOICE only": {
			AfterContactWorkConfigs: []types.AfterContactWorkConfigPerChannel{{
				Channel: types.ChannelTask, AfterContactWorkConfig: &types.AfterContactWorkConfig{},
				AgentFirstCallbackAfterContactWorkConfig: &types.AfterContactWorkConfig{},
			}},
		},
		"PhoneNumberConfigs[0].Channel is for VOICE only": {
			PhoneNumberConfigs: []types.PhoneNumberConfig{{Channel: types.ChannelChat, PhoneType: types.PhoneTypeSoftPhone}},
		},
		"PhoneNumberConfigs[0].PhoneNumber must match": {
			PhoneNumberConfigs: []types.PhoneNumberConfig{{Channel: types.ChannelVoice, PhoneType: types.PhoneTypeDeskPhone, PhoneNumber: new("0")}},
		},
		"PersistentConnectionConfigs[0].Channel is for VOICE only": {
			PersistentConnectionConfigs: []types.PersistentConnectionConfig{{Channel: types.ChannelChat, PersistentConnection: new(true)}},
		},
		"VoiceEnhancementConfigs[0].Channel is for VOICE only": {
			VoiceEnhancementConfigs: []types.VoiceEnhancementConfig{{Channel: types.ChannelEmail, VoiceEnhancementMode: types.VoiceEnhancementModeNone}},
		},
		"VoiceEnhancementConfigs[0].VoiceEnhancementMode must be one of": {
			VoiceEnhancementConfigs: []types.VoiceEnhancementConfig{{Channel: types.ChannelVoice, VoiceEnhancementMode: "LOUD"}},
		},
	} {
		exception[*types.InvalidParameterException](t, update(in), names)
	}
	_, err := o.Client.UpdateUserConfig(o.ctx, &sdk.UpdateUserConfigInput{InstanceId: o.id, UserId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "UserId")
	phone := func(id string, seconds int32) error {
		_, err := o.Client.UpdateUserPhoneConfig(o.ctx, &sdk.UpdateUserPhoneConfigInput{
			InstanceId: o.id, UserId: &id, PhoneConfig: &types.UserPhoneConfig{AfterContactWorkTimeLimit: seconds},
		})
		return err
	}
	exception[*types.InvalidParameterException](t, phone(id, 2_000_001), "PhoneConfig.AfterContactWorkTimeLimit")
	exception[*types.ResourceNotFoundException](t, phone(missing, 1), "UserId")
}

// What is set for all channels cannot be set for single ones at the same time.
// The SDK leaves out false and 0, which conflict too, so this goes over the wire.
func TestPhoneConfigConflicts(t *testing.T) {
	o := newOffice(t)
	for names, members := range map[string]string{
		"PhoneConfig.AutoAccept cannot be given together with AutoAcceptConfigs":                      `"PhoneConfig":{"AutoAccept":false},"AutoAcceptConfigs":[{"Channel":"CHAT","AutoAccept":true}]`,
		"PhoneConfig.AfterContactWorkTimeLimit cannot be given together with AfterContactWorkConfigs": `"PhoneConfig":{"AfterContactWorkTimeLimit":0},"AfterContactWorkConfigs":[{"Channel":"CHAT","AfterContactWorkConfig":{}}]`,
		"PhoneConfig.PhoneType cannot be given together with PhoneNumberConfigs":                      `"PhoneConfig":{"PhoneType":"SOFT_PHONE"},"PhoneNumberConfigs":[{"Channel":"VOICE","PhoneType":"SOFT_PHONE"}]`,
		"PhoneConfig.DeskPhoneNumber cannot be given together with PhoneNumberConfigs":                `"PhoneConfig":{"DeskPhoneNumber":"+44123"},"PhoneNumberConfigs":[{"Channel":"VOICE","PhoneType":"SOFT_PHONE"}]`,
		"PhoneConfig.PersistentConnection cannot be given together with PersistentConnectionConfigs":  `"PhoneConfig":{"PersistentConnection":false},"PersistentConnectionConfigs":[{"Channel":"VOICE","PersistentConnection":true}]`,
		"": `"PhoneConfig":{"PhoneType":"SOFT_PHONE"},"AutoAcceptConfigs":[{"Channel":"CHAT","AutoAccept":true}]`,
	} {
		a := o.call("PUT", "/users/{I}", `{"Username":"ada","Password":"Correct1horse","IdentityInfo":{"FirstName":"A","LastName":"L"},`+
			`"RoutingProfileId":"`+o.RoutingProfileID+`","SecurityProfileIds":["`+o.AgentProfileID+`"],`+members+`}`)
		if names == "" {
			same(t, members, a.Status, 200)
			continue
		}
		a.refused(t, members, "InvalidParameterException", names)
	}
}
