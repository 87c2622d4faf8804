using RetoRewards.Domain.Referrals;
using RetoRewards.Sales;

namespace RetoRewards.Api;

/// <summary>The intake's refusals as kinds: what contradicts, what the business refuses, and what has the wrong form.</summary>
internal static class SaleProblems
{
    private static readonly HashSet<string> Conflicts = ["event_conflict", "content_conflict"];

    private static readonly HashSet<string> NotAllowed =
    [
        ReferralRefusals.CodeMalformed, ReferralRefusals.CodeCheckFailed, ReferralRefusals.CodeUnknown, ReferralRefusals.CodeRevoked,
        ReferralRefusals.CodeExpired, "campaign_closed", "sold_in_future", "moment_in_future", "seller_unknown", "amount_above_channel_limit",
    ];

    public static Refusal Refuse(SaleAnswer.Refused refused)
    {
        RefusalKind kind = Conflicts.Contains(refused.Code) ? RefusalKind.Conflict
            : NotAllowed.Contains(refused.Code) ? RefusalKind.NotAllowed
            : RefusalKind.Malformed;
        return new Refusal(kind, refused.Code, refused.Sentence)
        {
            Fields =
            [
                .. refused.Differences.Select(pointer => new FieldError(pointer, "differs", "This is not what is known.")),
                .. refused.Line is { } line ? [new FieldError($"/lines/{line}", refused.Code, refused.Sentence)] : Array.Empty<FieldError>(),
            ],
        };
    }
}
