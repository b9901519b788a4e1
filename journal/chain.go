package journal

import "fmt"

// Chain checks that encoded records are the log of one instance. Records are
// given to Next in the order of their positions; the first that does not
// belong there is refused with ErrCorrupt and named.
type Chain struct {
	inst  string
	after Record         // the first record must be this one, if it is one
	last  Record         // the newest record that passed
	prev  [HashSize]byte // what the next record must carry as Prev
}

// NewChain returns a chain that begins with the record after, or with the
// first record of the instance if after is zero.
func NewChain(inst string, after Record) *Chain {
	return &Chain{inst: inst, after: after, prev: hash([]byte(inst))}
}

// Next decodes one record and checks that it is whole and that it is the one
// that follows. The record's Data is a part of encoded, not a copy.
func (c *Chain) Next(encoded []byte) (Record, error) {
	want := c.last.Pos + 1
	anchor := c.last.Pos == 0 && c.after.Pos > 0
	if anchor {
		want = c.after.Pos
	}
	r, err := DecodeRecord(encoded)
	if err != nil {
		return Record{}, fmt.Errorf("instance %q, record %d: %w", c.inst, want, err)
	}
	h := hash(encoded)
	switch {
	case r.Pos > want && c.last.Pos == 0:
		return Record{}, c.refuse(want, "missing: the journal begins at record %d", r.Pos)
	case r.Pos != want:
		return Record{}, c.refuse(want, "missing: record %d found in its place", r.Pos)
	case anchor && h != c.after.Hash():
		return Record{}, c.refuse(want, "not the record that the reading should start from")
	case !anchor && r.Prev != c.prev:
		return Record{}, c.refuse(want, "not written after the record before it")
	}
	if why := c.misplaced(r, anchor); why != "" {
		return Record{}, c.refuse(want, "%s", why)
	}
	c.last, c.prev = r, h
	return r, nil
}

// misplaced returns why the kind or the epoch of a record is wrong where the
// record stands, or nothing.
func (c *Chain) misplaced(r Record, anchor bool) string {
	switch {
	case r.Kind == KindSnapshot:
		return "a snapshot mark, which does not belong in the log"
	case anchor:
		return ""
	case r.Kind == KindEpoch && r.Epoch != c.last.Epoch+1:
		return fmt.Sprintf("start of epoch %d after epoch %d", r.Epoch, c.last.Epoch)
	case r.Kind == KindEvents && r.Epoch != c.last.Epoch:
		return fmt.Sprintf("of epoch %d in epoch %d", r.Epoch, c.last.Epoch)
	}
	return ""
}

// End checks that the newest record that passed is the one at pos, and returns
// it. It catches a log whose end is missing.
func (c *Chain) End(pos Pos) (Record, error) {
	if c.last.Pos < pos {
		missing := max(c.last.Pos+1, c.after.Pos)
		return Record{}, c.refuse(missing, "missing: the journal should reach record %d", pos)
	}
	return c.last, nil
}

// refuse returns the error for the record at pos.
func (c *Chain) refuse(pos Pos, why string, args ...any) error {
	return fmt.Errorf("%w: instance %q, record %d: %s", ErrCorrupt, c.inst, pos, fmt.Sprintf(why, args...))
}
