using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Campaigns;
using RetoRewards.Domain.Ledger;
using RetoRewards.Domain.Referrals;
using RetoRewards.Domain.Sales;

namespace RetoRewards.Domain.Rewards;

/// <summary>The working memory of deciding one sale, used again for the next, so that a decision allocates only its result.</summary>
internal sealed class Deliberation(RunningState running, ConversionRates rates)
{
    private readonly long[] bases = new long[SaleCheck.MaxLines];
    private uint seen;
    private AttributionRules? rules;
    private Terms? rulesOf;

    public RunningState Running { get; } = running;

    public List<RewardLine> Lines { get; } = new(16);

    public List<ExplanationStep> Steps { get; } = new(64);

    public List<ParticipantAmount> Amounts { get; } = new(16);

    /// <summary>What this sale has used of limits so far, to be given back when the budget does not hold it.</summary>
    public List<(LimitKey Key, TokenAmount Amount)> Used { get; } = new(16);

    /// <summary>For a joint campaign, each funder's part of each line once the sale is rewarded.</summary>
    public IReadOnlyList<IReadOnlyList<TokenAmount>>? Shares { get; set; }

    public SaleInContext Context { get; private set; } = null!;

    public Capture Capture { get; private set; }

    public Attribution Attribution { get; set; }

    public bool IsNew { get; set; }

    public bool RateMissing { get; private set; }

    /// <summary>Whether levels 2 and 3 ask that the upline be active: as the terms of the sale's moment say, for every payment of it.</summary>
    public bool UplineMustBeActive { get; private set; }

    public long DiscountMinorUnits { get; set; }

    /// <summary>The base of each line, the capture's part of it.</summary>
    public ReadOnlySpan<long> Bases => bases.AsSpan(0, Context.Sale.Lines.Length);

    public long TotalBase { get; private set; }

    /// <summary>What counts of a line, by the terms whose bases were taken last.</summary>
    public RewardBase Parts { get; private set; } = new();

    /// <summary>The rules of attribution of the terms; those of the last sale again where the terms are the same.</summary>
    public AttributionRules RulesFor(Campaign campaign, Terms terms)
    {
        if (rules is null || !ReferenceEquals(rulesOf, terms))
        {
            rules = Rewards.Attribution.RulesOf(campaign, terms);
            rulesOf = terms;
        }

        return rules;
    }

    public void Begin(SaleInContext context, Terms terms)
    {
        Context = context;
        UplineMustBeActive = terms.UplineMustBeActive;
        Capture = context.Capture ?? Capture.Whole(context.Sale.SoldAt);
        Lines.Clear();
        Steps.Clear();
        Used.Clear();
        Shares = null;
        RateMissing = false;
        DiscountMinorUnits = 0;
        seen = 0;
    }

    public void TakeBases(RewardBase parts)
    {
        TotalBase = 0;
        Parts = parts;
        ReadOnlySpan<SaleLine> lines = Context.Sale.Lines;
        for (int index = 0; index < lines.Length; index++)
        {
            bases[index] = Capture.ShareOf(lines[index].BaseMinorUnits(parts));
            TotalBase += bases[index];
        }
    }

    /// <summary>The base of a line, or of all, in the whole sale, whatever part of it the capture paid.</summary>
    public long WholeBase(int line)
    {
        ReadOnlySpan<SaleLine> lines = Context.Sale.Lines;
        if (line >= 0)
        {
            return lines[line].BaseMinorUnits(Parts);
        }

        long total = 0;
        foreach (SaleLine one in lines)
        {
            total += one.BaseMinorUnits(Parts);
        }

        return total;
    }

    public void Add(in ExplanationStep step)
    {
        Steps.Add(step);
        seen |= 1u << (int)step.Kind;
    }

    public bool Saw(StepKind kind) => (seen & (1u << (int)kind)) != 0;

    /// <summary>The rate of a currency; when there is none, the whole sale waits, because no rate is ever guessed.</summary>
    public ConversionRate? RateFor(Currency currency)
    {
        ConversionRate? rate = rates.Find(currency);
        RateMissing |= rate is null;
        return rate;
    }
}
