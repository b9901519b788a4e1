package trace

import (
	"slices"

	"github.com/strowger/strowger"
)

// The lines of configuration. Each makes a noun, or changes the one of that
// name.

// queue reads "queue NAME [max N] [enabled|disabled]".
func (r *Runner) queue(p *parser) error {
	p.expect("queue")
	id := strowger.QueueID(p.word())
	var commands []strowger.Command
	if _, exists := r.engine.Queues().Get(id); !exists {
		commands = append(commands, strowger.CreateQueue{Queue: strowger.Queue{
			ID: id, Name: string(id), HoursOfOperationID: "Always"}})
	}
	for p.more() {
		switch p.next() {
		case "max":
			n := int(p.number())
			commands = append(commands, strowger.UpdateQueueMaxContacts{ID: id, MaxContacts: &n})
		case "enabled":
			s := strowger.QueueEnabled
			commands = append(commands, strowger.UpdateQueue{ID: id, Status: &s})
		case "disabled":
			s := strowger.QueueDisabled
			commands = append(commands, strowger.UpdateQueue{ID: id, Status: &s})
		default:
			p.fail("a queue has max, enabled and disabled")
		}
	}
	if err := p.end(); err != nil {
		return err
	}
	r.steps(commands...)
	return nil
}

// rule reads "rule RULE on|off" or "rule agent-queue-holds N".
func (r *Runner) rule(p *parser) error {
	p.expect("rule")
	options := r.engine.Instance().Routing
	var option *bool
	if p.accept("agent-queue-holds") {
		r.engine.Quotas.AgentQueueContacts = int(p.number())
		return p.end()
	}
	switch w := p.word(); w {
	case "longest-available-first":
		option = &options.LongestAvailableFirst
	case "break-restarts-inbound":
		option = &options.BreakRestartsInboundTimer
	case "age-counts-for-delay":
		option = &options.AgeAdjustmentCountsForDelay
	default:
		p.fail("%q is no rule that can be chosen", w)
		return p.err
	}
	*option = p.accept("on")
	if !*option {
		p.expect("off")
	}
	if err := p.end(); err != nil {
		return err
	}
	r.steps(strowger.UpdateRoutingOptions{Options: options})
	return nil
}

// status reads "status NAME [enabled|disabled]".
func (r *Runner) status(p *parser) error {
	p.expect("status")
	id := strowger.AgentStatusID(p.word())
	var commands []strowger.Command
	if _, exists := r.engine.AgentStatuses().Get(id); !exists {
		commands = append(commands, strowger.CreateAgentStatus{Status: strowger.AgentStatus{
			ID: id, Name: string(id), State: "ENABLED"}})
	}
	for word, state := range map[string]string{"enabled": "ENABLED", "disabled": "DISABLED"} {
		if p.accept(word) {
			commands = append(commands, strowger.UpdateAgentStatus{ID: id, State: &state})
		}
	}
	if err := p.end(); err != nil {
		return err
	}
	r.steps(commands...)
	return nil
}

// remove reads "delete queue|profile|agent NAME".
func (r *Runner) remove(p *parser) error {
	p.expect("delete")
	var c strowger.Command
	switch kind := p.word(); kind {
	case "queue":
		c = strowger.DeleteQueue{ID: strowger.QueueID(p.word())}
	case "profile":
		c = strowger.DeleteRoutingProfile{ID: strowger.RoutingProfileID(p.word())}
	case "agent":
		c = strowger.DeleteUser{ID: strowger.UserID(p.word())}
	default:
		p.fail("want queue, profile or agent, found %q", kind)
	}
	if err := p.end(); err != nil {
		return err
	}
	r.step(c)
	return nil
}

