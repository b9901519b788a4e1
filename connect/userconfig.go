package connect

import (
	"context"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/restjson"
)

// How contacts reach a user: settings for all channels (PhoneConfig) or for
// single ones.

// userConfigs are the lists of settings of single channels.
type userConfigs struct {
	autoAccept            []shape.AutoAcceptConfig
	afterContactWork      []shape.AfterContactWorkConfigPerChannel
	phoneNumbers          []shape.PhoneNumberConfig
	persistentConnections []shape.PersistentConnectionConfig
	voiceEnhancements     []shape.VoiceEnhancementConfig
}

func newUserConfigs(in *shape.CreateUserInput) userConfigs {
	return userConfigs{
		in.AutoAcceptConfigs, in.AfterContactWorkConfigs, in.PhoneNumberConfigs,
		in.PersistentConnectionConfigs, in.VoiceEnhancementConfigs,
	}
}

// maxAfterContactWork is the longest limit of after contact work in seconds,
// which the documentation states and the model does not.
const maxAfterContactWork = 2_000_000

func checkPhone(c *restjson.Checker, in *shape.UserPhoneConfig) {
	if in == nil {
		return
	}
	c.Member("PhoneConfig")
	checkAfterContactWork(c, in.AfterContactWorkTimeLimit)
	c.Leave()
}

func checkAfterContactWork(c *restjson.Checker, seconds *int32) {
	c.Range("AfterContactWorkTimeLimit", int64(value(seconds)), 0, maxAfterContactWork)
}

// checkPhoneConflicts refuses settings for all channels together with their
// counterparts for single ones.
func checkPhoneConflicts(c *restjson.Checker, in *shape.CreateUserInput) {
	phone := value(in.PhoneConfig)
	conflict := func(member string, given bool, list string, size int) {
		if given && size > 0 {
			c.Violate("PhoneConfig."+member, "cannot be given together with %s", list)
		}
	}
	conflict("AutoAccept", phone.AutoAccept != nil, "AutoAcceptConfigs", len(in.AutoAcceptConfigs))
	conflict("AfterContactWorkTimeLimit", phone.AfterContactWorkTimeLimit != nil, "AfterContactWorkConfigs", len(in.AfterContactWorkConfigs))
	conflict("PhoneType", phone.PhoneType != nil, "PhoneNumberConfigs", len(in.PhoneNumberConfigs))
	conflict("DeskPhoneNumber", value(phone.DeskPhoneNumber) != "", "PhoneNumberConfigs", len(in.PhoneNumberConfigs))
	conflict("PersistentConnection", phone.PersistentConnection != nil, "PersistentConnectionConfigs", len(in.PersistentConnectionConfigs))
}

func checkUserConfigs(c *restjson.Checker, in userConfigs) {
	checkChannels(c, "AutoAcceptConfigs", in.autoAccept, func(x shape.AutoAcceptConfig) shape.Channel {
		checkVoiceOnly(c, "AgentFirstCallbackAutoAccept", x.AgentFirstCallbackAutoAccept != nil, x.Channel)
		return x.Channel
	})
	checkChannels(c, "AfterContactWorkConfigs", in.afterContactWork, func(x shape.AfterContactWorkConfigPerChannel) shape.Channel {
		c.Member("AfterContactWorkConfig")
		checkAfterContactWork(c, x.AfterContactWorkConfig.AfterContactWorkTimeLimit)
		c.Leave()
		if callback := x.AgentFirstCallbackAfterContactWorkConfig; callback != nil {
			checkVoiceOnly(c, "AgentFirstCallbackAfterContactWorkConfig", true, x.Channel)
			c.Member("AgentFirstCallbackAfterContactWorkConfig")
			checkAfterContactWork(c, callback.AfterContactWorkTimeLimit)
			c.Leave()
		}
		return x.Channel
	})
	checkChannels(c, "PhoneNumberConfigs", in.phoneNumbers, func(x shape.PhoneNumberConfig) shape.Channel {
		checkVoiceOnly(c, "Channel", true, x.Channel)
		return x.Channel
	})
	checkChannels(c, "PersistentConnectionConfigs", in.persistentConnections, func(x shape.PersistentConnectionConfig) shape.Channel {
		checkVoiceOnly(c, "Channel", true, x.Channel)
		return x.Channel
	})
	checkChannels(c, "VoiceEnhancementConfigs", in.voiceEnhancements, func(x shape.VoiceEnhancementConfig) shape.Channel {
		checkVoiceOnly(c, "Channel", true, x.Channel)
		return x.Channel
	})
}

