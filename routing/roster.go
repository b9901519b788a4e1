package routing

// roster is the agents of a crew who could take something now: a heap by rank
// that knows for each place what traits there are at it and below. One who looks
// for the first agent with some traits passes by where nobody has them.
type roster struct {
	places []place
}

type place struct {
	agent *agent
	below traits // of the agent and everyone below
}

func (r *roster) set(a *agent) {
	if a.place < 0 {
		r.places = append(r.places, place{})
		r.put(len(r.places)-1, a)
	}
	r.settle(a.place)
}

func (r *roster) remove(a *agent) {
	i, last := a.place, len(r.places)-1
	a.place = -1
	moved := r.places[last].agent
	r.places[last] = place{}
	r.places = r.places[:last]
	r.sum((last - 1) / 2)
	if i < last {
		r.put(i, moved)
		r.settle(i)
	}
}

func (r *roster) put(i int, a *agent) {
	r.places[i].agent = a
	a.place = i
}

// settle moves the agent at i to where its rank belongs.
func (r *roster) settle(i int) {
	a := r.places[i].agent
	for child := r.child(i); child < len(r.places) && ahead(r.places[child].agent, a); child = r.child(i) {
		r.put(i, r.places[child].agent)
		i = child
	}
	lowest := i
	for parent := (i - 1) / 2; i > 0 && ahead(a, r.places[parent].agent); parent = (i - 1) / 2 {
		r.put(i, r.places[parent].agent)
		i = parent
	}
	r.put(i, a)
	r.sum(lowest)
}

// child returns the better of the two places below i, or one that does not exist.
func (r *roster) child(i int) int {
	left := 2*i + 1
	if right := left + 1; right < len(r.places) && ahead(r.places[right].agent, r.places[left].agent) {
		return right
	}
	return left
}

// sum works out the traits from a place upwards.
func (r *roster) sum(i int) {
	if len(r.places) == 0 {
		return
	}
	for ; ; i = (i - 1) / 2 {
		t := r.places[i].agent.traits
		for child := 2*i + 1; child <= 2*i+2 && child < len(r.places); child++ {
			t.union(&r.places[child].below)
		}
		r.places[i].below = t
		if i == 0 {
			return
		}
	}
}

func ahead(a, b *agent) bool {
	c, _ := compareAgents(a, b)
	return c < 0
}
