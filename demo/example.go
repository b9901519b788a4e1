package demo

import "github.com/strowger/strowger"

// The example: a firm that sells telephones and broadband. It is plain data;
// install.go makes an instance of it.

const alias = "strowger-demo"

// openHours are the hours of operation of all queues.
var openHours = []struct {
	day        string
	start, end int // hours
}{
	{"MONDAY", 8, 20}, {"TUESDAY", 8, 20}, {"WEDNESDAY", 8, 20}, {"THURSDAY", 8, 20}, {"FRIDAY", 8, 20},
	{"SATURDAY", 9, 14},
}

const (
	hoursName = "Shop hours"
	timeZone  = "Europe/London"
)

// queueNames are the queues in the order of the screen.
var queueNames = []string{"Sales", "Support", "Billing"}

var queueDescriptions = map[string]string{
	"Sales":   "Who wants to buy something.",
	"Support": "Something does not work.",
	"Billing": "Something does not add up.",
}

// attributes are the predefined attributes with their values.
var attributes = []struct {
	name   string
	values []string
}{
	{"Language", []string{"English", "French", "German"}},
	{"Product", []string{"Mobile", "Broadband", "Television"}},
}

// profile is a routing profile.
type profile struct {
	name        string
	description string
	media       []media
	rows        []row
}

type media struct {
	channel     strowger.Channel
	concurrency int
	behavior    strowger.CrossChannelBehavior
}

type row struct {
	queue    string
	channel  strowger.Channel
	priority int
	delay    int // seconds
}

// Who is on the telephone does nothing else. The front line helps with what is
// written once it has waited, and the digital desk answers the telephone when
// callers have waited too long.
var profiles = []profile{{
	name:        "Front line",
	description: "The telephone first, then what is written.",
	media: []media{
		{strowger.Voice, 1, strowger.RouteCurrentChannelOnly},
		{strowger.Chat, 2, strowger.RouteCurrentChannelOnly},
		{strowger.Task, 2, strowger.RouteAnyChannel},
		{strowger.Email, 2, strowger.RouteAnyChannel},
	},
	rows: []row{
		{"Sales", strowger.Voice, 1, 0},
		{"Support", strowger.Voice, 1, 0},
		{"Billing", strowger.Voice, 2, 0},
		{"Sales", strowger.Chat, 3, 10},
		{"Support", strowger.Chat, 3, 10},
		{"Sales", strowger.Task, 4, 10},
		{"Billing", strowger.Task, 4, 10},
		{"Support", strowger.Email, 5, 20},
		{"Billing", strowger.Email, 5, 20},
	},
}, {
	name:        "Digital desk",
	description: "Several things in writing at once; the telephone when callers wait.",
	media: []media{
		{strowger.Voice, 1, strowger.RouteCurrentChannelOnly},
		{strowger.Chat, 2, strowger.RouteAnyChannel},
		{strowger.Task, 1, strowger.RouteAnyChannel},
		{strowger.Email, 1, strowger.RouteAnyChannel},
	},
	rows: []row{
		{"Sales", strowger.Chat, 1, 0},
		{"Support", strowger.Chat, 1, 0},
		{"Sales", strowger.Task, 2, 0},
		{"Billing", strowger.Task, 2, 0},
		{"Support", strowger.Email, 3, 0},
		{"Billing", strowger.Email, 3, 0},
		{"Support", strowger.Voice, 5, 15},
		{"Billing", strowger.Voice, 5, 15},
	},
}}

// person is an agent to be.
type person struct {
	username    string
	first, last string
	profile     string
	skills      []skill
}

func (p *person) name() string { return p.first + " " + p.last }

// skill is a proficiency, or the least that a routing step asks for.
type skill struct {
	attribute, value string
	level            float64
}

func english(level float64) skill    { return skill{"Language", "English", level} }
func french(level float64) skill     { return skill{"Language", "French", level} }
func german(level float64) skill     { return skill{"Language", "German", level} }
func mobile(level float64) skill     { return skill{"Product", "Mobile", level} }
func broadband(level float64) skill  { return skill{"Product", "Broadband", level} }
func television(level float64) skill { return skill{"Product", "Television", level} }