// profile reads "profile NAME: CHANNEL N [any], …[; timer activity|inbound]"
// and its rows. An existing profile gets exactly these settings and rows.
func (r *Runner) profile(p *parser, lines []string) error {
	p.expect("profile")
	next := strowger.RoutingProfile{
		Name:                   p.word(),
		DefaultOutboundQueueID: outbound,
		AgentAvailabilityTimer: strowger.TimeSinceLastActivity,
	}
	next.ID = strowger.RoutingProfileID(next.Name)
	p.expect(":")
	next.MediaConcurrencies = p.medias()
	if p.accept(";", "timer") && !p.accept("activity") {
		p.expect("inbound")
		next.AgentAvailabilityTimer = strowger.TimeSinceLastInbound
	}
	if err := p.end(); err != nil {
		return err
	}
	for i, line := range lines {
		row, manual, err := parseRow(line)
		switch {
		case err != nil:
			return &LineError{i + 1, err}
		case manual:
			next.ManualAssignmentQueues = append(next.ManualAssignmentQueues, row.QueueReference)
		default:
			next.Queues = append(next.Queues, row)
		}
	}
	old, exists := r.engine.RoutingProfiles().Get(next.ID)
	if !exists {
		r.steps(strowger.CreateRoutingProfile{RoutingProfile: next})
		return nil
	}
	r.steps(strowger.DisassociateRoutingProfileQueues{ID: next.ID,
		Queues: rowsGone(old, &next), Manual: old.ManualAssignmentQueues},
		strowger.UpdateRoutingProfile{ID: next.ID,
			MediaConcurrencies:     next.MediaConcurrencies,
			AgentAvailabilityTimer: &next.AgentAvailabilityTimer},
		strowger.AssociateRoutingProfileQueues{ID: next.ID,
			Queues: next.Queues, Manual: next.ManualAssignmentQueues})
	return nil
}

// rowsGone returns the rows of a profile that the next one has no more.
func rowsGone(old, next *strowger.RoutingProfile) []strowger.QueueReference {
	var gone []strowger.QueueReference
	for _, row := range old.Queues {
		if !slices.ContainsFunc(next.Queues, func(q strowger.RoutingProfileQueue) bool {
			return q.QueueReference == row.QueueReference
		}) {
			gone = append(gone, row.QueueReference)
		}
	}
	return gone
}

// medias reads the settings of channels, or nothing for no channel.
func (p *parser) medias() []strowger.MediaConcurrency {
	list := []strowger.MediaConcurrency{}
	if p.accept("nothing") {
		return list
	}
	list = append(list, p.media())
	for p.accept(",") {
		list = append(list, p.media())
	}
	return list
}

// media reads "CHANNEL N [any]", or "CHANNEL (TYPE N [any|channel], …)" with
// workload types.
func (p *parser) media() strowger.MediaConcurrency {
	m := strowger.MediaConcurrency{Channel: p.channel()}
	if p.accept("(") {
		m.WorkloadTypes = append(m.WorkloadTypes, p.workload())
		for p.accept(",") {
			m.WorkloadTypes = append(m.WorkloadTypes, p.workload())
		}
		p.expect(")")
		return m
	}
	m.Concurrency = int(p.number())
	m.CrossChannel = strowger.RouteCurrentChannelOnly
	if p.accept("any") {
		m.CrossChannel = strowger.RouteAnyChannel
	}
	return m
}

func (p *parser) workload() strowger.WorkloadTypeConcurrency {
	w := strowger.WorkloadTypeConcurrency{WorkloadType: p.word(), Concurrency: int(p.number())}
	switch {
	case p.accept("any"):
		w.Behavior = strowger.RouteAnyChannelAnyWorkload
	case p.accept("channel"):
		w.Behavior = strowger.RouteCurrentChannelAnyWorkload
	default:
		w.Behavior = strowger.RouteCurrentWorkloadOnly
	}
	return w
}

// parseRow reads "QUEUE CHANNEL [priority N] [delay N]" or "QUEUE CHANNEL
// manual".
func parseRow(line string) (row strowger.RoutingProfileQueue, manual bool, err error) {
	p := parse(line)
	row.Priority = 1
	row.QueueID, row.Channel = strowger.QueueID(p.word()), p.channel()
	if p.accept("manual") {
		return row, true, p.end()
	}
	for p.more() {
		switch p.next() {
		case "priority":
			row.Priority = int(p.number())
		case "delay":
			row.DelaySeconds = int(p.seconds())
		default:
			p.fail("a row has priority and delay, or manual")
		}
	}
	return row, false, p.end()
}

