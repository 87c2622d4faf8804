namespace RetoRewards.Domain.Referrals;

/// <summary>A recorded click of the buyer on a referral link.</summary>
/// <param name="Id">Its id; breaks ties between clicks of one moment.</param>
/// <param name="At">Its moment.</param>
/// <param name="Code">What is stored of the link's code.</param>
/// <param name="ByBot">Whether it was counted as a program's.</param>
/// <param name="Place">Where it came from, coarse; null when not known.</param>
public sealed record ReferralClick(Guid Id, DateTimeOffset At, IssuedCode Code, bool ByBot, GeoCell? Place);
