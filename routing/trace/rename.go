package trace

import (
	"reflect"
	"strings"

	"github.com/strowger/strowger"
)

// Renamed returns a copy of a command or an event, or of a list of them, that
// shares nothing with it and in which each identifier has another name.
func Renamed[T any](v T, name func(id string) string) T {
	out := reflect.New(reflect.TypeFor[T]()).Elem()
	renameInto(out, reflect.ValueOf(&v).Elem(), name)
	return out.Interface().(T)
}

// renameInto copies a value.
func renameInto(out, v reflect.Value, name func(string) string) {
	out.Set(v)
	switch v.Kind() {
	case reflect.String:
		if isID(v.Type()) && v.Len() > 0 {
			out.SetString(name(v.String()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			renameInto(out.Field(i), v.Field(i), name)
		}
		if r, ok := v.Interface().(strowger.Resource); ok && r.ID != "" {
			out.FieldByName("ID").SetString(name(r.ID)) // it is of one of many kinds
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			renameInto(out.Index(i), v.Index(i), name)
		}
	case reflect.Map:
		if v.IsNil() {
			return
		}
		out.Set(reflect.MakeMap(v.Type()))
		for key, value := range v.Seq2() {
			out.SetMapIndex(renamedValue(key, name), renamedValue(value, name))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			renameInto(out.Elem(), v.Elem(), name)
		}
	case reflect.Interface:
		if !v.IsNil() {
			out.Set(renamedValue(v.Elem(), name))
		}
	}
}

func renamedValue(v reflect.Value, name func(string) string) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	renameInto(out, v, name)
	return out
}

// isID reports whether a type is one of the identifiers of the project.
func isID(t reflect.Type) bool { return t.PkgPath() != "" && strings.HasSuffix(t.Name(), "ID") }
