namespace RetoRewards.Domain.Campaigns;

/// <summary>A campaign of a partner: its state, its window and its versions of terms.</summary>
/// <remarks>A step that is not lawful returns a refusal and changes nothing.</remarks>
public sealed class Campaign
{
    /// <summary>The most versions of terms that a campaign may have.</summary>
    public const int MaxVersions = 100;

    private readonly List<Terms> versions = [];

    /// <summary>Makes a draft.</summary>
    /// <param name="id">The campaign.</param>
    /// <param name="partner">Who funds it.</param>
    /// <param name="startsAt">The first moment of a sale that may earn.</param>
    /// <param name="endsAt">The first moment of a sale that no longer earns; after the start.</param>
    /// <exception cref="ArgumentException">An id is empty, or the window is.</exception>
    public Campaign(CampaignId id, PartnerId partner, DateTimeOffset startsAt, DateTimeOffset endsAt)
    {
        if (id.IsEmpty || partner.IsEmpty)
        {
            throw new ArgumentException("A campaign needs its id and its partner.", nameof(id));
        }

        if (endsAt <= startsAt)
        {
            throw new ArgumentException("A campaign ends after it starts.", nameof(endsAt));
        }

        Id = id;
        Partner = partner;
        StartsAt = startsAt.ToUniversalTime();
        EndsAt = endsAt.ToUniversalTime();
    }

    /// <summary>The campaign.</summary>
    public CampaignId Id { get; }

    /// <summary>Who funds it.</summary>
    public PartnerId Partner { get; }

    /// <summary>The first moment of a sale that may earn.</summary>
    public DateTimeOffset StartsAt { get; }

    /// <summary>The first moment of a sale that no longer earns.</summary>
    public DateTimeOffset EndsAt { get; private set; }

    /// <summary>Where it stands.</summary>
    public CampaignState State { get; private set; } = CampaignState.Draft;

    /// <summary>Its versions of terms, oldest first.</summary>
    public IReadOnlyList<Terms> Versions => versions;

    /// <summary>Makes a stored campaign again.</summary>
    /// <param name="id">The campaign.</param>
    /// <param name="partner">Who funds it.</param>
    /// <param name="startsAt">The start of its window.</param>
    /// <param name="endsAt">The end of its window.</param>
    /// <param name="state">Its stored state.</param>
    /// <param name="terms">Its versions, oldest first.</param>
    public static Campaign Restore(
        CampaignId id,
        PartnerId partner,
        DateTimeOffset startsAt,
        DateTimeOffset endsAt,
        CampaignState state,
        IEnumerable<Terms> terms)
    {
        Campaign campaign = new(id, partner, startsAt, endsAt) { State = state };
        campaign.versions.AddRange(terms);
        return campaign;
    }

    /// <summary>Appends a version of terms; earlier ones never change.</summary>
    /// <param name="terms">The version, numbered one more than the last.</param>
    /// <param name="publishedAt">The moment of publication. Only the first version may be in force from before it.</param>
    public CampaignRefusal Publish(Terms terms, DateTimeOffset publishedAt)
    {
        if (State is CampaignState.Ended or CampaignState.Closed)
        {
            return CampaignRefusal.AlreadyEnded;
        }

        if (versions.Count == MaxVersions)
        {
            return CampaignRefusal.TooManyVersions;
        }

        if (terms.Version != versions.Count + 1)
        {
            return CampaignRefusal.VersionOutOfOrder;
        }

        if (versions.Count > 0 && (terms.InForceFrom < publishedAt || terms.InForceFrom <= versions[^1].InForceFrom))
        {
            return CampaignRefusal.Backdated;
        }

        if (terms.Funding is { } funding && !funding.Funders.Any(funder => funder.Campaign == Id))
        {
            return CampaignRefusal.FundersWithoutLead;
        }

        versions.Add(terms);
        return CampaignRefusal.None;
    }

    /// <summary>The version in force at the moment of a sale: the last one whose start is not after it.</summary>
    /// <returns>Null when the sale is older than the first version reaches.</returns>
    public Terms? TermsInForce(DateTimeOffset soldAt)
    {
        for (int index = versions.Count - 1; index >= 0; index--)
        {
            if (versions[index].InForceFrom <= soldAt)
            {
                return versions[index];
            }
        }

        return null;
    }

    /// <summary>Whether it pays its part of a joint campaign's rewards for something of this moment: it has been launched, is neither paused
    /// nor closed, and the moment lies in its window. Otherwise it counts as dry.</summary>
    public bool MayFund(DateTimeOffset at) =>
        State is CampaignState.Live or CampaignState.Ended && at >= StartsAt && at < EndsAt;

    /// <summary>Funding has been seen on chain, final.</summary>
    public CampaignRefusal MarkFunded() => Move(CampaignState.Funded, CampaignState.Draft);

    /// <summary>Starts to reward; it needs funds and terms.</summary>
    public CampaignRefusal Launch() =>
        State == CampaignState.Funded && versions.Count == 0 ? CampaignRefusal.NoTerms : Move(CampaignState.Live, CampaignState.Funded);

    /// <summary>Lets sales wait.</summary>
    public CampaignRefusal Pause() => Move(CampaignState.Paused, CampaignState.Live);

    /// <summary>Goes on after a pause.</summary>
    public CampaignRefusal Resume() => Move(CampaignState.Live, CampaignState.Paused);

    /// <summary>Stops sales of later moments; the window's end moves to this moment when it lay after it.</summary>
    public CampaignRefusal End(DateTimeOffset at)
    {
        CampaignRefusal refusal = Move(CampaignState.Ended, CampaignState.Funded, CampaignState.Live, CampaignState.Paused);
        if (refusal == CampaignRefusal.None && at > StartsAt && at < EndsAt)
        {
            EndsAt = at.ToUniversalTime();
        }

        return refusal;
    }

    /// <summary>Is over for good.</summary>
    public CampaignRefusal Close() => Move(CampaignState.Closed, CampaignState.Ended);

    private CampaignRefusal Move(CampaignState to, params ReadOnlySpan<CampaignState> from)
    {
        if (!from.Contains(State))
        {
            return CampaignRefusal.IllegalTransition;
        }

        State = to;
        return CampaignRefusal.None;
    }
}
