using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Sales;

/// <summary>A business sale as its last version tells it, already checked at the door.</summary>
public sealed class Sale
{
    /// <summary>Makes a sale. What came from outside passes <see cref="SaleCheck"/> first.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="number">The partner's own number for it, in a name space.</param>
    /// <param name="channel">Where it came from.</param>
    /// <param name="soldAt">Its moment, which chooses the terms.</param>
    /// <param name="currency">Its currency.</param>
    /// <param name="lines">Its lines, 1 to <see cref="SaleCheck.MaxLines"/>, no amount below zero; kept, not copied.</param>
    /// <exception cref="ArgumentException">An id is empty, or the lines are out of their bounds.</exception>
    public Sale(SaleId id, SaleNumber number, ChannelId channel, DateTimeOffset soldAt, Currency currency, SaleLine[] lines)
    {
        if (id.IsEmpty || channel.IsEmpty || lines.Length is 0 or > SaleCheck.MaxLines)
        {
            throw new ArgumentException($"A sale needs its id, its channel and 1 to {SaleCheck.MaxLines} lines.", nameof(lines));
        }

        foreach (SaleLine line in lines)
        {
            if (!line.IsSound)
            {
                throw new ArgumentException("A line has an amount below zero, above the bound, or a discount above its gross.", nameof(lines));
            }
        }

        Id = id;
        Number = number;
        Channel = channel;
        SoldAt = soldAt.ToUniversalTime();
        Currency = currency;
        Lines = lines;
    }

    /// <summary>Which one.</summary>
    public SaleId Id { get; }

    /// <summary>The partner's own number for it.</summary>
    public SaleNumber Number { get; }

    /// <summary>Where it came from.</summary>
    public ChannelId Channel { get; }

    /// <summary>Its moment, in UTC.</summary>
    public DateTimeOffset SoldAt { get; }

    /// <summary>Its currency.</summary>
    public Currency Currency { get; }

    /// <summary>Its lines.</summary>
    public IReadOnlyList<SaleLine> LineList => Lines;

    /// <summary>The place of the sale, a coarse cell; null when not known.</summary>
    public string? Place { get; init; }

    /// <summary>The buyer's commission-earning seller; rewards never change the commission (R21).</summary>
    public ParticipantId? Seller { get; init; }

    internal SaleLine[] Lines { get; }

    /// <summary>What all lines came to, in minor units.</summary>
    public long TotalMinorUnits()
    {
        long total = 0;
        foreach (SaleLine line in Lines)
        {
            total = checked(total + line.TotalMinorUnits);
        }

        return total;
    }
}
