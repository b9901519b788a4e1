package flow

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/strowger/strowger"
)

// The limits of what InvalidContactFlowException can carry (Amazon Connect API
// Reference, ProblemDetail).
const (
	maxProblems       = 50
	maxProblemMessage = 256 // characters
)

// problems is what is wrong with a flow, in the order in which it was found.
type problems []string

func (p *problems) add(format string, args ...any) {
	if len(*p) == maxProblems {
		return
	}
	text := []rune(fmt.Sprintf(format, args...))
	if len(text) > maxProblemMessage {
		text = append(text[:maxProblemMessage-1], '…')
	}
	*p = append(*p, string(text))
}

func (p problems) err() error {
	err := strowger.Errorf(strowger.InvalidContactFlow, "the content of the flow is not valid: %s", p[0])
	err.Problems = p
	return err
}

// describe says what is wrong with JSON that could not be decoded. Root is the
// name of the member that was decoded, "" for the whole content.
func describe(root string, err error) string {
	if s, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return fmt.Sprintf("the content is not JSON: %v after byte %d", s.Err, s.ByteOffset)
	}
	s, ok := errors.AsType[*json.SemanticError](err)
	if !ok {
		return fmt.Sprintf("the content cannot be read: %v", err)
	}
	at := memberName(root, s.JSONPointer)
	switch {
	case errors.Is(s.Err, json.ErrUnknownName):
		return at + " is not known"
	case errors.Is(s.Err, errNotNumber):
		return fmt.Sprintf("%s %v", at, errNotNumber)
	}
	return fmt.Sprintf("%s must not be of type %s", at, typeName(s.JSONKind))
}

func typeName(k jsontext.Kind) string {
	switch k {
	case '{':
		return "object"
	case '[':
		return "array"
	case 't', 'f':
		return "boolean"
	}
	return k.String()
}

// memberName writes a pointer into root as Amazon's documentation writes the
// members of a request: Actions[0].Type.
func memberName(root string, pointer jsontext.Pointer) string {
	var b strings.Builder
	b.WriteString(root)
	for name := range pointer.Tokens() {
		switch _, err := strconv.Atoi(name); {
		case err == nil:
			b.WriteString("[" + name + "]")
		case b.Len() > 0:
			b.WriteString("." + name)
		default:
			b.WriteString(name)
		}
	}
	if b.Len() == 0 {
		return "the content"
	}
	return b.String()
}

// banned reports whether an identifier has a character or is a word that the
// flow language keeps for itself.
func banned(id string) bool {
	switch id {
	case "__proto__", "constructor", "__defineGetter__", "__defineSetter__",
		"toString", "toLocaleString", "valueOf",
		"hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable":
		return true
	}
	return strings.ContainsAny(id, `%:(\/)=$,;[]{}`)
}
