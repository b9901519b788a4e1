package connect_test

import (
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"
)

func TestSecurityProfile(t *testing.T) {
	o := newOffice(t)
	list, err := o.Client.ListSecurityProfiles(o.ctx, &sdk.ListSecurityProfilesInput{InstanceId: o.id})
	must(t, err)
	names := make(map[string]types.SecurityProfileSummary)
	for _, p := range list.SecurityProfileSummaryList {
		names[*p.Name] = p
	}
	if len(names) != 4 {
		t.Errorf("there are %d security profiles", len(names))
	}
	same(t, "summary", names["Agent"], types.SecurityProfileSummary{
		Id: &o.AgentProfileID, Arn: o.arn("security-profile", o.AgentProfileID), Name: new("Agent"),
		LastModifiedTime: o.now(), LastModifiedRegion: region,
	})

	paged := 0
	pages := sdk.NewListSecurityProfilesPaginator(o.Client, &sdk.ListSecurityProfilesInput{InstanceId: o.id, MaxResults: new(int32(1))})
	for pages.HasMorePages() {
		page, err := pages.NextPage(o.ctx)
		must(t, err)
		for _, p := range page.SecurityProfileSummaryList {
			same(t, "paged", p, list.SecurityProfileSummaryList[paged])
			paged++
		}
	}
	same(t, "pages", paged, len(names))

	for _, id := range []*string{&o.AgentProfileID, o.arn("security-profile", o.AgentProfileID)} {
		out, err := o.Client.DescribeSecurityProfile(o.ctx, &sdk.DescribeSecurityProfileInput{InstanceId: o.id, SecurityProfileId: id})
		must(t, err)
		same(t, "described", out.SecurityProfile, &types.SecurityProfile{
			Id: &o.AgentProfileID, Arn: o.arn("security-profile", o.AgentProfileID),
			OrganizationResourceId: o.id, SecurityProfileName: new("Agent"), Description: new("Handles contacts."),
			LastModifiedTime: o.now(), LastModifiedRegion: region,
		})
	}
	_, err = o.Client.DescribeSecurityProfile(o.ctx, &sdk.DescribeSecurityProfileInput{InstanceId: o.id, SecurityProfileId: new(missing)})
	exception[*types.ResourceNotFoundException](t, err, "SecurityProfileId")
}
