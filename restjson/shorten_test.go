package restjson_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/strowger/strowger/restjson"
)

func TestShorten(t *testing.T) {
	long := strings.Repeat("x", 20<<10)
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"the queue q is not there", "the queue q is not there"},
		{strings.Repeat("a line\n\tof a stack ", 50), strings.Repeat("a line\n\tof a stack ", 50)},
		{"the queue " + long + " is not there", "the queue " + long[:64] + "… is not there"},
		{"\xff" + "not UTF-8", "\uFFFDnot UTF-8"},
	} {
		if got := restjson.Shorten(c.text); got != c.want {
			t.Errorf("%.30q becomes %.200q", c.text, got)
		}
	}
	for _, text := range []string{strings.Repeat("words ", 20<<10), strings.Repeat("é ", 20<<10), strings.Repeat("\x80", 20<<10)} {
		if got := restjson.Shorten(text); len(got) > 9<<10 || !utf8.ValidString(got) {
			t.Errorf("%.30q becomes %d bytes", text, len(got))
		}
	}
}

// TestLongTexts: what leaves in an answer or a line of the log is shortened,
// wherever it comes from.
func TestLongTexts(t *testing.T) {
	long := strings.Repeat("x", 20<<10)
	w := httptest.NewRecorder()
	problem := struct{ Message *string }{&long}
	restjson.Refuse(w, &restjson.Error{Code: "C", Status: 400, Message: "no queue " + long, Fields: map[string]any{"problems": []any{problem, long}}})
	if want := `{"Message":"no queue ` + long[:64] + `…","problems":[{"Message":"` + long[:64] + `…"},"` + long[:64] + `…"]}`; w.Body.String() != want {
		t.Errorf("the answer is %.500s", w.Body)
	}
	var line strings.Builder
	log := slog.New(slog.NewTextHandler(&line, &slog.HandlerOptions{ReplaceAttr: restjson.ShortenAttr}))
	log.Info("message "+long, "text", long, "err", fmt.Errorf("no queue %w", errors.New(long)), "number", 7)
	if got := line.String(); len(got) > 1000 || strings.Count(got, "…") != 3 || !strings.Contains(got, "number=7") {
		t.Errorf("the log says %.500s", got)
	}
}
