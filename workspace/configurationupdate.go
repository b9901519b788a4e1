package workspace

import (
	"cmp"
	"context"
	"regexp"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/restjson"
	"github.com/strowger/strowger/routing"
)

// languages are those of Amazon's desktop. The first is that of who has chosen
// none.
var languages = []string{"en_US", "de_DE", "es_ES", "fr_FR", "it_IT", "ja_JP", "ko_KR", "pt_BR", "zh_CN", "zh_TW"}

// language returns the language of a user's desktop.
func language(u *strowger.User) string { return cmp.Or(u.Language, languages[0]) }

// callNumber is how Amazon's model writes the number of a desk phone: E.164.
var callNumber = regexp.MustCompile(`^\+[1-9][0-9]{1,14}$`)

// updateAgentConfigurationInput has what an agent can change. Desktops send the
// whole configuration, as they have read it; the rest of it is for administrators
// to change and is not looked at.
type updateAgentConfigurationInput struct {
	Configuration *struct {
		SoftphoneEnabled bool              `json:"softphoneEnabled"`
		Extension        *string           `json:"extension"`
		AgentPreferences map[string]string `json:"agentPreferences"`
	} `json:"configuration"`
}

// Validate implements restjson.Validator.
func (in *updateAgentConfigurationInput) Validate(c *restjson.Checker) {
	if !c.Required("configuration", in.Configuration != nil) {
		return
	}
	c.Member("configuration")
	if in.Configuration.SoftphoneEnabled {
		c.Violate("softphoneEnabled", "must be false, there is no softphone")
	}
	if l := in.language(); l != "" {
		c.Member("agentPreferences")
		restjson.OneOf(c, "locale", l, languages)
		c.Leave()
	}
	c.Leave()
}

// language returns the language that is asked for. The desktop's library reads it
// as LANGUAGE and writes it as locale.
func (in *updateAgentConfigurationInput) language() string {
	p := in.Configuration.AgentPreferences
	return cmp.Or(p["locale"], p["LANGUAGE"])
}

// updateAgentConfiguration changes the number at which calls reach the agent, and
// the language of the desktop.
func (h *handler) updateAgentConfiguration(ctx context.Context, who *caller, in *updateAgentConfigurationInput) (any, error) {
	cmd := strowger.UpdateUser{ID: who.user()}
	err := who.agent(ctx, func(_ *routing.Engine, u *strowger.User) error {
		if l := in.language(); l != "" && l != language(u) {
			cmd.Language = &l
		}
		number := in.Configuration.Extension
		if number == nil || *number == u.CallNumber() {
			return nil
		}
		if !callNumber.MatchString(*number) {
			return strowger.Errorf(strowger.InvalidParameter, "configuration.extension: must be a phone number like +442079460123, is %.64q", *number)
		}
		cmd.CallNumber = number
		return nil
	})
	if err != nil || cmd.Language == nil && cmd.CallNumber == nil {
		return struct{}{}, err
	}
	return who.do(ctx, cmd)
}
