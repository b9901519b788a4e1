package restjson

import (
	"log/slog"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// What leaves in a message or a line of the log, in bytes.
const (
	wordMax = 256     // a longer word is shortened to quoteMax
	textMax = 8 << 10 // a longer text is cut off
)

// Shorten shortens text that may repeat what a caller has sent: a word without
// spaces that is longer than any name of ours becomes its beginning and "…", and
// the whole has at most 8 KiB. Text that is not UTF-8 is made so.
func Shorten(text string) string {
	if len(text) > wordMax {
		var b strings.Builder
		for rest := text; rest != "" && b.Len() <= textMax; {
			end := strings.IndexFunc(rest, unicode.IsSpace)
			if end < 0 {
				end = len(rest)
			}
			word := rest[:end]
			if len(word) > wordMax {
				word = clip(word)
			}
			b.WriteString(word)
			spaces := strings.TrimLeftFunc(rest[end:], unicode.IsSpace)
			b.WriteString(rest[end : len(rest)-len(spaces)])
			rest = spaces
		}
		if text = b.String(); len(text) > textMax {
			text = strings.ToValidUTF8(text[:textMax], "") + "…"
		}
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// ShortenAttr is Shorten for slog.HandlerOptions.ReplaceAttr: whatever a line of
// the log repeats, it stays a line.
func ShortenAttr(_ []string, a slog.Attr) slog.Attr {
	switch v := a.Value; v.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(Shorten(v.String()))
	case slog.KindAny:
		if err, ok := v.Any().(error); ok {
			a.Value = slog.StringValue(Shorten(err.Error()))
		}
	}
	return a
}

// MarshalShort encodes the body of a failure as JSON, with every text in it
// shortened.
func MarshalShort(body any) ([]byte, error) {
	return json.Marshal(body, json.Deterministic(true), json.WithMarshalers(json.MarshalToFunc(
		func(e *jsontext.Encoder, text string) error { return e.WriteToken(jsontext.String(Shorten(text))) },
	)))
}
