package connect_test

import (
	"fmt"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

// associations lists what is associated, each as data set@account.
func (o *office) associations(dataSet *string) (list []string) {
	o.Helper()
	out, err := o.Client.ListAnalyticsDataAssociations(o.ctx, &sdk.ListAnalyticsDataAssociationsInput{InstanceId: o.id, DataSetId: dataSet, MaxResults: new(int32(1000))})
	must(o.T, err)
	for _, a := range out.Results {
		list = append(list, *a.DataSetId+"@"+*a.TargetAccountId)
		if *a.ResourceShareStatus != "ACTIVE" || *a.ResourceShareArn != "arn:aws:ram:eu-west-2:123456789012:resource-share/"+*a.ResourceShareId {
			o.Errorf("the share of %s is %s, %s", *a.DataSetId, *a.ResourceShareArn, *a.ResourceShareStatus)
		}
	}
	return list
}

func TestAnalyticsDataSets(t *testing.T) {
	o := newOffice(t)
	associate := func(set string, account *string) (*sdk.AssociateAnalyticsDataSetOutput, error) {
		return o.Client.AssociateAnalyticsDataSet(o.ctx, &sdk.AssociateAnalyticsDataSetInput{InstanceId: o.id, DataSetId: &set, TargetAccountId: account})
	}
	disassociate := func(set string, account *string) error {
		_, err := o.Client.DisassociateAnalyticsDataSet(o.ctx, &sdk.DisassociateAnalyticsDataSetInput{InstanceId: o.id, DataSetId: &set, TargetAccountId: account})
		return err
	}
	other := new("111122223333")
	out, err := associate("contact_record", nil)
	must(t, err)
	same(t, "the account", out.TargetAccountId, new("123456789012"))
	if out.ResourceShareId == nil || out.ResourceShareArn == nil || *out.DataSetId != "contact_record" {
		t.Errorf("associated: %+v", out)
	}
	_, err = associate("contact_record", nil)
	exception[*types.InvalidParameterException](t, err, "contact_record")
	_, err = associate("contact_record", other)
	must(t, err)
	_, err = associate("users", new("12"))
	exception[*types.InvalidParameterException](t, err, "TargetAccountId")

	batch, err := o.Client.BatchAssociateAnalyticsDataSet(o.ctx, &sdk.BatchAssociateAnalyticsDataSetInput{
		InstanceId: o.id, DataSetIds: []string{"users", "contact_record", "users", "queues"},
	})
	must(t, err)
	same(t, "created", fmt.Sprint(*batch.Created[0].DataSetId, " ", *batch.Created[1].DataSetId, " ", len(batch.Created), " ", len(batch.Errors)), "users queues 2 2")
	same(t, "the code", batch.Errors[0].ErrorCode, new("InvalidParameterException"))
	same(t, "all", o.associations(nil), []string{
		"contact_record@111122223333", "contact_record@123456789012", "queues@123456789012", "users@123456789012"})
	same(t, "of one data set", o.associations(new("users")), []string{"users@123456789012"})

	must(t, disassociate("contact_record", nil))
	err = disassociate("contact_record", nil)
	exception[*types.ResourceNotFoundException](t, err, "contact_record")
	gone, err := o.Client.BatchDisassociateAnalyticsDataSet(o.ctx, &sdk.BatchDisassociateAnalyticsDataSetInput{
		InstanceId: o.id, DataSetIds: []string{"users", "none", "users"},
	})
	must(t, err)
	same(t, "deleted", gone.Deleted, []string{"users"})
	same(t, "not deleted", len(gone.Errors), 2)
	same(t, "what is left", o.associations(nil), []string{"contact_record@111122223333", "queues@123456789012"})
}

// TestAnalyticsDataSetsAreBounded: what would be too many is refused as a whole.
func TestAnalyticsDataSetsAreBounded(t *testing.T) {
	o := newOffice(t)
	var sets []string
	for i := range 1000 {
		sets = append(sets, fmt.Sprint("set-", i))
	}
	associate := func(sets ...string) error {
		_, err := o.Client.BatchAssociateAnalyticsDataSet(o.ctx, &sdk.BatchAssociateAnalyticsDataSetInput{InstanceId: o.id, DataSetIds: sets})
		return err
	}
	exception[*types.InvalidParameterException](t, associate(append(sets, "more")...), "DataSetIds")
	must(t, associate(sets...))
	must(t, associate(sets[0]))
	exception[*types.InvalidRequestException](t, associate("more", sets[0]), "1001")
	same(t, "how many there are", len(o.associations(nil)), 1000)
}
