// Package flow interprets contact flows: programs in Amazon's flow language,
// version 2019-10-30, that decide what happens to a contact before it waits in
// a queue.
//
// Parse turns the JSON of a flow into a Flow, or lists everything that is wrong
// with it. What this package cannot run is refused there, before a contact
// comes; so is every member it does not know. Only Metadata is left unread.
//
// Most actions ask for one thing, which is one command:
//
//	UpdateContactTargetQueue      strowger.SetTargetQueue
//	UpdateContactRoutingBehavior  strowger.UpdateRoutingData
//	UpdateContactRoutingCriteria  strowger.UpdateRoutingData
//	CreateCallbackContact         strowger.CreateCallback
//	TransferContactToQueue        strowger.EnqueueContact
//	DisconnectParticipant         strowger.DisconnectContact
//
// CheckHoursOfOperation asks the Router whether hours are open and goes on by
// the condition that Equals True or False. InvokeFlowModule runs a contact flow
// module; its EndFlowModuleExecution goes on behind the action that invoked it.
// Modules may invoke modules.
//
// UpdateRoutingCriteria, the name in Amazon's documentation, is accepted for
// UpdateContactRoutingCriteria, the name in flows that Amazon exports.
//
// A Runner steps commands through a Router and, right after a command and at
// its time, runs the flow of every contact that came to life by it. An action
// whose command is refused goes on with the matching error transition:
//
//   - QueueAtCapacity, if the refusal is LimitExceeded and there is such a
//     transition,
//   - NoMatchingError otherwise, which also stands for a dynamic value that the
//     contact does not have, for hours or a module that are not there, and for a
//     module that ends without having returned.
//
// A flow runs for as long as the contact is in it. It ends when the contact is
// queued or gone, when there is no transition to go on with, or after 1000
// actions, so that a circle of actions ends too. A contact that a flow leaves
// neither queued nor gone is disconnected with CONTACT_FLOW_DISCONNECT; the same
// happens to a contact whose flow cannot be run when its time comes.
//
// The package has no clock, goroutine, I/O or randomness: the same commands on
// the same state give the same events.
package flow
