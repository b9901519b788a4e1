package restjson

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Epoch is an instant in milliseconds since 1970 UTC. On the wire it is a JSON
// number of seconds, with up to three decimals.
type Epoch int64

var (
	_ json.MarshalerTo     = Epoch(0)
	_ json.UnmarshalerFrom = (*Epoch)(nil)
)

// The seconds that an Epoch can take from the wire: the years 1 to 9999, the
// span of AWS timestamps.
const (
	minEpochSeconds = -62_135_596_800
	maxEpochSeconds = 253_402_300_799
)

var errEpochRange = errors.New("out of the years 1 to 9999")

// EpochOf returns t as an Epoch, dropping what is finer than a millisecond.
func EpochOf(t time.Time) Epoch { return Epoch(t.UnixMilli()) }

// Time returns the instant as a time.Time in UTC.
func (e Epoch) Time() time.Time { return time.UnixMilli(int64(e)).UTC() }

// MarshalJSONTo writes the instant in seconds: 1700000000 or 1700000000.123.
func (e Epoch) MarshalJSONTo(enc *jsontext.Encoder) error {
	var buf [24]byte
	return enc.WriteValue(e.append(buf[:0]))
}

func (e Epoch) append(b []byte) []byte {
	seconds, millis := int64(e)/1000, int64(e)%1000
	if e < 0 {
		b = append(b, '-')
		seconds, millis = -seconds, -millis
	}
	b = strconv.AppendInt(b, seconds, 10)
	if millis == 0 {
		return b
	}
	b = append(b, '.', byte('0'+millis/100), byte('0'+millis/10%10), byte('0'+millis%10))
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	return b
}

// UnmarshalJSONFrom reads a JSON number of seconds: an integer, a fraction or
// an exponent form, rounded to the millisecond.
func (e *Epoch) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch value.Kind() {
	case 'n':
		*e = 0
		return nil
	case '0':
	default:
		return &json.SemanticError{JSONKind: value.Kind()}
	}
	seconds, err := strconv.ParseFloat(string(value), 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return fmt.Errorf("epoch seconds: %w", err)
	}
	if !(minEpochSeconds <= seconds && seconds <= maxEpochSeconds) {
		return &json.SemanticError{
			JSONKind: '0', JSONValue: value.Clone(), Err: errEpochRange,
		}
	}
	*e = Epoch(math.Round(seconds * 1000))
	return nil
}
