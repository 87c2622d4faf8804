namespace RetoRewards.Domain.Ledger;

/// <summary>The kinds of account in the chart of accounts (DESIGN section 4).</summary>
public enum AccountKind
{
    /// <summary>No account: the value of <c>default</c>.</summary>
    None,

    /// <summary>Everything outside; the only source of funds, at or below zero.</summary>
    World,

    /// <summary>What a campaign has to promise from.</summary>
    Budget,

    /// <summary>What participants owe a campaign; the mirror of their debts.</summary>
    Receivable,

    /// <summary>Payments found on chain whose sale is not known.</summary>
    Unidentified,

    /// <summary>A participant's rewards on hold.</summary>
    Pending,

    /// <summary>A participant's rewards that the next batch may take.</summary>
    Payable,

    /// <summary>What a participant was paid on chain, final.</summary>
    Paid,

    /// <summary>What a participant owes after a refund; at or below zero.</summary>
    Debt,

    /// <summary>What a participant was settled by hand, outside the chain.</summary>
    Settled,

    /// <summary>What a batch carries between planning and its end.</summary>
    InFlight,
}