// checkChannels checks the items of a list and that each has another channel.
func checkChannels[T any](c *restjson.Checker, name string, list []T, check func(T) shape.Channel) {
	seen := make(map[shape.Channel]bool)
	for i, x := range list {
		c.Item(name, i)
		channel := check(x)
		if seen[channel] {
			c.Violate("Channel", "occurs twice: %s", channel)
		}
		seen[channel] = true
		c.Leave()
	}
}

func checkVoiceOnly(c *restjson.Checker, name string, given bool, channel shape.Channel) {
	if given && channel != shape.ChannelVoice {
		c.Violate(name, "is for VOICE only, not %s", channel)
	}
}

// updateUserPhone sets the same for all channels; what was set for single ones
// is gone.
func (s *Server) updateUserPhone(ctx context.Context, in *shape.UpdateUserPhoneConfigInput) (*restjson.None, error) {
	if err := check(ctx, func(c *restjson.Checker) { checkPhone(c, in.PhoneConfig) }); err != nil {
		return nil, err
	}
	return s.change(ctx, in.InstanceId, strowger.UpdateUser{
		ID: strowger.UserID(in.UserId), PhoneConfig: new(phoneConfig(in.PhoneConfig)),
	})
}

// updateUserConfig sets single channels; channels that are not in a list stay as
// they are.
func (s *Server) updateUserConfig(ctx context.Context, in *shape.UpdateUserConfigInput) (*restjson.None, error) {
	configs := userConfigs{
		in.AutoAcceptConfigs, in.AfterContactWorkConfigs, in.PhoneNumberConfigs,
		in.PersistentConnectionConfigs, in.VoiceEnhancementConfigs,
	}
	if err := check(ctx, func(c *restjson.Checker) { checkUserConfigs(c, configs) }); err != nil {
		return nil, err
	}
	return s.change(ctx, in.InstanceId, strowger.UpdateUser{
		ID: strowger.UserID(in.UserId), Config: new(userConfig(configs)),
	})
}

func phoneConfig(in *shape.UserPhoneConfig) strowger.PhoneConfig {
	return strowger.PhoneConfig{
		PhoneType:               string(value(in.PhoneType)),
		AutoAccept:              value(in.AutoAccept),
		AfterContactWorkSeconds: int(value(in.AfterContactWorkTimeLimit)),
		DeskPhoneNumber:         value(in.DeskPhoneNumber),
		PersistentConnection:    value(in.PersistentConnection),
	}
}

func userPhoneConfig(p *strowger.PhoneConfig) *shape.UserPhoneConfig {
	return &shape.UserPhoneConfig{
		PhoneType:                 optional(shape.PhoneType(p.PhoneType)),
		AutoAccept:                new(p.AutoAccept),
		AfterContactWorkTimeLimit: new(int32(p.AfterContactWorkSeconds)),
		DeskPhoneNumber:           new(p.DeskPhoneNumber), // "" is shown too
		PersistentConnection:      new(p.PersistentConnection),
	}
}

