package restjson

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// depthMax bounds the nesting of a body, so that recursive shapes cannot be
// used to exhaust the stack. No Amazon Connect request comes near it.
const depthMax = 100

// quoteMax bounds what an error message repeats of the request, in bytes.
const quoteMax = 64

// Decode reads a JSON body into in, a pointer to a struct. An empty body counts
// as {}. Unknown members are ignored. A member that is null counts as absent; null
// in a list or a map is the zero value. The error is an [*Error] with code
// SerializationException that names the member at fault.
func Decode(body []byte, in any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	if depth(body) > depthMax {
		return serializationError("the body is nested deeper than %d levels", depthMax)
	}
	err := json.Unmarshal(body, in)
	if err == nil {
		return nil
	}
	return &Error{
		Code: codeSerialization, Status: 400, Message: describe(err), Err: err,
	}
}

// depth returns how deep objects and lists are nested in a JSON text. Of text
// that is not JSON it returns at least the depth of the valid part.
func depth(body []byte) int {
	deepest, level, inString := 0, 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			level++
			deepest = max(deepest, level)
		case c == '}' || c == ']':
			level--
		}
	}
	return deepest
}

// describe tells in one sentence why a body could not be decoded.
func describe(err error) string {
	var semantic *json.SemanticError
	if errors.As(err, &semantic) {
		return member(semantic.JSONPointer) + mismatch(semantic)
	}
	var syntactic *jsontext.SyntacticError
	if !errors.As(err, &syntactic) {
		return "the body cannot be decoded"
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return member(syntactic.JSONPointer) + "the member occurs twice"
	}
	return fmt.Sprintf("%sthe body is not valid JSON at byte %d: %v",
		member(syntactic.JSONPointer), syntactic.ByteOffset, syntactic.Err)
}

// mismatch tells what was expected and what came instead.
func mismatch(err *json.SemanticError) string {
	got := kindName(err.JSONKind)
	if v := err.JSONValue; v.Kind() == '0' {
		got = clip(string(v))
	}
	text := "expected " + typeName(err.GoType) + ", got " + got
	if errors.Is(err, strconv.ErrRange) || errors.Is(err, errEpochRange) {
		text += ", which is out of range"
	}
	return text
}

// member renders a JSON pointer the way people write paths, followed by a colon:
// /Steps/0/Expiry becomes "Steps[0].Expiry: ". The root has no name.
func member(p jsontext.Pointer) string {
	var b strings.Builder
	for token := range p.Tokens() {
		if _, err := strconv.ParseUint(token, 10, 32); err == nil && b.Len() > 0 {
			b.WriteString("[" + token + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(clip(token))
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	return b.String()
}

func kindName(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 't', 'f':
		return "boolean"
	case '"':
		return "string"
	case '0':
		return "number"
	case '[':
		return "list"
	case '{':
		return "object"
	default:
		return "something else"
	}
}

func typeName(t reflect.Type) string {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil {
		return "another value"
	}
	if t == reflect.TypeFor[Epoch]() {
		return "a number of epoch seconds"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "a boolean"
	case reflect.String:
		return "a string"
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "an integer"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list"
	default:
		return "an object"
	}
}

// clip shortens text that is repeated in a message.
func clip(s string) string {
	if len(s) <= quoteMax {
		return s
	}
	return strings.ToValidUTF8(s[:quoteMax], "") + "…"
}
