// Package strowger holds the nouns of the contact centre.
package strowger
