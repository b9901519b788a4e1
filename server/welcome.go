package server

import (
	"bytes"
	"html/template"
	"net/http"
)

// welcome is what a person reads who opens the address of a server in a browser.
// It says nothing of what is in the server: no one has signed in.
var welcome = template.Must(template.New("welcome").Parse(`<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Strowger</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; color: #222; background: #fff }
code { white-space: nowrap }
pre { background: #f3f3f0; padding: .8rem 1rem; border-radius: .4rem; overflow-x: auto }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #1b1b1b } pre { background: #2a2a2a } }
</style>
<h1>Strowger</h1>
<p>This server routes contacts to agents and speaks the Amazon Connect API at this address.
Requests are signed, so a browser alone sees only this page.</p>
<p>To use it, type on the machine where it runs, in the folder where it was started
(or with <code>--data</code> and its data directory):</p>
<pre>eval "$(strowger env)"
aws connect list-instances</pre>
<p>Keys for others: <code>strowger key create --help</code>. Is it up: <a href="/healthz">/healthz</a>. All commands: <code>strowger --help</code>.</p>
</html>
`))

// serveWelcome answers GET / of somebody who signs nothing.
func serveWelcome(w http.ResponseWriter, _ *http.Request) {
	var page bytes.Buffer
	if err := welcome.Execute(&page, nil); err != nil {
		panic("server: " + err.Error()) // a page without data always works
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(page.Bytes()) // an error is the reader's
}

// serveHealth answers GET /healthz: the server runs and takes requests.
func serveHealth(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte("ok\n")) // an error is the caller's
}

// isPerson reports whether a request is that of a browser, or of a person with
// curl, for the address of the server alone. No operation has that path.
func isPerson(r *http.Request) bool {
	return r.URL.Path == "/" && (r.Method == http.MethodGet || r.Method == http.MethodHead) &&
		r.Header.Get("Authorization") == "" && r.URL.RawQuery == ""
}