// agent reads "agent NAME [profile P] [acw [CHANNEL] N] [auto-accept CHANNEL]
// [deskphone] [skills NAME LEVEL, …|nothing]". Skills replace those the agent
// had.
func (r *Runner) agent(p *parser) error {
	p.expect("agent")
	id := strowger.UserID(p.word())
	settings := settings{UpdateUser: strowger.UpdateUser{ID: id}}
	update := &settings.UpdateUser
	var skills []strowger.Proficiency
	var hasSkills bool
	for p.more() {
		switch p.next() {
		case "profile":
			profile := strowger.RoutingProfileID(p.word())
			update.RoutingProfileID = &profile
		case "acw":
			settings.afterContactWork(p)
		case "auto-accept":
			settings.config().AutoAccept = append(settings.config().AutoAccept,
				strowger.AutoAcceptConfig{Channel: p.channel(), AutoAccept: true})
		case "deskphone":
			settings.phone().PhoneType = "DESK_PHONE"
		case "skills":
			skills, hasSkills = p.skills(), true
		default:
			p.fail("an agent has profile, acw, auto-accept, deskphone and skills")
		}
	}
	if err := p.end(); err != nil {
		return err
	}
	if _, exists := r.engine.Users().Get(id); !exists && update.RoutingProfileID != nil {
		r.steps(strowger.CreateUser{User: strowger.User{ID: id, Username: string(id),
			RoutingProfileID: *update.RoutingProfileID}})
	}
	r.steps(*update)
	if hasSkills {
		r.setSkills(id, skills)
	}
	return nil
}

// settings collects what a line changes of an agent.
type settings struct{ strowger.UpdateUser }

// phone returns the settings of all channels, which replace those there were,
// config those of single channels.
func (s *settings) phone() *strowger.PhoneConfig {
	if s.PhoneConfig == nil {
		s.PhoneConfig = &strowger.PhoneConfig{}
	}
	return s.PhoneConfig
}

func (s *settings) config() *strowger.UserConfig {
	if s.Config == nil {
		s.Config = &strowger.UserConfig{}
	}
	return s.Config
}

func (s *settings) afterContactWork(p *parser) {
	if _, one := channels[p.peek()]; one {
		s.config().AfterContactWork = append(s.config().AfterContactWork,
			strowger.AfterContactWorkConfig{Channel: p.channel(), Seconds: int(p.seconds())})
		return
	}
	s.phone().AfterContactWorkSeconds = int(p.seconds())
}

func (p *parser) skills() []strowger.Proficiency {
	var list []strowger.Proficiency
	if p.accept("nothing") {
		return nil
	}
	for more := true; more; more = p.accept(",") {
		list = append(list, strowger.Proficiency{
			Name: skillAttribute, Value: p.word(), Level: float64(p.number())})
	}
	return list
}

// setSkills changes levels, adds and removes skills until the agent has exactly
// those of the list.
func (r *Runner) setSkills(id strowger.UserID, list []strowger.Proficiency) {
	r.defineSkills(list)
	user, ok := r.engine.Users().Get(id)
	if !ok {
		return
	}
	with := func(p strowger.Proficiency) func(strowger.Proficiency) bool {
		return func(q strowger.Proficiency) bool { return q.Value == p.Value }
	}
	added := strowger.AssociateUserProficiencies{ID: id}
	changed := strowger.UpdateUserProficiencies{ID: id}
	removed := strowger.DisassociateUserProficiencies{ID: id}
	for _, p := range list {
		if slices.ContainsFunc(user.Proficiencies, with(p)) {
			changed.Proficiencies = append(changed.Proficiencies, p)
		} else {
			added.Proficiencies = append(added.Proficiencies, p)
		}
	}
	for _, p := range user.Proficiencies {
		if !slices.ContainsFunc(list, with(p)) {
			removed.Proficiencies = append(removed.Proficiencies, p)
		}
	}
	r.steps(removed, changed, added)
}

// defineSkills makes the skills values of the predefined attribute.
func (r *Runner) defineSkills(list []strowger.Proficiency) {
	attribute, _ := r.engine.PredefinedAttributes().Get(skillAttribute)
	values := slices.Clone(attribute.Values)
	for _, p := range list {
		if !slices.Contains(values, p.Value) {
			values = append(values, p.Value)
		}
	}
	r.steps(strowger.UpdatePredefinedAttribute{Name: skillAttribute, Values: &values})
}
