package server_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
)

// TestRefusedAtTheHeader: a server in a process of its own refuses requests for hosts
// and from pages that are not its own, and such as have two lengths, and neither its
// answers nor its log repeat a long name whole.
func TestRefusedAtTheHeader(t *testing.T) {
	dir := t.TempDir()
	p := serve(t, dir, "--log-level", "info", "--host", "acd.example.com")
	c := newClient(t, p.url, dir)
	own := strings.TrimPrefix(p.url, "http://")
	for request, want := range map[string]int{
		"GET /auth/authorize HTTP/1.1\nHost: " + own + "\n\n":                                                                       401,
		"GET /auth/authorize HTTP/1.1\nHost: acd.example.com\nOrigin: https://acd.example.com\n\n":                                  401,
		"GET /auth/authorize HTTP/1.1\nHost: evil.example\n\n":                                                                      403,
		"GET /auth/authorize HTTP/1.1\nHost: " + own + "\nOrigin: http://evil.example\n\n":                                          403,
		"POST /auth/sign-in HTTP/1.1\nHost: " + own + "\nContent-Length: 5\nTransfer-Encoding: chunked\n\n2\n{}\n0\n\n":             411,
		"GET /contact-flows/i/" + strings.Repeat("x", 20<<10) + " HTTP/1.1\nHost: " + own + "\nAuthorization: AWS4-HMAC-SHA256\n\n": 400,
	} {
		conn, err := net.Dial("tcp", own)
		must(t, err)
		_, err = io.WriteString(conn, strings.ReplaceAll(request, "\n", "\r\n"))
		must(t, err)
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		must(t, err)
		if answer.StatusCode != want {
			t.Errorf("%.200q is answered %s, want %d", request, answer.Status, want)
		}
		must(t, conn.Close())
	}
	long := strings.Repeat("x", 20<<10)
	for _, instance := range []string{long, "4f6c2a4e-7d0e-4c2b-9b36-5a1f1d3c8e21"} {
		_, err := c.api.DescribeContact(t.Context(), &sdk.DescribeContactInput{InstanceId: &instance, ContactId: &long})
		if err == nil || strings.Contains(err.Error(), long[:1000]) {
			t.Errorf("the answer is %.2000v", err)
		}
	}
	if log := p.terminate(c); strings.Contains(log, long[:1000]) || !strings.Contains(log, "DescribeContact") {
		t.Errorf("the log is %.2000s", log)
	}
}