func userConfig(in userConfigs) strowger.UserConfig {
	return strowger.UserConfig{
		AutoAccept: each(in.autoAccept, func(x shape.AutoAcceptConfig) strowger.AutoAcceptConfig {
			return strowger.AutoAcceptConfig{Channel: strowger.Channel(x.Channel), AutoAccept: *x.AutoAccept, AgentFirstCallback: x.AgentFirstCallbackAutoAccept}
		}),
		AfterContactWork: each(in.afterContactWork, func(x shape.AfterContactWorkConfigPerChannel) strowger.AfterContactWorkConfig {
			work := strowger.AfterContactWorkConfig{
				Channel: strowger.Channel(x.Channel),
				Seconds: int(value(x.AfterContactWorkConfig.AfterContactWorkTimeLimit)),
			}
			if callback := x.AgentFirstCallbackAfterContactWorkConfig; callback != nil {
				work.AgentFirstCallbackSeconds = new(int(value(callback.AfterContactWorkTimeLimit)))
			}
			return work
		}),
		PhoneNumbers: each(in.phoneNumbers, func(x shape.PhoneNumberConfig) strowger.PhoneNumberConfig {
			return strowger.PhoneNumberConfig{Channel: strowger.Channel(x.Channel), PhoneType: string(x.PhoneType), PhoneNumber: value(x.PhoneNumber)}
		}),
		PersistentConnections: each(in.persistentConnections, func(x shape.PersistentConnectionConfig) strowger.PersistentConnectionConfig {
			return strowger.PersistentConnectionConfig{Channel: strowger.Channel(x.Channel), PersistentConnection: *x.PersistentConnection}
		}),
		VoiceEnhancements: each(in.voiceEnhancements, func(x shape.VoiceEnhancementConfig) strowger.VoiceEnhancementConfig {
			return strowger.VoiceEnhancementConfig{Channel: strowger.Channel(x.Channel), Mode: string(x.VoiceEnhancementMode)}
		}),
	}
}

// userConfigsOf is the way back.
func userConfigsOf(u *strowger.User) userConfigs {
	return userConfigs{
		autoAccept: each(u.AutoAccept, func(x strowger.AutoAcceptConfig) shape.AutoAcceptConfig {
			return shape.AutoAcceptConfig{Channel: shape.Channel(x.Channel), AutoAccept: new(x.AutoAccept), AgentFirstCallbackAutoAccept: x.AgentFirstCallback}
		}),
		afterContactWork: each(u.AfterContactWork, func(x strowger.AfterContactWorkConfig) shape.AfterContactWorkConfigPerChannel {
			out := shape.AfterContactWorkConfigPerChannel{
				Channel:                shape.Channel(x.Channel),
				AfterContactWorkConfig: &shape.AfterContactWorkConfig{AfterContactWorkTimeLimit: new(int32(x.Seconds))},
			}
			if seconds := integer(x.AgentFirstCallbackSeconds); seconds != nil {
				out.AgentFirstCallbackAfterContactWorkConfig = &shape.AfterContactWorkConfig{AfterContactWorkTimeLimit: seconds}
			}
			return out
		}),
		phoneNumbers: each(u.PhoneNumbers, func(x strowger.PhoneNumberConfig) shape.PhoneNumberConfig {
			return shape.PhoneNumberConfig{Channel: shape.Channel(x.Channel), PhoneType: shape.PhoneType(x.PhoneType), PhoneNumber: text(x.PhoneNumber)}
		}),
		persistentConnections: each(u.PersistentConnections, func(x strowger.PersistentConnectionConfig) shape.PersistentConnectionConfig {
			return shape.PersistentConnectionConfig{Channel: shape.Channel(x.Channel), PersistentConnection: new(x.PersistentConnection)}
		}),
		voiceEnhancements: each(u.VoiceEnhancements, func(x strowger.VoiceEnhancementConfig) shape.VoiceEnhancementConfig {
			return shape.VoiceEnhancementConfig{Channel: shape.Channel(x.Channel), VoiceEnhancementMode: shape.VoiceEnhancementMode(x.Mode)}
		}),
	}
}
