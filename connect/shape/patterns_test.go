package shape

import (
	"strings"
	"testing"

	"github.com/strowger/strowger/restjson"
)

func TestPatterns(t *testing.T) {
	for _, test := range []struct {
		name    string
		pattern *restjson.Pattern
		yes, no []string
	}{
		{"TagKey", patternTagKey,
			[]string{"team", "Stufe 1", "a.b:c/d=e+f-g@h", "xaws:", "AWS:x", ""},
			[]string{"aws:team", "aws:", "a\nb", "a#b"}},
		{"ContactTagKey", patternContactTagKey,
			[]string{"team", "a.b:c/d=e+f-g", "AWS:x"},
			[]string{"aws:team", "", "a b", "é"}},
		{"PrimaryAttributeContextKeyName", patternPrimaryAttributeContextKeyName,
			[]string{"AWSAccount", "é", "a\tb"},
			[]string{"aws:x", "connect:x", "", "€"}},
		{"IAMRestrictedPrimaryValue", patternIAMRestrictedPrimaryValue,
			[]string{"aws:x", "ü"},
			[]string{"", "€", "a\x00"}},
		{"DirectoryAlias", patternDirectoryAlias,
			[]string{"a", "contact-centre", "a--b", "1", "dx-1"},
			[]string{"", "d-1", "-a", "a-", "a_b", "ä"}},
		{"Password", patternPassword,
			[]string{"Passw0rd", "pässW0rd", strings.Repeat("aB3", 21) + "x"},
			[]string{"Passw0r", "passw0rd", "PASSW0RD", "Password", "Pass w0rd",
				strings.Repeat("aB3", 22)}},
		{"PhoneNumber", patternPhoneNumber,
			[]string{"+12", "+4930123456", "+123456789012345"},
			[]string{"", "12", "+0123", "+1", "x+4930123456", "+1234567890123456", `\+12`}},
		{"AttributeName", patternAttributeName,
			[]string{"a", "Order_id-1"},
			[]string{"", "a b", "a.b", "é"}},
	} {
		for _, s := range test.yes {
			if !test.pattern.Match(s) {
				t.Errorf("%s: %q should match", test.name, s)
			}
		}
		for _, s := range test.no {
			if test.pattern.Match(s) {
				t.Errorf("%s: %q should not match", test.name, s)
			}
		}
	}
}
