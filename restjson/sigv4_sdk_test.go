package restjson

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
	"github.com/aws/smithy-go"
)

// sdkServer answers every request that v accepts with an empty object, and
// tells accepted its path and query as they came over the wire.
func sdkServer(t *testing.T, v *Verifier, now func() time.Time, accepted func(target string)) *httptest.Server {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", now().UTC().Format(http.TimeFormat))
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if _, err := v.Verify(r, body); err != nil {
			refusal := (*AuthError)(nil)
			if !errors.As(err, &refusal) {
				t.Errorf("%v is no *AuthError", err)
				return
			}
			w.Header().Set("X-Amzn-ErrorType", refusal.Code)
			w.WriteHeader(refusal.Status)
			_, _ = fmt.Fprintf(w, `{"Message":%q}`, refusal.Message)
			return
		}
		accepted(r.RequestURI)
		_, _ = io.WriteString(w, "{}")
	}))
	t.Cleanup(server.Close)
	return server
}

func sdkClient(server *httptest.Server, secret string, options ...func(*connect.Options)) *connect.Client {
	return connect.New(connect.Options{
		BaseEndpoint: aws.String(server.URL),
		Region:       "eu-west-2",
		Retryer:      aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: signerKeys.AccessKeyID, SecretAccessKey: secret}, nil
		}),
	}, options...)
}

const sdkARN = "arn:aws:connect:eu-west-2:123456789012:instance/i-1/queue/q 1"

// sdkCalls are calls of Connect operations whose requests are hard to sign, and
// the target that each should have on the wire.
var sdkCalls = []struct {
	name, target string
	call         func(ctx context.Context, client *connect.Client) error
}{
	{"ListTagsForResource", "/tags/arn%3Aaws%3Aconnect%3Aeu-west-2%3A123456789012%3Ainstance%2Fi-1%2Fqueue%2Fq%201", func(ctx context.Context, client *connect.Client) error {
		_, err := client.ListTagsForResource(ctx, &connect.ListTagsForResourceInput{ResourceArn: aws.String(sdkARN)})
		return err
	}},
	{"TagResource", "/tags/arn%3Aaws%3Aconnect%3Aeu-west-2%3A123456789012%3Ainstance%2Fi-1%2Fqueue%2Fq%201", func(ctx context.Context, client *connect.Client) error {
		_, err := client.TagResource(ctx, &connect.TagResourceInput{ResourceArn: aws.String(sdkARN), Tags: map[string]string{"Größe": "¡sí!"}})
		return err
	}},
	{"UntagResource", "/tags/arn%3Aaws%3Aconnect%3Aeu-west-2%3A123456789012%3Ainstance%2Fi-1%2Fqueue%2Fq%201?tagKeys=%E6%97%A5%E6%9C%AC&tagKeys=a%26b%3D%2B&tagKeys=b%20c", func(ctx context.Context, client *connect.Client) error {
		_, err := client.UntagResource(ctx, &connect.UntagResourceInput{ResourceArn: aws.String(sdkARN), TagKeys: []string{"日本", "b c", "a&b=+"}})
		return err
	}},
	{"ListQueues", "/queues-summary/i-1?maxResults=7&nextToken=a%2Fb%2Bc%3D%3D&queueTypes=AGENT&queueTypes=STANDARD", func(ctx context.Context, client *connect.Client) error {
		_, err := client.ListQueues(ctx, &connect.ListQueuesInput{
			InstanceId: aws.String("i-1"), MaxResults: aws.Int32(7), NextToken: aws.String("a/b+c=="),
			QueueTypes: []types.QueueType{types.QueueTypeStandard, types.QueueTypeAgent},
		})
		return err
	}},
	{"DescribeQueue", "/queues/i%2F1/Zo%C3%AB%20%26%20Jos%C3%A9%20%28100%25%29", func(ctx context.Context, client *connect.Client) error {
		_, err := client.DescribeQueue(ctx, &connect.DescribeQueueInput{InstanceId: aws.String("i/1"), QueueId: aws.String("Zoë & José (100%)")})
		return err
	}},
	{"CreateQueue", "/queues/i-1", func(ctx context.Context, client *connect.Client) error {
		_, err := client.CreateQueue(ctx, &connect.CreateQueueInput{InstanceId: aws.String("i-1"), Name: aws.String("Hilfe für  alle"), HoursOfOperationId: aws.String("h")})
		return err
	}},
	{"UpdateContactAttributes", "/contact/attributes", func(ctx context.Context, client *connect.Client) error {
		_, err := client.UpdateContactAttributes(ctx, &connect.UpdateContactAttributesInput{
			InstanceId: aws.String("i-1"), InitialContactId: aws.String("c"), Attributes: map[string]string{"note": strings.Repeat("é ", 5000)}})
		return err
	}},
	{"DeleteUser", "/users/i-1/u%231%3Fx", func(ctx context.Context, client *connect.Client) error {
		_, err := client.DeleteUser(ctx, &connect.DeleteUserInput{InstanceId: aws.String("i-1"), UserId: aws.String("u#1?x")})
		return err
	}},
}

