package connect_test

import (
	"net/http"
	"strings"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

func stringList(values ...string) *types.PredefinedAttributeValuesMemberStringList {
	return &types.PredefinedAttributeValuesMemberStringList{Value: values}
}

func (o *office) attribute(name string) *types.PredefinedAttribute {
	o.Helper()
	out, err := o.Client.DescribePredefinedAttribute(o.ctx, &sdk.DescribePredefinedAttributeInput{InstanceId: o.id, Name: &name})
	must(o.T, err)
	return out.PredefinedAttribute
}

func TestPredefinedAttribute(t *testing.T) {
	o := newOffice(t)
	o.advance(60)
	name := "Größe / 100 ?"
	_, err := o.Client.CreatePredefinedAttribute(o.ctx, &sdk.CreatePredefinedAttributeInput{
		InstanceId: o.id, Name: &name, Values: stringList("S", "M"), Purposes: []string{"Sorting"},
		AttributeConfiguration: &types.InputPredefinedAttributeConfiguration{EnableValueValidationOnAssociation: true},
	})
	must(t, err)
	want := &types.PredefinedAttribute{
		Name: &name, Values: stringList("S", "M"), Purposes: []string{"Sorting"},
		AttributeConfiguration: &types.PredefinedAttributeConfiguration{EnableValueValidationOnAssociation: true},
		LastModifiedTime:       o.now(), LastModifiedRegion: region,
	}
	same(t, "created", o.attribute(name), want)

	o.advance(1)
	_, err = o.Client.UpdatePredefinedAttribute(o.ctx, &sdk.UpdatePredefinedAttributeInput{
		InstanceId: o.id, Name: &name, Values: stringList("L"), Purposes: []string{},
	})
	must(t, err)
	want.Values, want.Purposes, want.LastModifiedTime = stringList("L"), []string{}, o.now()
	same(t, "updated", o.attribute(name), want)
	a := o.call(http.MethodPost, "/predefined-attributes/{I}/Gr%C3%B6%C3%9Fe%20%2F%20100%20%3F", `{"AttributeConfiguration":{"EnableValueValidationOnAssociation":false}}`)
	same(t, a.Body, a.Status, http.StatusOK)
	want.AttributeConfiguration.EnableValueValidationOnAssociation = false
	same(t, "not enforced", o.attribute(name), want)

	_, err = o.Client.DeletePredefinedAttribute(o.ctx, &sdk.DeletePredefinedAttributeInput{InstanceId: o.id, Name: &name})
	must(t, err)
	_, err = o.Client.DescribePredefinedAttribute(o.ctx, &sdk.DescribePredefinedAttributeInput{InstanceId: o.id, Name: &name})
	exception[*types.ResourceNotFoundException](t, err, "Name")

	// Neither values nor anything else is required.
	_, err = o.Client.CreatePredefinedAttribute(o.ctx, &sdk.CreatePredefinedAttributeInput{InstanceId: o.id, Name: new("Bare")})
	must(t, err)
	same(t, "bare", o.attribute("Bare"), &types.PredefinedAttribute{
		Name: new("Bare"), AttributeConfiguration: &types.PredefinedAttributeConfiguration{},
		LastModifiedTime: o.now(), LastModifiedRegion: region,
	})
	list, err := o.Client.ListPredefinedAttributes(o.ctx, &sdk.ListPredefinedAttributesInput{InstanceId: o.id})
	must(t, err)
	same(t, "listed", list.PredefinedAttributeSummaryList[0], types.PredefinedAttributeSummary{
		Name: new("Bare"), LastModifiedTime: o.now(), LastModifiedRegion: region,
	})
}

// The system's own attributes are there, and only some of them can be changed.
func TestSystemAttribute(t *testing.T) {
	o := newOffice(t)
	if !o.attribute("connect:Subtype").AttributeConfiguration.IsReadOnly {
		t.Error("connect:Subtype can be changed")
	}
	update := func(name string) error {
		_, err := o.Client.UpdatePredefinedAttribute(o.ctx, &sdk.UpdatePredefinedAttributeInput{InstanceId: o.id, Name: &name, Values: stringList("Claims")})
		return err
	}
	exception[*types.InvalidParameterException](t, update("connect:Subtype"), "Name")
	exception[*types.InvalidParameterException](t, update("connect:Language"), "Values.StringList must keep connect:Arabic")
	must(t, update("connect:WorkloadType"))
	same(t, "workload types", o.attribute("connect:WorkloadType").Values, types.PredefinedAttributeValues(stringList("Claims")))
	language := o.attribute("connect:Language").Values.(*types.PredefinedAttributeValuesMemberStringList).Value
	more := stringList(append([]string{"Welsh"}, language...)...)
	_, err := o.Client.UpdatePredefinedAttribute(o.ctx, &sdk.UpdatePredefinedAttributeInput{InstanceId: o.id, Name: new("connect:Language"), Values: more})
	must(t, err)
	same(t, "languages", o.attribute("connect:Language").Values, types.PredefinedAttributeValues(more))
	_, err = o.Client.UpdatePredefinedAttribute(o.ctx, &sdk.UpdatePredefinedAttributeInput{
		InstanceId: o.id, Name: new("connect:Language"), Values: stringList(append([]string{"connect:Welsh"}, language...)...),
	})
	exception[*types.InvalidParameterException](t, err, "Values.StringList[0] must not begin with")
	for _, name := range []string{"connect:Language", "connect:Subtype", "connect:WorkloadType"} {
		_, err := o.Client.DeletePredefinedAttribute(o.ctx, &sdk.DeletePredefinedAttributeInput{InstanceId: o.id, Name: &name})
		exception[*types.InvalidParameterException](t, err, "Name")
	}
}

// A contact keeps only predefined values of an attribute that enforces them.
func TestValuesAreEnforced(t *testing.T) {
	h := newHouse(t)
	_, err := h.Client.CreatePredefinedAttribute(t.Context(), &sdk.CreatePredefinedAttributeInput{
		InstanceId: &h.InstanceID, Name: new("Unit"), Values: stringList("Sales"),
		AttributeConfiguration: &types.InputPredefinedAttributeConfiguration{EnableValueValidationOnAssociation: true},
	})
	must(t, err)
	with := func(v types.SegmentAttributeValue) func(*sdk.StartTaskContactInput) {
		return func(in *sdk.StartTaskContactInput) {
			in.SegmentAttributes = map[string]types.SegmentAttributeValue{"Unit": v, "Other": {ValueString: new("anything")}}
		}
	}
	id := h.task(with(types.SegmentAttributeValue{ValueString: new("Sales")}))
	_, err = h.Client.UpdateContact(t.Context(), &sdk.UpdateContactInput{
		InstanceId: &h.InstanceID, ContactId: id, SegmentAttributes: map[string]types.SegmentAttributeValue{"Unit": {ValueString: new("Claims")}},
	})
	exception[*types.InvalidParameterException](t, err, "SegmentAttributes.Unit.ValueString")
	_, err = h.Client.CreateContact(t.Context(), &sdk.CreateContactInput{
		InstanceId: &h.InstanceID, Channel: types.ChannelTask, InitiationMethod: types.ContactInitiationMethodApi,
		SegmentAttributes: map[string]types.SegmentAttributeValue{"Unit": {ValueString: new("Claims")}},
	})
	exception[*types.InvalidParameterException](t, err, "SegmentAttributes.Unit.ValueString")
	for _, v := range []types.SegmentAttributeValue{{ValueString: new("sales")}, {ValueInteger: new(int32(1))}} {
		_, err := h.startTask(with(v))
		exception[*types.InvalidParameterException](t, err, "SegmentAttributes.Unit.ValueString")
	}
	answer := h.Call(t, "POST", "/predefined-attributes/"+h.InstanceID+"/Unit", `{"AttributeConfiguration":{"EnableValueValidationOnAssociation":false}}`)
	same(t, answer.Body, answer.Status, http.StatusOK)
	h.task(with(types.SegmentAttributeValue{ValueString: new("sales")}))
}

func TestPredefinedAttributeRefusals(t *testing.T) {
	o := newOffice(t)
	o.newAttribute("Product", "Car")
	create := func(change func(*sdk.CreatePredefinedAttributeInput)) error {
		in := &sdk.CreatePredefinedAttributeInput{InstanceId: o.id, Name: new("Colour"), Values: stringList("red")}
		change(in)
		_, err := o.Client.CreatePredefinedAttribute(o.ctx, in)
		return err
	}
	for names, change := range map[string]func(*sdk.CreatePredefinedAttributeInput){
		"Name must not begin with aws:":           func(in *sdk.CreatePredefinedAttributeInput) { in.Name = new("Connect:X") },
		"Name must have at most 100":              func(in *sdk.CreatePredefinedAttributeInput) { in.Name = new(strings.Repeat("x", 101)) },
		"Values.StringList must have at most 500": func(in *sdk.CreatePredefinedAttributeInput) { in.Values = stringList(make([]string, 501)...) },
		"Values.StringList[1] must have at least 1": func(in *sdk.CreatePredefinedAttributeInput) {
			in.Values = stringList("a", "")
		},
		"Name must match": func(in *sdk.CreatePredefinedAttributeInput) { in.Name = new("100%") },
		"Values.StringList[0] must not begin with aws:": func(in *sdk.CreatePredefinedAttributeInput) { in.Values = stringList("connect:French") },
		"Values.StringList[1] must match":               func(in *sdk.CreatePredefinedAttributeInput) { in.Values = stringList("a", "{b}") },
		"Values.StringList[2] must not be there twice":  func(in *sdk.CreatePredefinedAttributeInput) { in.Values = stringList("a", "b", "a") },
		"Purposes[0] must have at least 1":              func(in *sdk.CreatePredefinedAttributeInput) { in.Purposes = []string{""} },
		"Purposes must have at most 10":                 func(in *sdk.CreatePredefinedAttributeInput) { in.Purposes = make([]string, 11) },
	} {
		exception[*types.InvalidParameterException](t, create(change), names)
	}
	exception[*types.DuplicateResourceException](t, create(func(in *sdk.CreatePredefinedAttributeInput) { in.Name = new("pRODUCT") }), "Name")
	_, err := o.Client.UpdatePredefinedAttribute(o.ctx, &sdk.UpdatePredefinedAttributeInput{InstanceId: o.id, Name: new("Nothing")})
	exception[*types.ResourceNotFoundException](t, err, "Name")
	_, err = o.Client.DeletePredefinedAttribute(o.ctx, &sdk.DeletePredefinedAttributeInput{InstanceId: o.id, Name: new("Nothing")})
	exception[*types.ResourceNotFoundException](t, err, "Name")
	o.call(http.MethodPut, "/predefined-attributes/{I}", `{"Name":"U","Values":{}}`).refused(t, "empty union", "InvalidParameterException", "Values must have exactly one of StringList")
}
