// Package restjson serves operations in the AWS restJson1 protocol. It knows
// the protocol and nothing of any service: which operations there are, what
// their shapes look like and what they do comes from its users.
//
// # The way of a request
//
// A [Mux] is an http.Handler that treats every request alike:
//
//  1. It gives the request an id, which the response carries in
//     x-amzn-RequestId and the handler finds with [RequestID].
//  2. It asks Config.Screen, which may refuse the request by its header, and then
//     has Config.Limiter read the body, up to a limit, and count the request among
//     those that are answered.
//  3. It asks Config.Authenticate who is calling. Nothing is said about paths
//     or parameters to a caller who is not known.
//  4. It finds the operation by method and escaped path. A label may hold any
//     percent-encoded text, ARNs with their slashes included, and may be empty;
//     there are no redirects, so do not mount a Mux under an http.ServeMux,
//     which redirects paths with empty segments.
//  5. It asks Config.Admit whether the operation may be called now.
//  6. It decodes the JSON body, then the labels of the path and the query, so
//     that a member of the body can never stand in for one of the path.
//  7. It asks Config.Authorize whether the caller may do this.
//  8. It checks the constraints of the input and reports all violations at once.
//  9. It calls the handler and writes its output. The response is complete in
//     memory before its first header is sent, so an error never follows half an
//     answer.
//
// # Errors
//
// Every failure is answered in one form, written by one function: the status,
// the code in x-amzn-ErrorType and a JSON body with the Message. These are the
// codes the package itself answers with:
//
//	SerializationException          400  the request cannot be decoded
//	InvalidParameterException       400  it violates a constraint; where the
//	InvalidRequestException         400  operation lacks the first, the second
//	RequestEntityTooLargeException  413  the body is longer than the limit
//	UnknownOperationException       404  no operation has this path,
//	                                405  or none with this method
//	NotImplemented                  501  the operation is known, not supported
//	InternalServiceException        500  the handler failed or panicked
//
// and those of an [*AuthError], with which [Verifier] refuses a caller.
//
// A handler returns an [*Error] to choose the code. Any other error goes through
// Config.Translate, and what that does not know becomes a 500 that says nothing
// of the cause; the cause is in the log, beside the request id. What an answer
// repeats of a request is shortened when it leaves ([Shorten]); a log's handler does
// the same with [ShortenAttr].
//
// # Shapes
//
// Inputs and outputs are Go structs encoded by github.com/go-json-experiment/json
// with its v2 rules: names are case-sensitive, unknown members are ignored,
// duplicate members and invalid UTF-8 are refused. Members that travel in the
// path or the query are tagged `json:"-"` and bound by the input's Bind method
// ([Input]); constraints are checked by its Validate method ([Validator]).
// Both are generated for a published model, and short enough to write by hand.
package restjson
