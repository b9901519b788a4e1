package demo

import (
	"context"
	"testing"
	"time"
)

func TestSameSeedSameLuck(t *testing.T) {
	draw := func(c chance) (list [8]uint64) {
		for i := range list {
			list[i] = c.Uint64()
		}
		return list
	}
	first := draw(newChance(7, "agent ben"))
	if draw(newChance(7, "agent ben")) != first {
		t.Error("the same seed and name gave other luck")
	}
	if draw(newChance(7, "agent elif")) == first || draw(newChance(8, "agent ben")) == first {
		t.Error("another name or seed gave the same luck")
	}
	a, b := newChance(7, "line"), newChance(7, "line")
	if draw(a.child()) != draw(b.child()) {
		t.Error("children of the same luck differ")
	}
}

func TestLuckStaysInItsSpan(t *testing.T) {
	c := newChance(1, "span")
	for range 1000 {
		if s := c.in(span{3, 10}); s < 3 || s > 10 {
			t.Fatalf("drew %v of 3 to 10 seconds", s)
		}
	}
}

func TestPace(t *testing.T) {
	if d := pace(10).real(30); d != 3*time.Second {
		t.Errorf("30 seconds at pace 10 are %v", d)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := pace(1).wait(ctx, 3600); err == nil {
		t.Error("waited although told to stop")
	}
}
