package connect

import (
	"cmp"
	"reflect"
	"strings"

	"github.com/strowger/strowger"
)

// NamedInstance returns the instance that the input of an operation names: by
// its InstanceId, or else by the ResourceArn of something in the instance. It
// returns "" for an input that names none, such as that of ListInstances. It reads
// names as the operations do, so that what is allowed is what is done.
func (n Names) NamedInstance(in any) strowger.InstanceID {
	id := textMember(in, "InstanceId")
	if id != "" && !strings.HasPrefix(id, "arn:") {
		return strowger.InstanceID(id)
	}
	arn, _ := strowger.ParseARN(cmp.Or(id, textMember(in, "ResourceArn")))
	return arn.Instance
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
