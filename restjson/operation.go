package restjson

// Operation describes one operation of a service.
type Operation struct {
	Name   string // such as "DescribeContact"
	Method string // HTTP method
	URI    string // path with labels: "/contacts/{InstanceId}/{ContactId}"
	Output OutputKind

	// Errors holds the modelled error codes with their HTTP statuses. Other
	// codes may be answered too; AWS models only part of what it sends.
	Errors map[string]int
}

// OutputKind tells what the body of a successful response looks like.
type OutputKind int

// The kinds of output.
const (
	OutputNone   OutputKind = iota // no output shape: an empty body
	OutputStruct                   // a JSON object, {} if it has no members
)

// None is the output type of operations whose output is OutputNone. Their
// handlers return nil.
type None struct{}
