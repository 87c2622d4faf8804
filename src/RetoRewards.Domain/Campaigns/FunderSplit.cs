using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Campaigns;

/// <summary>How several partners share the rewards of a joint campaign: each funds a campaign of its own on chain (T9).</summary>
public sealed class FunderSplit
{
    /// <summary>The most funders.</summary>
    public const int MaxFunders = 10;

    private readonly (CampaignId Campaign, BasisPoints Share)[] funders;

    /// <summary>Agrees shares.</summary>
    /// <param name="funders">2 to 10 campaigns with their shares above zero, which add up to the whole. The first one takes remainders.</param>
    /// <param name="whenDry">What happens when one of them cannot pay its part.</param>
    /// <exception cref="ArgumentException">The shares do not add up, a campaign stands twice, or their number is out of range.</exception>
    public FunderSplit(IEnumerable<(CampaignId Campaign, BasisPoints Share)> funders, DryFunder whenDry)
    {
        this.funders = [.. funders];
        bool sound = this.funders.Length is >= 2 and <= MaxFunders
            && this.funders.Sum(funder => funder.Share.Value) == BasisPoints.Whole
            && this.funders.All(funder => funder.Share.Value > 0 && !funder.Campaign.IsEmpty)
            && this.funders.DistinctBy(funder => funder.Campaign).Count() == this.funders.Length;
        if (!sound)
        {
            throw new ArgumentException($"2 to {MaxFunders} distinct campaigns share the whole.", nameof(funders));
        }

        WhenDry = whenDry;
    }

    /// <summary>What happens when one of them cannot pay its part.</summary>
    public DryFunder WhenDry { get; }

    /// <summary>The campaigns with their shares, in the agreed order.</summary>
    public IReadOnlyList<(CampaignId Campaign, BasisPoints Share)> Funders => funders;

    /// <summary>Splits an amount by the shares: each part rounded down, the remainder with the first funder, so that no base unit is lost.</summary>
    /// <returns>A part for each funder, in the agreed order.</returns>
    public IReadOnlyList<TokenAmount> Parts(TokenAmount amount) => Parts(amount, [.. funders.Select(funder => funder.Share.Value)]);

    /// <summary>Splits the rewards of a sale over funders of which some may be dry.</summary>
    /// <param name="amounts">The amount of each reward.</param>
    /// <param name="availableOf">What a campaign's budget holds.</param>
    /// <returns>For each funder, in the agreed order, its part of each reward; null when the sale cannot be rewarded.</returns>
    public IReadOnlyList<IReadOnlyList<TokenAmount>>? Share(
        IReadOnlyList<TokenAmount> amounts, Func<CampaignId, TokenAmount> availableOf)
    {
        int[] shares = [.. funders.Select(funder => funder.Share.Value)];

        // Each turn takes at least one funder out, so there are at most as many turns as funders.
        while (shares.Any(share => share > 0))
        {
            TokenAmount[][] byReward = [.. amounts.Select(amount => Parts(amount, shares))];
            int[] dry = [.. Enumerable.Range(0, funders.Length).Where(index =>
                Sum(byReward, index) > availableOf(funders[index].Campaign).BaseUnits)];
            if (dry.Length == 0)
            {
                return [.. Enumerable.Range(0, funders.Length).Select(index => byReward.Select(parts => parts[index]).ToArray())];
            }

            if (WhenDry == DryFunder.RefuseSale)
            {
                return null;
            }

            foreach (int index in dry)
            {
                shares[index] = 0;
            }
        }

        return null;
    }

    private static UInt128 Sum(TokenAmount[][] byReward, int funder) =>
        byReward.Aggregate(UInt128.Zero, (sum, parts) => sum + parts[funder].BaseUnits);

    private static TokenAmount[] Parts(TokenAmount amount, int[] shares)
    {
        UInt128 whole = (UInt128)shares.Sum();
        TokenAmount[] parts = [.. shares.Select(share => amount.MultiplyDown((UInt128)share, whole))];
        int first = Array.FindIndex(shares, share => share > 0);
        TokenAmount given = parts.Aggregate(TokenAmount.Zero, (sum, part) => sum + part);
        parts[first] += amount - given;
        return parts;
    }
}
