using RetoRewards.Ethereum.Curve;

namespace RetoRewards.Ethereum.Tests.Curve;

/// <summary>The implementations of the curve that load on this machine: every test of secret keys runs over each of them.</summary>
public static class Curves
{
    public static TheoryData<string> Names => [.. Secp256k1.Loaded.Select(curve => curve.Name)];

    internal static ISecp256k1 Named(string name) => Secp256k1.Loaded.Single(curve => curve.Name == name);
}
