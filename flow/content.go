package flow

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/strowger/strowger"
)

// content is the content of a flow or a module, kept as long as it is published or
// something runs in it. A nil content is none.
type content struct {
	text  string
	sum   string // SHA-256, in hexadecimal
	users int    // what has it published, and the frames that stand in it

	asFlow, asModule program
}

// program is content that was parsed when it was first run.
type program struct {
	parsed bool
	flow   *Flow // nil if the content is not valid
}

// flow returns the content as that of a flow, nil if it is not valid: what is not
// valid now was valid to the release that stored it, and the contact is treated as if
// the flow were not there.
func (c *content) flow(instance strowger.InstanceID) *Flow {
	if c == nil {
		return nil
	}
	return c.asFlow.of(instance, c.text, false)
}

// module is flow for a module.
func (c *content) module(instance strowger.InstanceID) *Flow {
	if c == nil {
		return nil
	}
	return c.asModule.of(instance, c.text, true)
}

func (p *program) of(instance strowger.InstanceID, text string, module bool) *Flow {
	if !p.parsed {
		p.parsed = true
		p.flow, _ = parse(&parser{scope: scope{instance: instance, stored: true}, module: module}, text)
	}
	return p.flow
}

// The keys under which contents are published.
func flowKey(id strowger.ContactFlowID) string         { return "flow " + string(id) }
func moduleKey(id strowger.ContactFlowModuleID) string { return "module " + string(id) }

// publish has a flow or a module run a content from now on; "" takes it away.
func (f *Runs) publish(key, text string) {
	old := f.published[key]
	if old != nil && old.text == text {
		return // it is the same string mostly, so that this is quick
	}
	delete(f.published, key)
	if text != "" {
		f.published[key] = f.use(text)
	}
	f.unuse(old)
}

// use keeps a content for one user more.
func (f *Runs) use(text string) *content {
	hash := sha256.Sum256([]byte(text))
	sum := hex.EncodeToString(hash[:])
	c, ok := f.contents[sum]
	if !ok {
		c = &content{text: text, sum: sum}
		f.contents[sum] = c
	}
	c.users++
	return c
}

// unuse lets a content, which may be nil, go by one of its users.
func (f *Runs) unuse(c *content) {
	if c == nil {
		return
	}
	if c.users--; c.users == 0 {
		delete(f.contents, c.sum)
	}
}
