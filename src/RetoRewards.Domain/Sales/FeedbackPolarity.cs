namespace RetoRewards.Domain.Sales;

/// <summary>Whether a feedback praises or complains; either earns the same unless the terms set them apart (R8).</summary>
public enum FeedbackPolarity
{
    /// <summary>Praise.</summary>
    Positive,

    /// <summary>Complaint: what the sources call a negative referral.</summary>
    Negative,
}
