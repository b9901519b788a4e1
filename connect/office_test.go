package connect_test

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/smithy-go"

	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/internal/enginetest"
)

// office is a new instance at a moment that stands still.
type office struct {
	*enginetest.Server
	enginetest.Defaults
	*testing.T
	ctx context.Context
	id  *string // of the instance
}

func newOffice(t *testing.T, options ...enginetest.Option) *office {
	t.Helper()
	s := enginetest.Start(t, append(options, enginetest.ManualClock(0))...)
	return &office{Server: s, Defaults: s.Defaults(t), T: t, ctx: t.Context(), id: &s.InstanceID}
}

// now is the time of the office, as the SDK shows it.
func (o *office) now() *time.Time { return new(o.Directory.Clock().Now().Time()) }

// advance lets seconds pass.
func (o *office) advance(seconds int64) {
	o.Helper()
	o.Server.Advance(o.T, seconds)
}

// arn is the ARN of a resource of the office.
func (o *office) arn(kind, id string) *string {
	return new("arn:aws:connect:eu-west-2:123456789012:instance/" + o.InstanceID + "/" + kind + "/" + id)
}

// answer is the answer to a raw call.
type answer struct{ enginetest.Answer }

// call makes a raw call on the office: {I} in the path stands for its
// identifier.
func (o *office) call(method, path, body string) answer {
	o.Helper()
	return answer{o.Call(o.T, method, strings.ReplaceAll(path, "{I}", o.InstanceID), body)}
}

// refused checks that the answer is an error with a code and that its message
// names something.
func (a answer) refused(t *testing.T, what, code, names string) {
	t.Helper()
	status := cmp.Or(shape.ErrorStatus[code], http.StatusBadRequest)
	if a.Error != code || a.Status != status {
		t.Errorf("%s: got %d %s %s, want %d %s", what, a.Status, a.Error, a.Body, status, code)
	}
	if !strings.Contains(a.Message(), names) {
		t.Errorf("%s: got %q, which does not name %s", what, a.Message(), names)
	}
}

var region = new(enginetest.Region)

// missing is an identifier that nothing has.
const missing = "99999999-9999-4999-8999-999999999999"

// exception checks that an error is a modelled exception of the SDK and that its
// message names something.
func exception[E interface {
	smithy.APIError
	comparable
}](t *testing.T, err error, names string) {
	t.Helper()
	var e E
	switch {
	case !errors.As(err, &e):
		t.Errorf("got %v, want a %T", err, e)
	case !strings.Contains(e.ErrorMessage(), names):
		t.Errorf("got %q, which does not name %s", e.ErrorMessage(), names)
	}
}

// has checks that the body of the answer contains a text.
func (a answer) has(t *testing.T, what, text string) {
	t.Helper()
	if a.Status != http.StatusOK || !strings.Contains(a.Body, text) {
		t.Errorf("%s: there is no %s in %d %s", what, text, a.Status, a.Body)
	}
}
