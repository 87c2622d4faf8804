using RetoRewards.Ethereum.Signing;

namespace RetoRewards.Ethereum.Curve;

/// <summary>A secret key opened by an implementation of the curve. Safe to use from several threads.</summary>
internal interface ICurveKey : IDisposable
{
    /// <summary>The public key: 64 bytes, x and y.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Signs a digest; s is in the lower half of the order.</summary>
    public Signature Sign(Hash32 digest);
}
