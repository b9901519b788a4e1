package workspace

import (
	"maps"
	"testing"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/routing"
)

// user returns the user of the desk.
func (d *desk) user() (u strowger.User) {
	d.t.Helper()
	d.check(d.instance.View(d.t.Context(), func(e *routing.Engine, _ strowger.Time) error {
		found, _ := e.Users().Get(d.userID())
		u = *found
		return nil
	}))
	return u
}

// configuration returns what the desktop reads, and what it writes if nothing is
// changed.
func (d *desk) configuration() (configuration, map[string]any) {
	d.t.Helper()
	c := get[getAgentConfigurationOutput](d, "GetAgentConfiguration", nil).Configuration
	return c, map[string]any{
		"name": c.Name, "softphoneEnabled": c.SoftphoneEnabled, "softphoneAutoAccept": c.SoftphoneAutoAccept,
		"extension": c.Extension, "routingProfile": c.RoutingProfile, "agentPreferences": c.AgentPreferences,
	}
}

// TestUpdateAgentConfiguration: an agent changes the desk phone and the language,
// and nothing else, with what the desktop's library sends.
func TestUpdateAgentConfiguration(t *testing.T) {
	h := newHouse(t)
	d := h.desk("ada")
	update := func(changes map[string]any) {
		t.Helper()
		_, in := d.configuration()
		maps.Copy(in, changes)
		d.must("UpdateAgentConfiguration", map[string]any{"configuration": in})
	}
	before := d.user()
	update(nil)
	if after := d.user(); after.Language != "" || *after.PhoneConfig != *before.PhoneConfig {
		t.Errorf("the same again has made %+v of %+v", after, before)
	}
	update(map[string]any{
		"name": "Augusta", "extension": "+442079460199", "softphoneAutoAccept": true,
		"agentPreferences": map[string]any{"LANGUAGE": "en_US", "locale": "de_DE", "theme": "dark"},
	})
	h.restart()
	c, _ := d.configuration()
	if c.Extension != "+442079460199" || c.AgentPreferences["LANGUAGE"] != "de_DE" || c.Name != "Ada Byron" || c.SoftphoneAutoAccept {
		t.Errorf("changed: %+v", c)
	}
	if u := d.user(); u.PhoneConfig.DeskPhoneNumber != "+442079460199" || len(u.PhoneNumbers) != 0 {
		t.Errorf("the number is in %+v, %+v", u.PhoneConfig, u.PhoneNumbers)
	}
	update(map[string]any{"agentPreferences": map[string]any{"LANGUAGE": "fr_FR"}})
	if c, _ := d.configuration(); c.AgentPreferences["LANGUAGE"] != "fr_FR" {
		t.Errorf("LANGUAGE alone: %+v", c)
	}
	d.must("UpdateAgentConfiguration", map[string]any{"configuration": map[string]any{}})
	if c, _ := d.configuration(); c.AgentPreferences["LANGUAGE"] != "fr_FR" || c.Extension != "+442079460199" {
		t.Errorf("nothing given: %+v", c)
	}

	// The number of calls is kept where the administrator has put it.
	h.do(strowger.UpdateUser{ID: d.userID(), Config: &strowger.UserConfig{PhoneNumbers: []strowger.PhoneNumberConfig{
		{Channel: strowger.Chat, PhoneType: "SOFT_PHONE"}, {Channel: strowger.Voice, PhoneType: "SOFT_PHONE"},
	}}})
	update(map[string]any{"extension": "+442079460111"})
	want := strowger.PhoneNumberConfig{Channel: strowger.Voice, PhoneType: "DESK_PHONE", PhoneNumber: "+442079460111"}
	if u := d.user(); len(u.PhoneNumbers) != 2 || u.PhoneNumbers[1] != want || u.PhoneConfig.DeskPhoneNumber != "+442079460199" {
		t.Errorf("the number is in %+v, %+v", u.PhoneConfig, u.PhoneNumbers)
	}
	// Who had no phone has a desk phone.
	h.do(strowger.UpdateUser{ID: d.userID(), PhoneConfig: &strowger.PhoneConfig{PhoneType: "SOFT_PHONE", AfterContactWorkSeconds: 7}})
	update(map[string]any{"extension": "+442079460112"})
	if p := *d.user().PhoneConfig; p != (strowger.PhoneConfig{PhoneType: "DESK_PHONE", AfterContactWorkSeconds: 7, DeskPhoneNumber: "+442079460112"}) {
		t.Errorf("the phone is %+v", p)
	}

	for _, wrong := range []map[string]any{
		{"extension": "1234"}, {"extension": ""}, {"softphoneEnabled": true},
		{"agentPreferences": map[string]any{"locale": "tlh_QO"}},
	} {
		d.refused("InvalidRequestException", "UpdateAgentConfiguration", map[string]any{"configuration": wrong})
	}
	d.refused("InvalidRequestException", "UpdateAgentConfiguration", nil)
}
