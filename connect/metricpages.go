package connect

import (
	"strconv"
	"strings"
	"sync"

	"github.com/strowger/strowger"
)

// metricPages keeps readings of which not all pages were shown, for five minutes,
// so that all pages show the same moment. They are in memory: after a restart, or
// when too many others have come, a token is refused like an expired one. The
// zero value is ready.
type metricPages struct {
	mu   sync.Mutex
	kept []*metricReading // the oldest first
}

const (
	metricPageSeconds = 5 * 60
	maxMetricReadings = 256
)

func (m *metricPages) keep(r *metricReading) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.kept) == maxMetricReadings {
		m.kept = m.kept[1:]
	}
	m.kept = append(m.kept, r)
}

// resume returns the reading of an instance that a key belongs to.
func (m *metricPages) resume(instance strowger.InstanceID, key string, now strowger.Time) (*metricReading, error) {
	id, _, _ := strings.Cut(key, "/")
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.kept {
		if r.id == id && r.instance == instance && now <= r.at.Add(metricPageSeconds) {
			return r, nil
		}
	}
	return nil, strowger.Errorf(strowger.InvalidParameter, "NextToken has expired; it lives for %d seconds", metricPageSeconds)
}

// metricKey is the key after which a page begins: a reading, and how many of its
// results were shown.
func metricKey(id string, shown int) string { return id + "/" + strconv.Itoa(shown) }

// metricOffset is how many of all results the pages before have shown.
func (p page) metricOffset(all int) int {
	_, shown, _ := strings.Cut(p.after, "/")
	n, err := strconv.Atoi(shown)
	if err != nil || n < 0 || n > all {
		return 0 // there is no page before
	}
	return n
}
