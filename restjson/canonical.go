package restjson

import (
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// canonicalRequest spells r the one way that both ends sign (IAM User Guide,
// "Create a signed AWS API request", step 1):
//
//	method
//	path, escaped twice
//	query, escaped and sorted
//	each signed header as name:value
//	(an empty line)
//	the names of the signed headers
//	SHA-256 of the body
//
// The path is taken as it was sent, with "//" and "/./" in place, so that what
// was signed is exactly what is routed.
func canonicalRequest(r *http.Request, signedHeaders []string, payloadHash string) ([]byte, error) {
	dst := make([]byte, 0, 1024)
	dst = append(dst, r.Method...)
	dst = append(dst, '\n')
	dst = appendCanonicalPath(dst, r.URL)
	dst = append(dst, '\n')
	dst, err := appendCanonicalQuery(dst, r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	dst = append(dst, '\n')
	for _, name := range signedHeaders {
		if dst, err = appendCanonicalHeader(dst, r, name); err != nil {
			return nil, err
		}
	}
	dst = append(dst, '\n')
	for i, name := range signedHeaders {
		if i > 0 {
			dst = append(dst, ';')
		}
		dst = append(dst, name...)
	}
	dst = append(dst, '\n')
	return append(dst, payloadHash...), nil
}

// appendCanonicalPath escapes the path as it came over the wire a second time,
// so that a label's %2F is signed as %252F.
func appendCanonicalPath(dst []byte, u *url.URL) []byte {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	return appendEscaped(dst, path, '/')
}

// appendCanonicalQuery decodes the query the way handlers see it and writes it
// back in the canonical escaping, sorted by escaped name, then escaped value.
func appendCanonicalQuery(dst []byte, rawQuery string) ([]byte, error) {
	type parameter struct{ name, value string }
	var parameters []parameter
	for pair := range strings.SplitSeq(rawQuery, "&") {
		if pair == "" {
			continue
		}
		name, value, err := queryParameter(pair)
		if err != nil {
			return nil, err
		}
		parameters = append(parameters, parameter{
			name:  string(appendEscaped(nil, name)),
			value: string(appendEscaped(nil, value)),
		})
	}
	slices.SortFunc(parameters, func(a, b parameter) int {
		if a.name != b.name {
			return strings.Compare(a.name, b.name)
		}
		return strings.Compare(a.value, b.value)
	})
	for i, p := range parameters {
		if i > 0 {
			dst = append(dst, '&')
		}
		dst = append(dst, p.name...)
		dst = append(dst, '=')
		dst = append(dst, p.value...)
	}
	return dst, nil
}

// queryParameter decodes one pair. It refuses what [url.ParseQuery] drops
// silently, since a handler would then not see what was signed.
func queryParameter(pair string) (name, value string, err error) {
	if strings.Contains(pair, ";") {
		return "", "", incompleteSignature("the query has an unescaped semicolon")
	}
	name, value, _ = strings.Cut(pair, "=")
	if name, err = url.QueryUnescape(name); err != nil {
		return "", "", incompleteSignature("a parameter name in the query is not properly escaped")
	}
	if value, err = url.QueryUnescape(value); err != nil {
		return "", "", incompleteSignature("the value of %q in the query is not properly escaped", name)
	}
	return name, value, nil
}

// appendCanonicalHeader writes "name:value\n". Several values of one header are
// joined by commas in the order they were sent, each trimmed and with runs of
// spaces made one.
func appendCanonicalHeader(dst []byte, r *http.Request, name string) ([]byte, error) {
	values := headerValues(r, name)
	if len(values) == 0 {
		return nil, invalidSignature("the signed header %q is not in the request", name)
	}
	dst = append(dst, name...)
	dst = append(dst, ':')
	for i, value := range values {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendSqueezed(dst, strings.TrimSpace(value))
	}
	return append(dst, '\n'), nil
}

// headerValues returns the values of a header by its lower-case name, knowing
// that net/http keeps the host and the length of the body elsewhere.
func headerValues(r *http.Request, name string) []string {
	switch {
	case name == "host":
		return []string{r.Host}
	case name == "content-length" && r.ContentLength >= 0:
		return []string{strconv.FormatInt(r.ContentLength, 10)}
	}
	return r.Header[textproto.CanonicalMIMEHeaderKey(name)]
}

// appendSqueezed appends s with every run of spaces made one.
func appendSqueezed(dst []byte, s string) []byte {
	for i := range len(s) {
		if s[i] == ' ' && i > 0 && s[i-1] == ' ' {
			continue
		}
		dst = append(dst, s[i])
	}
	return dst
}

// appendEscaped percent-encodes every byte of s but RFC 3986's unreserved ones
// and those in keep. It differs from [url.QueryEscape] in the space (%20) and
// from [url.PathEscape] in the reserved characters, all of which it escapes.
func appendEscaped(dst []byte, s string, keep ...byte) []byte {
	const upperHex = "0123456789ABCDEF"
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9',
			c == '-', c == '.', c == '_', c == '~', slices.Contains(keep, c):
			dst = append(dst, c)
		default:
			dst = append(dst, '%', upperHex[c>>4], upperHex[c&0xF])
		}
	}
	return dst
}
