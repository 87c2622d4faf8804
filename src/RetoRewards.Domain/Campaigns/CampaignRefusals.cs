namespace RetoRewards.Domain.Campaigns;

/// <summary>The stable codes of a campaign's refusals.</summary>
public static class CampaignRefusals
{
    /// <summary>The code of a refusal, in snake case.</summary>
    public static string Code(this CampaignRefusal refusal) => refusal switch
    {
        CampaignRefusal.None => "none",
        CampaignRefusal.IllegalTransition => "campaign_transition_illegal",
        CampaignRefusal.NoTerms => "campaign_terms_missing",
        CampaignRefusal.VersionOutOfOrder => "terms_version_out_of_order",
        CampaignRefusal.Backdated => "terms_backdated",
        CampaignRefusal.TooManyVersions => "terms_versions_exhausted",
        CampaignRefusal.FundersWithoutLead => "terms_funders_without_campaign",
        CampaignRefusal.AlreadyEnded => "campaign_already_ended",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "No such refusal."),
    };
}
