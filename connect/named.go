package connect

import (
	"reflect"
	"strings"

	"github.com/strowger/strowger"
)

// NamedInstance returns the instance that the input of an operation names: by
// its InstanceId, or else by the ResourceArn of something in the instance. It
// returns "" for an input that names none, such as that of ListInstances.
func (n Names) NamedInstance(in any) strowger.InstanceID {
	if id := textMember(in, "InstanceId"); id != "" {
		return strowger.InstanceID(n.ID(id))
	}
	_, path, _ := strings.Cut(textMember(in, "ResourceArn"), ":instance/")
	id, _, _ := strings.Cut(path, "/")
	return strowger.InstanceID(id)
}

// textMember returns a member of a struct behind a pointer that is a string or
// points to one, "" if there is none.
func textMember(in any, name string) string {
	member := reflect.Indirect(reflect.ValueOf(in)).FieldByName(name)
	if member.IsValid() && member.Kind() == reflect.Pointer {
		member = member.Elem()
	}
	if member.IsValid() && member.Kind() == reflect.String {
		return member.String()
	}
	return ""
}
