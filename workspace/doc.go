// Package workspace is the agent's side: signing in, choosing a status, and
// taking, holding and ending contacts.
//
// It speaks the service protocol of Amazon's agent desktop, which its library
// amazon-connect-streams carries (AmazonConnectCTIService, JSON 1.0), so that
// desktops people have can be pointed at it. docs/workspace.md shows every
// request with its answer.
//
// # Sessions
//
// A person signs in with the user name and password given to CreateUser and gets
// an access token: instance, user, password and when the session began, signed with
// the server's secret. The server keeps no list of sessions, so they survive a
// restart. What ends one is looked at on every request: twelve hours have passed,
// however often the token was renewed; the user is gone or has another password
// (the token has a fingerprint of its hash); the user has signed out since, for
// which one time is kept for each user. See session.go and signout.go.
//
// To check a password is dear. guard.go bounds how many are checked and who may
// try, device.go tells people on devices they have used before from strangers.
//
// # Operations
//
// An operation acts for the agent whose token it carries and on nobody else: it
// names no instance and no user, and of contacts it reaches those that the agent
// has. It is one command to the instance's host or one read of it. What the
// desktop's model has and Strowger has not is refused by name. See operation.go.
//
// # The snapshot
//
// GetAgentSnapshot is how a desktop learns anything. It answers at once if the
// client's token is not that of the present state, or else is held until
// something changes for the agent. A token holds the epoch of the instance and
// the agent's version in it. Versions begin again in each epoch, so a token from
// before a restart never matches. See snapshot.go.
//
// # The socket
//
// CreateTransport gives the URL of a WebSocket with a signed ticket in it.
// Heartbeats and subscriptions are answered; nothing is sent yet. Sockets are
// bounded in number, in what they say and in how long they say nothing, and end
// with their session. See socket.go.
//
// # Errors
//
// Every failure is JSON with __type and message:
//
//	SerializationException          400  the body cannot be decoded
//	InvalidRequestException         400  it violates a constraint
//	InvalidStateException           400  not in this state of contact or agent
//	QuotaExceededException          400
//	ResourceNotFoundException       400  the agent has no such thing
//	UnsupportedOperationException   400  Amazon has it, Strowger has not
//	UnknownOperationException       400  nobody has it; of a path 404 and 405
//	UnauthorizedException           401  sign in, or sign in again
//	AccessDeniedException           403
//	RequestEntityTooLargeException  413  the body is longer than 1 MiB, or 8 KiB of
//	                                     a poll or without a token in the header
//	ThrottlingException             429  too many failures, people that sign in, or sockets
//	InternalServiceException        500  the cause is in the log
//	ServiceUnavailableException     503  the request was not run; try again
package workspace
