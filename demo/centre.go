package demo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/renameio/v2"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/client"
)

// centre is what the simulated people know of the example instance. It is kept
// in the data directory, since nobody else knows the passwords.
type centre struct {
	InstanceID strowger.InstanceID
	Complete   bool              // the example is made
	Flows      map[string]string `json:",omitempty"` // identifiers by name
	Agents     []account         `json:",omitempty"`
}

// account is how an agent signs in.
type account struct {
	UserID   strowger.UserID
	Username string
	Password string
}

// CentreFile is the file in the data directory that keeps the identifiers of the
// example and the passwords of its agents.
const CentreFile = "demo.json"

// openCentre returns the example of a data directory, which it makes if there is
// none. What was only half made is made anew.
func openCentre(ctx context.Context, api *client.Client, dataDir string) (*centre, error) {
	path := filepath.Join(dataDir, CentreFile)
	old, err := readCentre(path)
	if err != nil {
		return nil, err
	}
	if old != nil && old.Complete {
		err := api.Call(ctx, "GET", []string{"instance", string(old.InstanceID)}, nil, nil)
		if err == nil {
			return old, nil
		}
		if !client.Refused(err, "ResourceNotFoundException") {
			return nil, err
		}
	} else if old != nil {
		err := api.Call(ctx, "DELETE", []string{"instance", string(old.InstanceID)}, nil, nil)
		if err != nil && !client.Refused(err, "ResourceNotFoundException") {
			return nil, err
		}
	}
	return install(ctx, api, func(c *centre) error { return c.write(path) })
}

// readCentre returns what is kept of an example, nil if nothing is.
func readCentre(path string) (*centre, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c := &centre{}
	if err := json.Unmarshal(text, c); err != nil {
		return nil, fmt.Errorf("%s is damaged; delete it, and the instance %s, to begin anew: %w", path, alias, err)
	}
	return c, nil
}

func (c *centre) write(path string) error {
	text, err := json.Marshal(c, json.Deterministic(true), jsontext.WithIndent("  "))
	if err != nil {
		return err
	}
	return renameio.WriteFile(path, append(text, '\n'), 0o600)
}
