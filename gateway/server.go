// Package gateway is the side of Strowger on which telephony, mail and chat
// systems sit.
//
// Amazon Connect answers the telephone itself, so its API has no words for it.
// Here somebody else owns the media: a SIP server, a mail transport, a messaging
// bridge. Such a gateway tells Strowger, each in an operation:
//
//	AnnounceContact    a customer has come; the contact runs into its flow
//	DisconnectContact  the customer has left
//	ReportMedia        what was measured or recorded, for DescribeContact
//
// And it dials, for agents, for callbacks and for StartOutboundVoiceContact:
//
//	ListDials      what is to be dialled, and what rings
//	DialContact    a callback that an agent has accepted is being dialled
//	AnswerContact  the far end has answered
//	EndDial        nobody has
//
// What happens in between, which agent it rings at and who accepts, is decided by
// package routing and seen through the agent workspace; the gateway connects the
// media to the agent named in DescribeContact.
//
// The operations have Amazon's manners: JSON with Amazon's names and shapes,
// Amazon's exceptions, requests signed with Signature Version 4. They are
// registered on the same mux as the operations of package connect.
//
// A contact here goes from announced to disconnected to completed. It can be
// announced twice safely, with a client token. To disconnect one that has ended is
// a ContactNotFoundException and harmless. Facts can be reported until the
// contact is completed, that is to the end of after contact work; then its record
// is closed. A fact that is reported again replaces what was reported before.
package gateway

import (
	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/report"
	"github.com/strowger/strowger/restjson"
)

// Server answers the operations of gateways.
type Server struct {
	Directory *host.Directory
	Report    *report.Store
	Names     connect.Names
}

// The operations, with the errors that they answer with beside those of
// authentication.
var (
	AnnounceContact = restjson.Operation{
		Name: "AnnounceContact", Method: "PUT", URI: "/gateway/{InstanceId}/contacts",
		Output: restjson.OutputStruct,
		Errors: modelled(shape.InvalidRequestException, shape.LimitExceededException),
	}
	DisconnectContact = restjson.Operation{
		Name: "DisconnectContact", Method: "POST", URI: "/gateway/{InstanceId}/contacts/{ContactId}/disconnect",
		Output: restjson.OutputStruct,
		Errors: modelled(shape.ContactNotFoundException),
	}
	ListDials = restjson.Operation{
		Name: "ListDials", Method: "GET", URI: "/gateway/{InstanceId}/dials",
		Output: restjson.OutputStruct,
		Errors: modelled(),
	}
	DialContact   = onContact("DialContact", "dial")
	AnswerContact = onContact("AnswerContact", "answer")
	EndDial       = onContact("EndDial", "end-dial")
	ReportMedia   = restjson.Operation{
		Name: "ReportMedia", Method: "POST", URI: "/gateway/{InstanceId}/contacts/{ContactId}/media",
		Output: restjson.OutputStruct,
		Errors: modelled(shape.ResourceConflictException),
	}
)

// Operations lists the operations.
var Operations = []restjson.Operation{AnnounceContact, DisconnectContact, ReportMedia, ListDials, DialContact, AnswerContact, EndDial}

// onContact returns an operation on a contact that is dialled.
func onContact(name, verb string) restjson.Operation {
	return restjson.Operation{
		Name: name, Method: "POST", URI: "/gateway/{InstanceId}/contacts/{ContactId}/" + verb,
		Output: restjson.OutputStruct,
		Errors: modelled(shape.ContactNotFoundException, shape.InvalidRequestException),
	}
}

// modelled returns the errors of an operation: those of all and its own.
func modelled(own ...string) map[string]int {
	errors := make(map[string]int)
	for _, code := range append(own,
		shape.InvalidParameterException,
		shape.ResourceNotFoundException,
		shape.InternalServiceException,
	) {
		errors[code] = shape.ErrorStatus[code]
	}
	return errors
}

// Register registers the operations with a mux, whose Translate must be that of
// package connect.
func (s *Server) Register(mux *restjson.Mux) {
	restjson.Handle(mux, AnnounceContact, s.announceContact)
	restjson.Handle(mux, DisconnectContact, s.disconnectContact)
	restjson.Handle(mux, ReportMedia, s.reportMedia)
	restjson.Handle(mux, ListDials, s.listDials)
	restjson.Handle(mux, DialContact, s.dialContact)
	restjson.Handle(mux, AnswerContact, s.answerContact)
	restjson.Handle(mux, EndDial, s.endDial)
}

// instance returns the instance that a request names.
func (s *Server) instance(text string) (*host.Instance, error) {
	return s.Directory.Instance(strowger.InstanceID(text))
}
