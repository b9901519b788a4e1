package shape

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/strowger/strowger/restjson"
)

// Patterns of the model that Go's regular expressions cannot say, written as
// functions. All of them look ahead.
var (
	// ^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$
	patternTagKey = restjson.PatternFunc(
		`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$ and not begin with aws:`, isTagKey)

	// ^(?!aws:)[a-zA-Z+-=._:/]+$
	patternContactTagKey = restjson.PatternFunc(
		`^[a-zA-Z+-=._:/]+$ and not begin with aws:`, isContactTagKey)

	// (?!aws:|connect:)[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]+$
	patternPrimaryAttributeContextKeyName = restjson.PatternFunc(
		"printable Latin-1 characters and not begin with aws: or connect:", isContextKey)

	// [\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]+$
	patternIAMRestrictedPrimaryValue = restjson.PatternFunc(
		"printable Latin-1 characters", latin1.MatchString)

	// ^(?!d-)([\da-zA-Z]+)([-]*[\da-zA-Z])*$
	patternDirectoryAlias = restjson.PatternFunc(
		`^([\da-zA-Z]+)([-]*[\da-zA-Z])*$ and not begin with d-`, isDirectoryAlias)

	// /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[a-zA-Z\d\S]{8,64}$/, slashes included
	patternPassword = restjson.PatternFunc(
		"8 to 64 characters without spaces, among them a small letter, a capital "+
			"and a digit", isPassword)
)

var (
	tagKey         = regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`)
	contactTagKey  = regexp.MustCompile(`^[a-zA-Z+-=._:/]+$`)
	latin1         = regexp.MustCompile(`^[\x{09}\x{0A}\x{0D}\x{20}-\x{7E}\x{A1}-\x{FF}]+$`)
	directoryAlias = regexp.MustCompile(`^[\da-zA-Z]+(-*[\da-zA-Z])*$`)
)

func isTagKey(s string) bool {
	return !strings.HasPrefix(s, "aws:") && tagKey.MatchString(s)
}

func isContactTagKey(s string) bool {
	return !strings.HasPrefix(s, "aws:") && contactTagKey.MatchString(s)
}

func isContextKey(s string) bool {
	return !strings.HasPrefix(s, "aws:") && !strings.HasPrefix(s, "connect:") && latin1.MatchString(s)
}

func isDirectoryAlias(s string) bool {
	return !strings.HasPrefix(s, "d-") && directoryAlias.MatchString(s)
}

func isPassword(s string) bool {
	if n := utf8.RuneCountInString(s); n < 8 || n > 64 {
		return false
	}
	return !strings.ContainsFunc(s, unicode.IsSpace) &&
		strings.ContainsAny(s, "abcdefghijklmnopqrstuvwxyz") &&
		strings.ContainsAny(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") &&
		strings.ContainsAny(s, "0123456789")
}

// CheckPassword checks a password as CreateUser does.
func CheckPassword(c *restjson.Checker, name, password string) {
	c.Match(name, password, patternPassword)
}
