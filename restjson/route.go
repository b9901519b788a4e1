package restjson

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// route is an operation and what answers it; a nil serve means that the
// operation is known but not supported.
type route struct {
	op     Operation
	labels []string
	serve  serveFunc
}

// node is a place in the tree of paths: one per segment.
type node struct {
	fixed map[string]*node  // by literal segment
	label *node             // any other segment
	leaf  map[string]*route // by method, for paths that end here
}

// add enters a route. Two operations with the same method and path are a mistake
// in the model and panic, as does a URI with more than segments and labels.
func (n *node) add(r *route) {
	if !strings.HasPrefix(r.op.URI, "/") || strings.ContainsAny(r.op.URI, "?+#%") {
		panic("restjson: unsupported URI " + r.op.URI)
	}
	for segment := range strings.SplitSeq(r.op.URI[1:], "/") {
		if name, ok := labelName(segment); ok {
			r.labels = append(r.labels, name)
			n = n.labelChild()
		} else {
			n = n.fixedChild(segment)
		}
	}
	if n.leaf == nil {
		n.leaf = make(map[string]*route)
	}
	if other := n.leaf[r.op.Method]; other != nil {
		panic(fmt.Sprintf("restjson: %s and %s have the same route", other.op.Name, r.op.Name))
	}
	n.leaf[r.op.Method] = r
}

func (n *node) labelChild() *node {
	if n.label == nil {
		n.label = new(node)
	}
	return n.label
}

func (n *node) fixedChild(segment string) *node {
	if n.fixed == nil {
		n.fixed = make(map[string]*node)
	}
	if n.fixed[segment] == nil {
		n.fixed[segment] = new(node)
	}
	return n.fixed[segment]
}

// find returns the place of an escaped path without its first slash, and the
// still escaped labels on the way. A literal segment goes before a label.
func (n *node) find(path string, labels []string) (*node, []string) {
	segment, rest, more := strings.Cut(path, "/")
	for _, next := range [...]*node{n.fixed[segment], n.label} {
		if next == nil {
			continue
		}
		found := labels
		if next == n.label {
			found = append(labels[:len(labels):len(labels)], segment)
		}
		if more {
			if end, all := next.find(rest, found); end != nil {
				return end, all
			}
		} else if next.leaf != nil {
			return next, found
		}
	}
	return nil, nil
}

// methods lists the methods of a place, for the Allow header.
func (n *node) methods() string {
	var names []string
	for method := range n.leaf {
		names = append(names, method)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// labelName returns the name of a label segment: InstanceId of {InstanceId}.
func labelName(segment string) (string, bool) {
	name, ok := strings.CutPrefix(segment, "{")
	if !ok {
		return "", false
	}
	return strings.CutSuffix(name, "}")
}

// unescape decodes the labels of a path. They come from URL.EscapedPath, which
// has no invalid escapes.
func unescape(escaped []string) []string {
	labels := make([]string, len(escaped))
	for i, text := range escaped {
		labels[i], _ = url.PathUnescape(text)
	}
	return labels
}
