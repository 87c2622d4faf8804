using RetoRewards.Domain.Referrals;

namespace RetoRewards.Domain.Tests.Referrals;

/// <summary>Codes for tests: a repeatable sequence of draws, so that a failure can be run again.</summary>
internal static class CodeDraws
{
    public static IEnumerable<ReferralCode?> Draws(int seed)
    {
        var random = new Random(seed);
        byte[] bytes = new byte[ReferralCode.RandomBytes];
        while (true)
        {
            random.NextBytes(bytes);
            yield return ReferralCode.FromRandom(bytes);
        }
    }

    public static IEnumerable<ReferralCode> Codes(int seed) => Draws(seed).OfType<ReferralCode>();

    public static ReferralCode One(int seed) => Codes(seed).First();
}
