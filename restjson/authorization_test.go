package restjson

import (
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"
)

const (
	someCredential = "AKIAEXAMPLE/20261121/eu-west-2/connect/aws4_request"
	someSignature  = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
)

func TestParseAuthorization(t *testing.T) {
	for _, value := range []string{
		"AWS4-HMAC-SHA256 Credential=" + someCredential + ", SignedHeaders=host;x-amz-date, Signature=" + someSignature,
		"AWS4-HMAC-SHA256 Credential=" + someCredential + ",SignedHeaders=host;x-amz-date,Signature=" + someSignature,
		"AWS4-HMAC-SHA256 Signature=" + someSignature + ",  SignedHeaders=host;x-amz-date, Credential=" + someCredential,
	} {
		a, err := parseAuthorization(value)
		if err != nil {
			t.Fatalf("%s\n%v", value, err)
		}
		if a.accessKeyID != "AKIAEXAMPLE" ||
			a.scope != (credentialScope{"20261121", "eu-west-2", "connect"}) ||
			!slices.Equal(a.signedHeaders, []string{"host", "x-amz-date"}) ||
			hex.EncodeToString(a.signature) != someSignature {
			t.Errorf("%s\nread as %+v", value, a)
		}
	}
}

func TestParseAuthorizationRefuses(t *testing.T) {
	const (
		credential = "Credential=" + someCredential
		headers    = "SignedHeaders=host;x-amz-date"
		signature  = "Signature=" + someSignature
	)
	for _, c := range []struct{ name, value, message string }{
		{"another scheme", "Bearer abc", "must begin with"},
		{"basic", "Basic dXNlcjpwYXNz", "must begin with"},
		{"SigV4A", "AWS4-ECDSA-P256-SHA256 " + credential + "," + headers + "," + signature, "must begin with"},
		{"lower-case scheme", "aws4-hmac-sha256 " + credential + "," + headers + "," + signature, "must begin with"},
		{"only the scheme", "AWS4-HMAC-SHA256", "each once"},
		{"no credential", "AWS4-HMAC-SHA256 " + headers + "," + signature, "no Credential"},
		{"no signed headers", "AWS4-HMAC-SHA256 " + credential + "," + signature, "no SignedHeaders"},
		{"no signature", "AWS4-HMAC-SHA256 " + credential + "," + headers, "no Signature"},
		{"an empty signature", "AWS4-HMAC-SHA256 " + credential + "," + headers + ",Signature=", "each once"},
		{"a repeated element", "AWS4-HMAC-SHA256 " + credential + "," + headers + "," + signature + "," + signature, "each once"},
		{"an unknown element", "AWS4-HMAC-SHA256 " + credential + "," + headers + "," + signature + ",Extra=1", "each once"},
		{"a trailing comma", "AWS4-HMAC-SHA256 " + credential + "," + headers + "," + signature + ",", "each once"},
		{"lower-case element", "AWS4-HMAC-SHA256 " + strings.ToLower(credential) + "," + headers + "," + signature, "each once"},
		{"four parts", "AWS4-HMAC-SHA256 Credential=A/20261121/eu-west-2/aws4_request," + headers + "," + signature, "accessKeyId/YYYYMMDD"},
		{"six parts", "AWS4-HMAC-SHA256 Credential=A/B/20261121/eu-west-2/connect/aws4_request," + headers + "," + signature, "accessKeyId/YYYYMMDD"},
		{"an empty region", "AWS4-HMAC-SHA256 Credential=A/20261121//connect/aws4_request," + headers + "," + signature, "accessKeyId/YYYYMMDD"},
		{"another terminator", "AWS4-HMAC-SHA256 Credential=A/20261121/eu-west-2/connect/aws5_request," + headers + "," + signature, "accessKeyId/YYYYMMDD"},
		{"an endless credential", "AWS4-HMAC-SHA256 Credential=A/20261121/" + strings.Repeat("r", 256) + "/connect/aws4_request," + headers + "," + signature, "longer than 256"},
		{"upper-case header name", "AWS4-HMAC-SHA256 " + credential + ",SignedHeaders=Host;x-amz-date," + signature, `"Host" is none`},
		{"an empty header name", "AWS4-HMAC-SHA256 " + credential + ",SignedHeaders=host;;x-amz-date," + signature, `"" is none`},
		{"a space in a header name", "AWS4-HMAC-SHA256 " + credential + ",SignedHeaders=host; x-amz-date," + signature, `" x-amz-date" is none`},
		{"unsorted header names", "AWS4-HMAC-SHA256 " + credential + ",SignedHeaders=x-amz-date;host," + signature, `see "host"`},
		{"a header named twice", "AWS4-HMAC-SHA256 " + credential + ",SignedHeaders=host;host," + signature, `see "host"`},
		{"upper-case signature", "AWS4-HMAC-SHA256 " + credential + "," + headers + "," + "Signature=" + strings.ToUpper(someSignature), "64 hexadecimal"},
		{"a short signature", "AWS4-HMAC-SHA256 " + credential + "," + headers + ",Signature=" + someSignature[2:], "64 hexadecimal"},
		{"a signature not in hexadecimal", "AWS4-HMAC-SHA256 " + credential + "," + headers + ",Signature=x" + someSignature[1:], "64 hexadecimal"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parseAuthorization(c.value)
			wantAuthError(t, err, codeIncompleteSignature, c.message)
		})
	}
}

// FuzzParseAuthorization checks that whatever is accepted means one thing: put
// back together and read again it is the same, and it holds nothing that could
// shift the boundaries of the text that is signed.
func FuzzParseAuthorization(f *testing.F) {
	f.Add("AWS4-HMAC-SHA256 Credential=" + someCredential + ", SignedHeaders=host;x-amz-date, Signature=" + someSignature)
	f.Add("AWS4-HMAC-SHA256 Signature=" + someSignature + ",SignedHeaders=host,Credential=a/b/c/d/aws4_request")
	f.Add("AWS4-HMAC-SHA256 Credential=,,==;;//")
	f.Fuzz(func(t *testing.T, value string) {
		a, err := parseAuthorization(value)
		if err != nil {
			if refusal := (*AuthError)(nil); !errors.As(err, &refusal) {
				t.Fatalf("%q: %T is no *AuthError", value, err)
			}
			return
		}
		again := signingAlgorithm + " Credential=" + a.accessKeyID + "/" + a.scope.String() +
			",SignedHeaders=" + strings.Join(a.signedHeaders, ";") +
			",Signature=" + hex.EncodeToString(a.signature)
		b, err := parseAuthorization(again)
		if err != nil {
			t.Fatalf("%q: read as %q, which is refused: %v", value, again, err)
		}
		if a.accessKeyID != b.accessKeyID || a.scope != b.scope ||
			!slices.Equal(a.signedHeaders, b.signedHeaders) || !slices.Equal(a.signature, b.signature) {
			t.Fatalf("%q: read as %+v, then as %+v", value, a, b)
		}
		if !slices.IsSorted(a.signedHeaders) || strings.ContainsAny(strings.Join(a.signedHeaders, ""), ":;, \r\nABCXYZ") {
			t.Fatalf("%q: signed headers %q", value, a.signedHeaders)
		}
	})
}
