package server_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/strowger/strowger/server"
)

// TestCallerIdentity: tools ask who they are first, in another protocol.
func TestCallerIdentity(t *testing.T) {
	s := open(t, server.Config{DataDir: t.TempDir(), Account: "123456789012"})
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	client := func(id, secret string) *sts.Client {
		return sts.New(sts.Options{
			BaseEndpoint: &web.URL, Region: server.DefaultRegion,
			Credentials: credentials.NewStaticCredentialsProvider(id, secret, ""),
			Retryer:     aws.NopRetryer{},
		})
	}
	root := client(s.Credentials.AccessKeyID, s.Credentials.SecretAccessKey)
	who, err := root.GetCallerIdentity(t.Context(), nil)
	must(t, err)
	if *who.Account != "123456789012" || *who.Arn != "arn:aws:iam::123456789012:root" || *who.UserId == "" {
		t.Errorf("the caller is %s, %s, %s", *who.Account, *who.Arn, *who.UserId)
	}
	for _, c := range []struct {
		what, want string
		call       func() error
	}{
		{"another secret", "InvalidSignatureException", func() error {
			_, err := client(s.Credentials.AccessKeyID, "wrong").GetCallerIdentity(t.Context(), nil)
			return err
		}},
		{"another operation", "InvalidAction", func() error {
			_, err := root.GetSessionToken(t.Context(), nil)
			return err
		}},
	} {
		if err := c.call(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s is answered with %v, want %s", c.what, err, c.want)
		}
	}
	answer, err := web.Client().PostForm(web.URL, nil)
	must(t, err)
	must(t, answer.Body.Close())
	if answer.StatusCode != 403 {
		t.Errorf("a form without a signature is answered with %s", answer.Status)
	}
}
