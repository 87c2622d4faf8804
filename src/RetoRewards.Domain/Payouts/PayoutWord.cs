using RetoRewards.Domain.Amounts;

namespace RetoRewards.Domain.Payouts;

/// <summary>One merged payment of a batch: a wallet and what it gets, the packed word of the contract.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="Amount">Above zero.</param>
public readonly record struct PayoutWord(WalletAddress Wallet, TokenAmount Amount)
{
    /// <summary>The length in bytes.</summary>
    public const int Length = WalletAddress.Length + TokenAmount.PackedLength;

    /// <summary>Writes the word: 20 bytes of wallet, 12 bytes of amount.</summary>
    /// <param name="destination">At least 32 bytes.</param>
    public void WriteTo(Span<byte> destination)
    {
        Wallet.WriteTo(destination);
        Amount.WritePacked(destination[WalletAddress.Length..]);
    }
}
