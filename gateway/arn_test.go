package gateway_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// A gateway names instances, contacts and flows by identifier or ARN; an ARN of
// anything else is refused, whatever identifier it ends with.
func TestARNs(t *testing.T) {
	h := newHouse(t)
	id := h.announce("VOICE", "")
	instance := h.Names.Instance(h.Instance.ID())
	contact := instance + "/contact/" + id
	calls := map[string]struct{ method, path, body string }{
		"AnnounceContact":   {"PUT", "/gateway/%s/contacts", `{"Channel": "VOICE", "ContactFlowId": %q}`},
		"ListDials":         {"GET", "/gateway/%s/dials", ""},
		"ReportMedia":       {"POST", "/gateway/%s/contacts/%s/media", `{"Recordings": []}`},
		"DialContact":       {"POST", "/gateway/%s/contacts/%s/dial", ""},
		"AnswerContact":     {"POST", "/gateway/%s/contacts/%s/answer", ""},
		"EndDial":           {"POST", "/gateway/%s/contacts/%s/end-dial", "{}"},
		"DisconnectContact": {"POST", "/gateway/%s/contacts/%s/disconnect", ""},
	}
	refused := func(operation, member, instance, contact, flow string) {
		t.Helper()
		c := calls[operation]
		path := strings.Replace(c.path, "%s", url.PathEscape(instance), 1)
		path = strings.Replace(path, "%s", url.PathEscape(contact), 1)
		if strings.Contains(c.body, "%q") {
			c.body = fmt.Sprintf(c.body, flow)
		}
		a := h.Call(t, c.method, path, c.body)
		if a.Error != "InvalidParameterException" && a.Error != "InvalidRequestException" || a.Status != 400 || !strings.Contains(a.Message(), member+" must be the identifier") {
			t.Errorf("%s with a wrong %s: %+v", operation, member, a)
		}
	}
	for operation := range calls {
		for _, wrong := range []string{instance + "/queue/" + h.InstanceID, strings.Replace(instance, "eu-west-2", "us-east-1", 1)} {
			refused(operation, "InstanceId", wrong, contact, h.flow)
		}
		for _, wrong := range []string{
			strings.Replace(contact, "/contact/", "/queue/", 1), strings.Replace(contact, h.InstanceID, "99999999-9999-4999-8999-999999999999", 1),
		} {
			if strings.Contains(calls[operation].path, "contacts/") {
				refused(operation, "ContactId", instance, wrong, h.flow)
			}
		}
	}
	refused("AnnounceContact", "ContactFlowId", instance, "", instance+"/queue/"+h.flow)
	refused("AnnounceContact", "ContactFlowId", instance, "", strings.Replace(instance, h.InstanceID, "99999999-9999-4999-8999-999999999999", 1)+"/contact-flow/"+h.flow)

	h.ok("POST", "/gateway/"+url.PathEscape(instance)+"/contacts/"+url.PathEscape(contact)+"/disconnect", "")
	h.ok("PUT", "/gateway/"+url.PathEscape(instance)+"/contacts", `{"Channel": "VOICE", "ContactFlowId": "`+instance+`/contact-flow/`+h.flow+`"}`)
}
