package strowger

// AnalyticsDataAssociation shares an analytics data set of the instance with an
// AWS account. Strowger has no data lake: associations are kept for those who ask.
type AnalyticsDataAssociation struct {
	DataSetID       string
	TargetAccountID string
	ResourceShareID string
}

// AnalyticsDataAssociationID tells associations apart: a data set is shared once
// with an account.
type AnalyticsDataAssociationID string

// ID returns the identifier of the association.
func (a *AnalyticsDataAssociation) ID() AnalyticsDataAssociationID {
	return AnalyticsDataAssociationID(a.DataSetID + "/" + a.TargetAccountID)
}
