package server

import (
	"context"
	"math"
	"net/http"
	"sync"

	"golang.org/x/time/rate"

	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/restjson"
)

// throttle lets an operation be called only as often as Amazon does by default:
// a bucket for each operation, shared by all instances, as there is one for each
// account and region (Administrator Guide, "Amazon Connect service quotas", API
// throttling quotas). It goes by the clock of the server, so where that is held
// still no bucket fills.
type throttle struct {
	clock host.Clock

	mu      sync.Mutex
	buckets map[string]*rate.Limiter // by operation
}

// bucket is how many calls an operation takes in a second, and at once.
type bucket struct {
	perSecond rate.Limit
	burst     int
}

// usualBucket is that of all operations without one of their own.
var usualBucket = bucket{2, 5}

// The buckets of operations that have their own.
var (
	currentMetrics = bucket{5, 8}
	oneContact     = bucket{10, 15}
	contactTags    = bucket{20, 25}

	ownBuckets = map[string]bucket{
		"GetMetricData":            currentMetrics,
		"GetCurrentMetricData":     currentMetrics,
		"GetCurrentUserData":       currentMetrics,
		"GetMetricDataV2":          {10, 10},
		"SearchContacts":           {0.5, 1},
		"BatchPutContact":          oneContact,
		"DescribeContact":          oneContact,
		"GetContactAttributes":     oneContact,
		"ListContactReferences":    oneContact,
		"StopContact":              oneContact,
		"UpdateContact":            oneContact,
		"UpdateContactAttributes":  oneContact,
		"TagContact":               contactTags,
		"UntagContact":             contactTags,
		"UpdateContactRoutingData": {20, 20},
	}
)

func newThrottle(clock host.Clock) *throttle {
	return &throttle{clock: clock, buckets: make(map[string]*rate.Limiter)}
}

// admit refuses a call whose bucket is empty with the exception that the
// operation models: ThrottlingException, or what Amazon answers elsewhere,
// TooManyRequestsException (API Reference, StartChatContact).
func (t *throttle) admit(_ context.Context, op restjson.Operation) error {
	if serviceOf(op) != "connect" {
		return nil
	}
	bucket := t.bucket(op.Name)
	if bucket.AllowN(t.clock.Now().Time(), 1) {
		return nil
	}
	code := shape.ThrottlingException
	if op.Errors[code] == 0 {
		code = shape.TooManyRequestsException
	}
	e := restjson.Errorf(http.StatusTooManyRequests, code, "Rate exceeded: %s takes %v calls a second and %d at once", op.Name, bucket.Limit(), bucket.Burst())
	e.RetrySeconds = int(math.Ceil(1 / float64(bucket.Limit())))
	return e
}

// bucket returns the bucket of an operation, made full on first use.
func (t *throttle) bucket(operation string) *rate.Limiter {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := t.buckets[operation]
	if b == nil {
		size, ok := ownBuckets[operation]
		if !ok {
			size = usualBucket
		}
		b = rate.NewLimiter(size.perSecond, size.burst)
		t.buckets[operation] = b
	}
	return b
}
