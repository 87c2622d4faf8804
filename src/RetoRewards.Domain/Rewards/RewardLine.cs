using System.Runtime.InteropServices;
using RetoRewards.Domain.Amounts;
using RetoRewards.Domain.Participants;

namespace RetoRewards.Domain.Rewards;

/// <summary>One reward: this event, this rule, this role or level, this participant.</summary>
/// <param name="Rule">The number of the rule.</param>
/// <param name="Role">The role or level.</param>
/// <param name="Participant">Who receives it.</param>
/// <param name="Ordinal">Tells apart rewards that are otherwise the same: the capture of a sale, N of a threshold, a period.</param>
/// <param name="Amount">What is promised.</param>
/// <param name="Uncut">What it would be without caps and limits; a refund shrinks the promise in proportion to it.</param>
/// <param name="BaseMinorUnits">The base of a percentage, or of the lines that earned a fixed amount.</param>
/// <param name="Conversion">The rate that converted the percentages; null when there are none.</param>
/// <param name="FixedConversion">The rate that converted amounts fixed in a currency; null when there are none.</param>
/// <param name="TermsVersion">The version of the terms that it follows, for good.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RewardLine(
    int Rule,
    RewardRole Role,
    ParticipantId Participant,
    int Ordinal,
    TokenAmount Amount,
    TokenAmount Uncut,
    long BaseMinorUnits,
    ConversionRate? Conversion,
    ConversionRate? FixedConversion,
    int TermsVersion);
