// Package shape holds the wire shapes of Amazon Connect: the inputs and outputs
// of the supported operations, their nested structures and enumerations, their
// constraints, and the routes of all operations. It has no behaviour of its own.
//
// # Where it comes from
//
// The files ending in _gen.go are written by the command in generate, from three
// sources:
//
//   - service-2.json, the model that Amazon publishes inside botocore. The
//     present files come from botocore 1.43.67. Its text stays out; names,
//     types and constraints are taken.
//   - overlay.json, a JSON merge patch (RFC 7396) over the model, for what is
//     newer than the model, stated only in prose, or wrong in it.
//   - operations.txt, the supported operations.
//
// From the same sources comes model_gen.json, the facts about the supported
// operations in botocore's format: for tests that make requests from the model,
// and for clients of Amazon that are older than it (docs/clients/boto3.md).
//
// The model is not part of this repository. To generate again, get it with
// "pip download botocore", unpack the wheel, and run
//
//	STROWGER_MODEL=…/botocore/data/connect/2017-08-08/service-2.json.gz go generate ./connect/shape
//
// # What the overlay changes
//
//   - Operations that are newer than the model, by route, so that they answer
//     501 with their name.
//   - MediaConcurrency: WorkloadTypeConcurrencies is new, and Concurrency is no
//     longer required beside it.
//   - MediaConcurrencies: at least one. It is required, and an agent without a
//     channel can do nothing.
//   - AgentInfo.ActiveRegion is new.
//   - PhoneNumber and SensitivePhoneNumber: the patterns are E.164 from the
//     first character on. The model escapes the first one twice, so that it
//     demands a backslash, and leaves both open at the front.
//   - Attributes and AttributeName: 32,768 bytes of UTF-8 in all, and keys of
//     letters, digits, dash and underscore (StartTaskContact, StartChatContact).
//   - ContactFlowContent: 1 to 256,000 characters (CreateContactFlow).
//   - UserPhoneConfig.DeskPhoneNumber and ContactFlowModuleDescription may be empty,
//     TagMap too, and the Description of UpdateQueueName and UpdateRoutingProfileName,
//     as it may in other updates: scripts and Terraform send them so, and DescribeUser
//     has them so. TagResource still wants a tag.
//   - AWSAccountId is 12 digits, DataSetIds has at most 1,000 items: an instance has
//     no more associations (package routing).
//   - What identifiers identify, as "identifies": for Amazon every text is a text.
//     Their Validate says so to the checker, so that ARNs are resolved before an
//     operation sees them. A shape or member that is an identifier and has no
//     such word fails the tests in connect/conformance.
//   - InvalidRequestException and ServiceQuotaExceededException lose Reason, which
//     only operations on attached files fill.
//
// # How shapes look in Go
//
// Structures are pointers as members and values in lists and maps. Lists and maps
// are absent when nil; an empty one is sent as [] or {}. Scalars are:
//
//	                  clients send it        clients only receive it
//	optional          pointer                pointer; an enumeration is plain
//	                                         and absent when ""
//	required          plain string or        plain, always written
//	                  enumeration; pointer
//	                  if zero or "" is a
//	                  value
//
// After validation a required pointer is never nil. A plain string that is
// required counts as missing when empty.
package shape

//go:generate go run ./generate -model $STROWGER_MODEL