func TestVerifyConnectClient(t *testing.T) {
	v := &Verifier{Keys: signerKeys, Region: "eu-west-2", Services: []string{"connect"}}
	var target string
	server := sdkServer(t, v, time.Now, func(s string) { target = s })
	client, stranger := sdkClient(server, signerKeys.SecretAccessKey), sdkClient(server, "guessed")
	for _, c := range sdkCalls {
		t.Run(c.name, func(t *testing.T) {
			target = ""
			if err := c.call(t.Context(), client); err != nil {
				t.Error(err)
			}
			if target != c.target {
				t.Errorf("the server accepted %s, want %s", target, c.target)
			}
			target = ""
			err := c.call(t.Context(), stranger)
			if failure := smithy.APIError(nil); !errors.As(err, &failure) || failure.ErrorCode() != codeInvalidSignature || target != "" {
				t.Errorf("with another secret: got %v and accepted %q", err, target)
			}
		})
	}
}

// TestVerifyHealsSkew has a server whose clock is an hour ahead. The SDK sees
// that from the refusal and its Date header, and signs again with the server's
// time; it does so only for some codes, InvalidSignatureException among them.
func TestVerifyHealsSkew(t *testing.T) {
	ahead := func() time.Time { return time.Now().Add(time.Hour) }
	v := &Verifier{Keys: signerKeys, Now: ahead}
	var accepted int
	server := sdkServer(t, v, ahead, func(string) { accepted++ })
	client := sdkClient(server, signerKeys.SecretAccessKey, func(o *connect.Options) {
		o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts = 2
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		})
	})
	_, err := client.DescribeQueue(t.Context(), &connect.DescribeQueueInput{InstanceId: aws.String("i"), QueueId: aws.String("q")})
	if err != nil || accepted != 1 {
		t.Errorf("%d requests were accepted: %v", accepted, err)
	}
}

// TestVerifyAgreesWithSigner signs random requests with the SDK's signer.
func TestVerifyAgreesWithSigner(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	text := func(alphabet string, max int) string {
		runes, picked := []rune(alphabet), make([]rune, random.IntN(max+1))
		for i := range picked {
			picked[i] = runes[random.IntN(len(runes))]
		}
		return string(picked)
	}
	escaped := func(max int) string {
		return strings.ReplaceAll(url.QueryEscape(text("aZ09-._~ /%+&=;:@?#!$'()*,[]\"<>^|éß日🙂\x00\n", max)), "+", "%20")
	}
	v := newVerifier()
	for range 1000 {
		request := sdkRequest{
			method: []string{"GET", "PUT", "POST", "DELETE"}[random.IntN(4)],
			body:   text(`{"ab": é}`, 40),
			header: http.Header{},
			target: "/",
		}
		for range random.IntN(5) {
			request.target += escaped(8) + "/"
		}
		for i := range random.IntN(6) {
			request.target += []string{"&", "?"}[max(0, 1-i)] + escaped(3) + "=" + escaped(5)
		}
		for _, name := range []string{"Content-Type", "X-Amz-User-Agent", "Accept", "X-Amz-A_b"}[random.IntN(5):] {
			for range 1 + random.IntN(3) {
				request.header.Add(name, text("aB  \t,;=\"é/", 12))
			}
		}
		wire := request.sign(t)
		if _, err := verify(t, v, wire); err != nil {
			t.Fatalf("%v\n%s", err, wire)
		}
	}
}
