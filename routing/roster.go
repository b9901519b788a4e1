package routing

// roster is the agents of a crew who could take something now: a heap by rank
// that knows for each place what traits there are at it and below. One who looks
// for the first agent with some traits passes by where nobody has them.
type roster struct {
	places []place
}

// place is an agent with copies of what is compared, so that passing by does not
// touch the agent.
type place struct {
	agent    *agent
	standing standing
	traits   traits
	below    traits // of the agent and everyone below
}

// set takes in an agent, or follows a change of its rank or traits.
func (r *roster) set(a *agent) {
	if a.place < 0 {
		a.place = len(r.places)
		r.places = append(r.places, place{})
	}
	r.settle(place{agent: a, standing: a.standing, traits: a.traits}, a.place)
}

func (r *roster) remove(a *agent) {
	i, last := a.place, len(r.places)-1
	a.place = -1
	moved := r.places[last]
	r.places[last] = place{}
	r.places = r.places[:last]
	if i < last {
		r.settle(moved, i)
	}
	if last > 0 {
		r.sum((last - 1) / 2)
	}
}

// settle puts an agent to where its rank belongs, from i up or down.
func (r *roster) settle(p place, i int) {
	for child := r.child(i); child < len(r.places) && r.places[child].before(&p); child = r.child(i) {
		r.put(i, r.places[child])
		i = child
	}
	lowest := i
	for parent := (i - 1) / 2; i > 0 && p.before(&r.places[parent]); parent = (i - 1) / 2 {
		r.put(i, r.places[parent])
		i = parent
	}
	r.put(i, p)
	r.sum(lowest)
}

func (r *roster) put(i int, p place) {
	r.places[i] = p
	p.agent.place = i
}

// child returns the better of the two places below i, or one that does not exist.
func (r *roster) child(i int) int {
	left := 2*i + 1
	if right := left + 1; right < len(r.places) && r.places[right].before(&r.places[left]) {
		return right
	}
	return left
}

// sum works out the traits below from a place upwards.
func (r *roster) sum(i int) {
	for ; ; i = (i - 1) / 2 {
		t := r.places[i].traits
		for child := 2*i + 1; child <= 2*i+2 && child < len(r.places); child++ {
			t.union(&r.places[child].below)
		}
		r.places[i].below = t
		if i == 0 {
			return
		}
	}
}

func (p *place) before(q *place) bool {
	if p.standing != q.standing {
		c, _ := compareStandings(p.standing, q.standing)
		return c < 0
	}
	return p.agent.UserID < q.agent.UserID
}
