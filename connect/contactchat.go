package connect

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/strowger/strowger"
	"github.com/strowger/strowger/connect/shape"
	"github.com/strowger/strowger/host"
	"github.com/strowger/strowger/restjson"
)

// The content types of chat messages and how long, in characters, an initial
// message of each may be; 0 for one that cannot be initial (API Reference,
// StartChatContact and ChatMessage).
const plainText = "text/plain"

var contentTypes = map[string]int{
	plainText:          1024,
	"text/markdown":    1024,
	"application/json": 12_000,
	"application/vnd.amazonaws.connect.message.interactive":          0,
	"application/vnd.amazonaws.connect.message.interactive.response": 12_288,
}

// startChatContact starts a chat and gives its customer a token to take part
// with. A client token that is known gives the same answer again.
func (s *Server) startChatContact(ctx context.Context, in *shape.StartChatContactInput) (*shape.StartChatContactOutput, error) {
	i, err := s.instance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	chat, err := s.chat(ctx, in)
	if err != nil {
		return nil, err
	}
	out := &shape.StartChatContactOutput{}
	if in.PersistentChat != nil {
		if err := s.continueChat(ctx, i, &chat, in.PersistentChat); err != nil {
			return nil, err
		}
		out.ContinuedFromContactId = text(chat.RelatedContactID)
	}
	id, err := s.start(ctx, i, chat)
	if err != nil {
		return nil, err
	}
	started := &chat
	if id != chat.ID {
		if started, _, err = s.contact(ctx, i, "ClientToken", id); err != nil {
			return nil, err
		}
	}
	out.ContactId = text(id)
	out.ParticipantId = text(started.Chat.ParticipantID)
	out.ParticipantToken = text(started.Chat.ParticipantToken)
	return out, nil
}

// chat reads the contact that StartChatContact asks for.
func (s *Server) chat(ctx context.Context, in *shape.StartChatContactInput) (chat strowger.Contact, err error) {
	session := &strowger.ChatSession{
		ParticipantID:    uuid.NewString(),
		ParticipantToken: participantToken(),
		DisplayName:      in.ParticipantDetails.DisplayName,
		DurationMinutes:  int(value(in.ChatDurationInMinutes)),
	}
	if m := in.InitialMessage; m != nil {
		session.InitialMessage, session.ContentType = m.Content, m.ContentType
	}
	chat = strowger.Contact{
		ID:               strowger.ContactID(uuid.NewString()),
		RelatedContactID: strowger.ContactID(value(in.RelatedContactId)),
		ClientToken:      ClientToken(ctx, in.ClientToken),
		Channel:          strowger.Chat,
		InitiationMethod: "API",
		FlowID:           strowger.ContactFlowID(in.ContactFlowId),
		CustomerID:       value(in.CustomerId),
		Attributes:       in.Attributes,
		Chat:             session,
	}
	err = check(ctx, func(c *restjson.Checker) {
		checkContentTypes(c, in)
		if in.PersistentChat != nil && in.RelatedContactId != nil {
			c.Violate("RelatedContactId", "cannot be given with PersistentChat")
		}
		if p := in.PersistentChat; p != nil {
			c.Required("PersistentChat.RehydrationType", p.RehydrationType != nil)
			c.Required("PersistentChat.SourceContactId", p.SourceContactId != nil)
		}
		chat.SegmentAttributes = SegmentAttributes(c, strowger.Chat, in.SegmentAttributes)
	})
	return chat, err
}

// participantToken returns a secret of 256 random bits.
func participantToken() string {
	var secret [32]byte
	_, _ = rand.Read(secret[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(secret[:])
}

func checkContentTypes(c *restjson.Checker, in *shape.StartChatContactInput) {
	types := in.SupportedMessagingContentTypes
	for i, t := range types {
		if _, known := contentTypes[t]; !known {
			c.Violate("SupportedMessagingContentTypes", "has an unknown content type at index %d", i)
		}
	}
	if types != nil && !slices.Contains(types, plainText) {
		c.Violate("SupportedMessagingContentTypes", "must contain %s", plainText)
	}
	m := in.InitialMessage
	if m == nil {
		return
	}
	longest := contentTypes[m.ContentType]
	if longest == 0 {
		c.Violate("InitialMessage.ContentType", "must be one of %s", strings.Join(initialTypes(), ", "))
		longest = math.MaxInt
	}
	if n := utf8.RuneCountInString(m.Content); n > longest {
		c.Violate("InitialMessage.Content", "must have at most %d characters in %s, has %d", longest, m.ContentType, n)
	}
}

// initialTypes lists the content types that an initial message may have.
func initialTypes() (list []string) {
	for _, t := range restjson.Keys(contentTypes) {
		if contentTypes[t] > 0 {
			list = append(list, t)
		}
	}
	return list
}

// continueChat makes a chat the continuation of one that has ended. What was
// said in that one is with whoever keeps transcripts, so both types of
// rehydration come to the same here: the new chat is related to the old one.
func (s *Server) continueChat(ctx context.Context, i *host.Instance, chat *strowger.Contact, p *shape.PersistentChat) error {
	const member = "PersistentChat.SourceContactId"
	source, _, err := s.contact(ctx, i, member, strowger.ContactID(*p.SourceContactId))
	switch {
	case err != nil:
		return err
	case source.Channel != strowger.Chat:
		return strowger.Errorf(strowger.InvalidRequest, "%s: the contact %q is a %s, not a chat", member, source.ID, source.Channel)
	case !source.Done():
		return strowger.Errorf(strowger.InvalidRequest, "%s: the chat %q has not ended", member, source.ID)
	}
	chat.RelatedContactID = source.ID
	return nil
}
