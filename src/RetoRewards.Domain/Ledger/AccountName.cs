using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Participants;
using RetoRewards.Domain.Payouts;

namespace RetoRewards.Domain.Ledger;

/// <summary>The name of a ledger account: exactly one of the strings of DESIGN section 4.</summary>
/// <remarks>Kept as its parts and written out when asked, so that deciding rewards builds no text.</remarks>
public readonly record struct AccountName
{
    private readonly Guid owner;
    private readonly Guid participant;

    private AccountName(AccountKind kind, Guid owner, Guid participant)
    {
        Kind = kind;
        this.owner = owner;
        this.participant = participant;
    }

    /// <summary>Everything outside: <c>world</c>.</summary>
    public static AccountName World => new(AccountKind.World, Guid.Empty, Guid.Empty);

    /// <summary>What kind of account is named.</summary>
    public AccountKind Kind { get; }

    /// <summary>The campaign of the account; none for <c>world</c> and for a batch's account.</summary>
    public CampaignId? Campaign => Kind is >= AccountKind.Budget and <= AccountKind.Settled ? new CampaignId(owner) : null;

    /// <summary>The participant of the account; none for a campaign's own accounts, <c>world</c> and a batch's.</summary>
    public ParticipantId? Participant => Kind is >= AccountKind.Pending and <= AccountKind.Settled ? new ParticipantId(participant) : null;

    /// <summary>The batch of an <c>in-flight</c> account.</summary>
    public PayoutBatchId? Batch => Kind == AccountKind.InFlight ? new PayoutBatchId(owner) : null;

    /// <summary>True where a balance below zero is lawful: <c>world</c> and debts, which in turn are never above it.</summary>
    public bool IsNegativeSide => Kind is AccountKind.World or AccountKind.Debt;

    /// <summary><c>campaign:{id}:budget</c>.</summary>
    public static AccountName Budget(CampaignId campaign) => OfCampaign(AccountKind.Budget, campaign);

    /// <summary><c>campaign:{id}:receivable</c>.</summary>
    public static AccountName Receivable(CampaignId campaign) => OfCampaign(AccountKind.Receivable, campaign);

    /// <summary><c>campaign:{id}:unidentified</c>.</summary>
    public static AccountName Unidentified(CampaignId campaign) => OfCampaign(AccountKind.Unidentified, campaign);

    /// <summary><c>campaign:{id}:participant:{id}:pending</c>.</summary>
    public static AccountName Pending(CampaignId campaign, ParticipantId who) => OfParticipant(AccountKind.Pending, campaign, who);

    /// <summary><c>campaign:{id}:participant:{id}:payable</c>.</summary>
    public static AccountName Payable(CampaignId campaign, ParticipantId who) => OfParticipant(AccountKind.Payable, campaign, who);

    /// <summary><c>campaign:{id}:participant:{id}:paid</c>.</summary>
    public static AccountName Paid(CampaignId campaign, ParticipantId who) => OfParticipant(AccountKind.Paid, campaign, who);

    /// <summary><c>campaign:{id}:participant:{id}:debt</c>.</summary>
    public static AccountName Debt(CampaignId campaign, ParticipantId who) => OfParticipant(AccountKind.Debt, campaign, who);

    /// <summary><c>campaign:{id}:participant:{id}:settled</c>.</summary>
    public static AccountName Settled(CampaignId campaign, ParticipantId who) => OfParticipant(AccountKind.Settled, campaign, who);

    /// <summary><c>batch:{id}:in-flight</c>.</summary>
    public static AccountName InFlight(PayoutBatchId batch) => new(AccountKind.InFlight, Required(batch.Value), Guid.Empty);

    /// <summary>Reads exactly what <see cref="ToString"/> writes.</summary>
    /// <param name="text">The name.</param>
    /// <param name="name">The account, or <c>default</c> when the text names none.</param>
    /// <returns>False when the text names no account.</returns>
    public static bool TryParse(string? text, out AccountName name)
    {
        name = Read(text ?? string.Empty);
        return name.Kind != AccountKind.None && name.ToString() == text;
    }

    /// <summary>The name as DESIGN section 4 writes it, ids in lower case with hyphens; <c>none</c> for <c>default</c>.</summary>
    public override string ToString() => Kind switch
    {
        AccountKind.World => "world",
        AccountKind.InFlight => $"batch:{owner}:in-flight",
        AccountKind.Budget or AccountKind.Receivable or AccountKind.Unidentified => $"campaign:{owner}:{Suffix(Kind)}",
        AccountKind.Pending or AccountKind.Payable or AccountKind.Paid or AccountKind.Debt or AccountKind.Settled =>
            $"campaign:{owner}:participant:{participant}:{Suffix(Kind)}",
        _ => "none",
    };

    private static AccountName OfCampaign(AccountKind kind, CampaignId campaign) => new(kind, Required(campaign.Value), Guid.Empty);

    private static AccountName OfParticipant(AccountKind kind, CampaignId campaign, ParticipantId who) =>
        new(kind, Required(campaign.Value), Required(who.Value));

    private static Guid Required(Guid value) =>
        value != Guid.Empty ? value : throw new ArgumentException("An account needs the ids of its owners.", nameof(value));

    private static string Suffix(AccountKind kind) => kind switch
    {
        AccountKind.Budget => "budget",
        AccountKind.Receivable => "receivable",
        AccountKind.Unidentified => "unidentified",
        AccountKind.Pending => "pending",
        AccountKind.Payable => "payable",
        AccountKind.Paid => "paid",
        AccountKind.Debt => "debt",
        AccountKind.Settled => "settled",
        _ => throw new InvalidOperationException("This kind has no suffix."),
    };

    private static AccountName Read(string text)
    {
        string[] parts = text.Split(':');
        return parts switch
        {
            ["world"] => World,
            ["batch", string id, "in-flight"] when PayoutBatchId.TryParse(id, out PayoutBatchId batch) => InFlight(batch),
            ["campaign", string id, string last] when CampaignId.TryParse(id, out CampaignId campaign) => last switch
            {
                "budget" => Budget(campaign),
                "receivable" => Receivable(campaign),
                "unidentified" => Unidentified(campaign),
                _ => default,
            },
            ["campaign", string id, "participant", string person, string last]
                when CampaignId.TryParse(id, out CampaignId campaign) && ParticipantId.TryParse(person, out ParticipantId who) => last switch
                {
                    "pending" => Pending(campaign, who),
                    "payable" => Payable(campaign, who),
                    "paid" => Paid(campaign, who),
                    "debt" => Debt(campaign, who),
                    "settled" => Settled(campaign, who),
                    _ => default,
                },
            _ => default,
        };
    }
}
