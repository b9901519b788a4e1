package flow

import (
	_ "embed"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/strowger/strowger"
)

// Sample is a contact flow that a new instance comes with.
type Sample struct {
	Name        string
	Type        string // CONTACT_FLOW, AGENT_TRANSFER or QUEUE_TRANSFER
	Description string
	Content     string
}

var (
	//go:embed samples/inbound.json
	sampleInbound string
	//go:embed samples/priority.json
	samplePriority string
	//go:embed samples/age.json
	sampleAge string
	//go:embed samples/criteria.json
	sampleCriteria string
	//go:embed samples/transfer.json
	sampleTransfer string
)

var samples = []Sample{{
	Name:        "Sample inbound flow",
	Type:        "CONTACT_FLOW",
	Description: "Puts the contact into BasicQueue.",
	Content:     sampleInbound,
}, {
	Name:        "Sample customer queue priority flow",
	Type:        "CONTACT_FLOW",
	Description: "Puts the contact into BasicQueue before all contacts of a lower priority.",
	Content:     samplePriority,
}, {
	Name:        "Sample queue configurations flow",
	Type:        "CONTACT_FLOW",
	Description: "Puts the contact into BasicQueue as if it had waited for ten minutes already.",
	Content:     sampleAge,
}, {
	Name:        "Sample routing criteria flow",
	Type:        "CONTACT_FLOW",
	Description: "Asks BasicQueue for an agent with good English, after 30 seconds for one with some, after 60 for anyone.",
	Content:     sampleCriteria,
}, {
	Name:        "Default agent transfer",
	Type:        "AGENT_TRANSFER",
	Description: "Puts the contact into the queue of the agent it is transferred to.",
	Content:     sampleTransfer,
}, {
	Name:        "Default queue transfer",
	Type:        "QUEUE_TRANSFER",
	Description: "Puts the contact into the queue it is transferred to.",
	Content:     sampleTransfer,
}}

// basicQueue stands for the identifier of the queue in the samples.
const basicQueue = `"{{BasicQueue}}"`

// Samples returns the contact flows that a new instance comes with. Those that
// name a queue name the given one.
func Samples(queue strowger.QueueID) []Sample {
	// What is not UTF-8 in the identifier is replaced; no queue has such.
	quoted, _ := jsontext.AppendQuote(nil, string(queue))
	list := make([]Sample, len(samples))
	for i, s := range samples {
		s.Content = strings.ReplaceAll(s.Content, basicQueue, string(quoted))
		list[i] = s
	}
	return list
}
