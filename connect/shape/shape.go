// Package shape holds the wire shapes of the supported Amazon Connect operations.
package shape

//go:generate go run ./generate -model $STROWGER_MODEL
