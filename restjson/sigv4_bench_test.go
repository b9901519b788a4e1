package restjson

import (
	"crypto/sha256"
	"net/http"
	"strings"
	"testing"
	"time"
)

// BenchmarkVerify verifies a request as the SDK for Go sends it, with 1 KiB of
// body and a remembered signing key. The metric x-sha256 says how many times as
// long that takes as the one thing that cannot be saved, hashing the body.
func BenchmarkVerify(b *testing.B) {
	body := strings.Repeat("0123456789abcdef", 64)
	wire := sdkRequest{
		method: "POST",
		target: "/queues/0b9ee1d6-6a54-4a43-a4d9-2a0ad4b1e0c4/max-contacts",
		body:   body,
		header: http.Header{
			"Content-Type":          {"application/json"},
			"Amz-Sdk-Invocation-Id": {"5f4f3a1e-5b6b-4d0b-9f0e-0c1d2e3f4a5b"},
			"Amz-Sdk-Request":       {"attempt=1; max=3"},
		},
	}.sign(b)
	r, content, err := receive(wire)
	if err != nil {
		b.Fatal(err)
	}
	v := newVerifier()

	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Verify(r, content); err != nil {
			b.Fatal(err)
		}
	}
	verify := b.Elapsed()

	start := time.Now()
	var sum byte
	for range b.N {
		digest := sha256.Sum256(content)
		sum ^= digest[0]
	}
	hash := time.Since(start)
	b.ReportMetric(float64(verify)/float64(hash), "x-sha256")
	_ = sum
}
