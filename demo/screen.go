package demo

import (
	"context"
	"errors"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
)

// screen is the live summary as a model of bubbletea: it looks, draws, waits and
// looks again.
type screen struct {
	look    func() (*picture, error)
	paint   *paint
	title   title
	picture *picture
	err     error // why there is no more to see
	width   int
	height  int
}

// title is the head of the screen.
type title struct {
	Endpoint string
	Connect  string // the line to type
	Pace     float64
	Seed     uint64
}

type (
	pictureMsg struct {
		picture *picture
		err     error
	}
	lookMsg struct{}
)

// drawScreen draws until ctx ends or the person at the screen quits.
func (c *Config) drawScreen(ctx context.Context, o *observer) error {
	model := &screen{
		look: func() (*picture, error) {
			p, _, err := o.look(ctx)
			return p, err
		},
		paint: newPaint(lipgloss.NewRenderer(c.Out)),
		title: title{"http://" + c.Listener.Addr().String(), c.Connect.Short, c.Pace, c.Seed},
	}
	program := tea.NewProgram(model, tea.WithAltScreen(), tea.WithOutput(c.Out), tea.WithoutSignalHandler())
	defer context.AfterFunc(ctx, program.Quit)()
	_, err := program.Run()
	if ctx.Err() != nil {
		return err
	}
	return errors.Join(err, model.err)
}

// Init implements tea.Model.
func (s *screen) Init() tea.Cmd { return s.takePicture }

func (s *screen) takePicture() tea.Msg {
	p, err := s.look()
	return pictureMsg{p, err}
}

// Update implements tea.Model.
func (s *screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		s.width, s.height = msg.Width, msg.Height
	case tea.KeyMsg:
		switch msg.String() {
		case "q", "Q", "esc", "ctrl+c":
			return s, tea.Quit
		}
	case pictureMsg:
		if s.err = msg.err; s.err != nil {
			return s, tea.Quit
		}
		s.picture = msg.picture
		return s, tea.Tick(lookEvery, func(time.Time) tea.Msg { return lookMsg{} })
	case lookMsg:
		return s, s.takePicture
	}
	return s, nil
}

// View implements tea.Model.
func (s *screen) View() string {
	if s.picture == nil || s.width == 0 {
		return ""
	}
	return s.paint.draw(s.title, s.picture, s.width, s.height)
}
