namespace RetoRewards.Domain.Sales;

/// <summary>What an event tells about a sale.</summary>
public enum SaleEventKind
{
    /// <summary>The sale itself, or a later version of it.</summary>
    Sale,

    /// <summary>It was paid, wholly or in part.</summary>
    Payment,

    /// <summary>It was delivered.</summary>
    Delivery,

    /// <summary>The goods came back.</summary>
    Return,

    /// <summary>Money went back, for all or some lines.</summary>
    Refund,

    /// <summary>It was cancelled.</summary>
    Cancellation,

    /// <summary>The buyer gave feedback.</summary>
    Feedback,
}