var people = []person{
	{"amara", "Amara", "Okafor", "Front line", []skill{english(5), french(4), mobile(5), broadband(3)}},
	{"ben", "Ben", "Whitaker", "Front line", []skill{english(5), mobile(3), television(4)}},
	{"chloe", "Chloé", "Lambert", "Front line", []skill{french(5), english(4), broadband(4)}},
	{"dmitri", "Dmitri", "Volkov", "Digital desk", []skill{english(4), german(3), broadband(5)}},
	{"elif", "Elif", "Yılmaz", "Front line", []skill{german(5), english(4), mobile(4), broadband(2)}},
	{"farid", "Farid", "Haddad", "Digital desk", []skill{french(5), english(4), television(3)}},
	{"grace", "Grace", "Kim", "Front line", []skill{english(5), mobile(5), television(5)}},
	{"hannah", "Hannah", "Vogel", "Digital desk", []skill{german(5), english(4), mobile(3)}},
	{"ines", "Inés", "Moreno", "Front line", []skill{english(4), french(2), broadband(4)}},
	{"jonas", "Jonas", "Lindqvist", "Digital desk", []skill{english(5), german(2), television(4)}},
	{"kiara", "Kiara", "Patel", "Front line", []skill{english(5), broadband(5), mobile(2)}},
	{"liam", "Liam", "O'Connor", "Digital desk", []skill{english(5), mobile(4), broadband(3)}},
}

// breakName is a status of its own, beside Available and Offline.
const breakName = "Break"

// flow is a contact flow: it may say what agents must master and how urgent the
// contact is, and puts it into a queue.
type flow struct {
	name     string
	queue    string
	priority int // 0 leaves the contact's own
	steps    []step
}

// step asks for skills, for some seconds.
type step struct {
	skills  []skill
	seconds int
}

// After the last step has expired anyone who serves the queue may answer.
var flows = []flow{
	{name: "Sales", queue: "Sales"},
	{name: "Sales, gold customers", queue: "Sales", priority: 1},
	{name: "Support", queue: "Support"},
	{name: "Support in French", queue: "Support", steps: []step{
		{[]skill{french(4)}, 15},
		{[]skill{french(2)}, 15},
	}},
	{name: "Broadband support in German", queue: "Support", steps: []step{
		{[]skill{german(3), broadband(2)}, 10},
		{[]skill{german(3)}, 20},
	}},
	{name: "Billing", queue: "Billing"},
}

// line is a stream of customers who come on one channel into one flow.
type line struct {
	channel strowger.Channel
	flow    string
	every   seconds // from one customer to the next, on average
}

var lines = []line{
	{strowger.Voice, "Sales", 15},
	{strowger.Voice, "Sales, gold customers", 50},
	{strowger.Voice, "Support", 20},
	{strowger.Voice, "Support in French", 40},
	{strowger.Voice, "Billing", 30},
	{strowger.Chat, "Sales", 20},
	{strowger.Chat, "Support", 24},
	{strowger.Chat, "Broadband support in German", 45},
	{strowger.Task, "Sales", 28},
	{strowger.Task, "Billing", 28},
	{strowger.Email, "Support", 28},
	{strowger.Email, "Billing", 35},
}

// talk is how long agents handle a contact.
var talk = map[strowger.Channel]span{
	strowger.Voice: {20, 60},
	strowger.Chat:  {25, 75},
	strowger.Task:  {15, 40},
	strowger.Email: {20, 50},
}

// patience is how long customers wait before they leave. Tasks and emails wait
// for ever.
var patience = map[strowger.Channel]span{
	strowger.Voice: {30, 120},
	strowger.Chat:  {45, 150},
}

// What tasks, emails and chats are about.
var (
	taskNames = []string{
		"Call back about an offer", "Check a refund", "Confirm a delivery", "Correct an address", "Renew a contract",
	}
	emailSubjects = []string{
		"My router blinks red", "Invoice from last month", "Moving house in May", "No picture since Sunday",
	}
	chatOpenings = []string{
		"Hello, is anyone there?", "My line is slow tonight.", "Which plan is right for two?", "It works again, but why?",
	}
	customerNames = []string{
		"Aisha", "Bruno", "Carmen", "Dewi", "Emil", "Fatou", "Goran", "Hye-jin", "Ivan", "Jamila", "Kofi", "Lucía",
		"Mei", "Noor", "Oskar", "Priya", "Quentin", "Rosa", "Sipho", "Tomoko", "Ulla", "Viktor", "Wanjiru", "Zoë",
	}
)
