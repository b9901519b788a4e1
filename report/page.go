package report

import "encoding/binary"

// This file reads pages of SQLite's file format (https://www.sqlite.org/fileformat2.html)
// as they are, without the tree that leads to them. When one page of a tree is
// damaged, those below it are whole and cannot be reached; their rows have sums, so
// that what is found this way can be trusted.

// pages gives the pages of a file by their numbers, from 1; nil if one cannot be
// read.
type pages func(number uint32) []byte

// The types of the pages that hold rows, kept in the first byte of their header.
const (
	indexInterior = 0x02
	indexLeaf     = 0x0a
	tableLeaf     = 0x0d
)

// headerOf returns the header of a page of a tree. On the first page it follows the
// header of the file.
func headerOf(number uint32) int {
	if number == 1 {
		return 100
	}
	return 0
}

// rows calls fn for the values of every row of a page that can be read: text as
// string, integers as int64, everything else nil. In an index the last value is
// the number of the row it points to. A page of another type has no rows.
func (p pages) rows(number uint32, fn func(rowid int64, values []any)) {
	page := p(number)
	at := headerOf(number)
	if len(page) < at+12 {
		return
	}
	kind, cells := page[at], at+8
	if kind != tableLeaf && kind != indexLeaf && kind != indexInterior {
		return
	}
	if kind == indexInterior {
		cells += 4
	}
	count := int(binary.BigEndian.Uint16(page[at+3:]))
	for i := range count {
		if cells+2*i+2 > len(page) {
			return
		}
		start := int(binary.BigEndian.Uint16(page[cells+2*i:]))
		if rowid, payload, ok := p.cell(page, kind, start); ok {
			if values, ok := record(payload); ok {
				fn(rowid, values)
			}
		}
	}
}

// cell returns the number of the row of a cell, 0 in an index, and its payload.
func (p pages) cell(page []byte, kind byte, start int) (rowid int64, payload []byte, ok bool) {
	if start > len(page) {
		return 0, nil, false
	}
	b := page[start:]
	if kind == indexInterior {
		if len(b) < 4 {
			return 0, nil, false
		}
		b = b[4:]
	}
	size, b, ok := varint(b)
	if !ok || size < 0 || size > payloadMax {
		return 0, nil, false
	}
	if kind == tableLeaf {
		if rowid, b, ok = varint(b); !ok {
			return 0, nil, false
		}
	}
	payload, ok = p.payload(b, size, len(page), kind)
	return rowid, payload, ok
}

// payloadMax is more than any row has, in bytes. A damaged length may be anything.
const payloadMax = 1 << 26

// payload returns a payload of which a part may be on pages of its own.
func (p pages) payload(b []byte, size int64, usable int, kind byte) ([]byte, bool) {
	local := size
	most := int64(usable - 35)
	if kind != tableLeaf {
		most = int64((usable-12)*64/255 - 23)
	}
	if size > most {
		least := int64((usable-12)*32/255 - 23)
		local = least + (size-least)%int64(usable-4)
		if local > most {
			local = least
		}
	}
	if size == local {
		if int64(len(b)) < size {
			return nil, false
		}
		return b[:size], true
	}
	if int64(len(b)) < local+4 {
		return nil, false
	}
	payload := append([]byte(nil), b[:local]...)
	next := binary.BigEndian.Uint32(b[local:])
	for int64(len(payload)) < size {
		page := p(next)
		if len(page) < 5 {
			return nil, false
		}
		next = binary.BigEndian.Uint32(page)
		part := page[4:]
		payload = append(payload, part[:min(int64(len(part)), size-int64(len(payload)))]...)
	}
	return payload, true
}

// record returns the values of a payload.
func record(payload []byte) (values []any, ok bool) {
	size, types, ok := varint(payload)
	if !ok || size < 1 || size > int64(len(payload)) {
		return nil, false
	}
	types = types[:size-int64(len(payload)-len(types))]
	body := payload[size:]
	for len(types) > 0 {
		var serial int64
		if serial, types, ok = varint(types); !ok {
			return nil, false
		}
		n := lengthOf(serial)
		if n < 0 || n > int64(len(body)) {
			return nil, false
		}
		values = append(values, valueOf(serial, body[:n]))
		body = body[n:]
	}
	return values, true
}

// lengthOf returns how many bytes a value of a type takes, -1 for no type.
func lengthOf(serial int64) int64 {
	switch {
	case serial < 0 || serial == 10 || serial == 11:
		return -1
	case serial >= 12:
		return (serial - 12) / 2
	}
	return [...]int64{0, 1, 2, 3, 4, 6, 8, 8, 0, 0}[serial]
}

func valueOf(serial int64, b []byte) any {
	switch {
	case serial >= 1 && serial <= 6:
		n := int64(int8(b[0]))
		for _, c := range b[1:] {
			n = n<<8 | int64(c)
		}
		return n
	case serial == 8 || serial == 9:
		return serial - 8
	case serial >= 13 && serial%2 == 1:
		return string(b)
	}
	return nil // NULL; there are no numbers with fractions and no blobs
}

// varint reads a number as SQLite writes it and returns what follows.
func varint(b []byte) (n int64, rest []byte, ok bool) {
	for i, c := range b {
		if i == 8 {
			return n<<8 | int64(c), b[9:], true
		}
		n = n<<7 | int64(c&0x7f)
		if c < 0x80 {
			return n, b[i+1:], true
		}
	}
	return 0, nil, false
}

// free returns the numbers of the pages that hold nothing any more, and perhaps
// old rows.
func (p pages) free() map[uint32]bool {
	free := make(map[uint32]bool)
	first := p(1)
	if len(first) < 100 {
		return free
	}
	for trunk := binary.BigEndian.Uint32(first[32:]); trunk != 0 && !free[trunk]; {
		free[trunk] = true
		page := p(trunk)
		if len(page) < 8 {
			break
		}
		leaves := page[8:]
		for n := min(int(binary.BigEndian.Uint32(page[4:])), len(leaves)/4); n > 0; n-- {
			free[binary.BigEndian.Uint32(leaves)] = true
			leaves = leaves[4:]
		}
		trunk = binary.BigEndian.Uint32(page)
	}
	return free
}
