using RetoRewards.Domain.Campaigns;

namespace RetoRewards.Campaigns;

/// <summary>A campaign's refusals in sentences.</summary>
internal static class CampaignSentences
{
    public static Refusal Refuse(CampaignRefusal refusal) => new(RefusalKind.NotAllowed, refusal.Code(), refusal switch
    {
        CampaignRefusal.IllegalTransition => "The campaign cannot go from its state to that one.",
        CampaignRefusal.NoTerms => "A campaign is launched with terms.",
        CampaignRefusal.VersionOutOfOrder => "Terms are numbered without gaps: the next version is one more than the last.",
        CampaignRefusal.Backdated => "Only the first version may reach back; a later one is in force from now on or from a later moment.",
        CampaignRefusal.TooManyVersions => $"A campaign has at most {Campaign.MaxVersions} versions of terms.",
        CampaignRefusal.FundersWithoutLead => "The campaign whose terms name funders is one of them.",
        CampaignRefusal.AlreadyEnded => "The campaign has ended.",
        _ => "The campaign does not allow this.",
    });
}
