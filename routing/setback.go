package routing

import (
	"reflect"

	"github.com/strowger/strowger"
)

// setBack gives the instance an earlier time. What goes on keeps its distances:
// who has waited for a minute still has, and what is due in a minute still is.
// What was configured later than that has been configured now.
func (e *Engine) setBack(ev *strowger.TimeSetBack) {
	s := e.Snapshot()
	earlier := func(t strowger.Time) strowger.Time { return max(1, t-strowger.Time(ev.Milliseconds)) }
	moved := mapTimes(*s, func(t strowger.Time) strowger.Time { return min(t, ev.At) })
	moved.Agents = mapTimes(s.Agents, earlier)
	moved.Contacts = mapTimes(s.Contacts, earlier)
	moved.Tokens = mapTimes(s.Tokens, earlier)
	moved.Links = mapTimes(s.Links, earlier)
	r := Restore(&moved)
	e.config, e.live = r.config, r.live
}

// mapTimes returns a copy of a value in which every time that is set is another.
// The copy shares no memory with it that holds a time.
func mapTimes[T any](v T, f func(strowger.Time) strowger.Time) T {
	return mapped(reflect.ValueOf(&v).Elem(), f).Interface().(T)
}

var timeType = reflect.TypeFor[strowger.Time]()

func mapped(v reflect.Value, f func(strowger.Time) strowger.Time) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.Int64:
		if v.Type() == timeType && v.Int() != 0 {
			out.SetInt(int64(f(strowger.Time(v.Int()))))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(mapped(v.Elem(), f))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			out.Field(i).Set(mapped(v.Field(i), f))
		}
	case reflect.Array:
		for i := range v.Len() {
			out.Index(i).Set(mapped(v.Index(i), f))
		}
	case reflect.Slice:
		if !v.IsNil() && v.Type().Elem().Kind() != reflect.Uint8 {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				out.Index(i).Set(mapped(v.Index(i), f))
			}
		}
	case reflect.Map:
		if !v.IsNil() {
			out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
			for key, value := range v.Seq2() {
				out.SetMapIndex(key, mapped(value, f))
			}
		}
	}
	return out
}
