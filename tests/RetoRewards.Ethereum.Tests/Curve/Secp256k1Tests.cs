using System.Numerics;
using System.Text.Json;
using RetoRewards.Ethereum.Curve;
using RetoRewards.Ethereum.Hashing;
using RetoRewards.Ethereum.Signing;
using Xunit.Abstractions;

namespace RetoRewards.Ethereum.Tests.Curve;

public sealed class Secp256k1Tests(ITestOutputHelper output)
{
    private const string RequireNative = "RETO_REQUIRE_SECP256K1";

    [Fact]
    public void Both_implementations_load_where_both_are_required()
    {
        bool native = Secp256k1.Loaded.Any(curve => curve is NativeSecp256k1);
        output.WriteLine(native
            ? "libsecp256k1 loads: every test of secret keys ran over it and over the platform's ECDsa."
            : "libsecp256k1 does not load: every test of secret keys ran over the platform's ECDsa alone.");

        Assert.Contains(Secp256k1.Loaded, curve => curve is PlatformSecp256k1);
        Assert.True(native || Environment.GetEnvironmentVariable(RequireNative) != "1", "libsecp256k1 is required and does not load.");
    }

    [Theory]
    [MemberData(nameof(Curves.Names), MemberType = typeof(Curves))]
    public void Secret_keys_give_the_published_addresses(string curve)
    {
        foreach (JsonElement row in Vectors.Load("accounts"))
        {
            using SecretKey key = new(row.Bytes("privateKey"), Curves.Named(curve));

            Assert.Equal((row.Text("name"), row.Text("address")), (row.Text("name"), key.Address.ToString()));
        }
    }

    [Theory]
    [MemberData(nameof(Curves.Names), MemberType = typeof(Curves))]
    public void What_one_signs_every_one_recovers(string curve)
    {
        BigInteger lowest = BigInteger.Zero;
        for (int i = 0; i < 40; i++)
        {
            // Every fourth key starts with a zero byte: such keys have broken other signers.
            byte[] secret = Keccak256.Hash($"secret {i}").ToArray();
            secret[0] = i % 4 == 0 ? (byte)0 : secret[0];
            Hash32 digest = Keccak256.Hash($"digest {i}");
            using SecretKey key = new(secret, Curves.Named(curve));

            Signature signature = key.Sign(digest);

            Assert.True(Secp256k1.IsCanonical(signature));
            lowest = BigInteger.Max(lowest, Scalars.ToInteger(signature.S));
            foreach (ISecp256k1 other in Secp256k1.Loaded)
            {
                byte[] publicKey = new byte[Secp256k1.PublicLength];
                Assert.True(other.TryRecover(digest, signature, publicKey));
                Assert.Equal(key.PublicKey.ToArray(), publicKey);
            }

            Assert.True(signature.TryRecover(digest, out Address account));
            Assert.Equal(key.Address, account);
        }

        Assert.True(lowest <= CurvePoint.HalfOrder);
    }

    [Theory]
    [MemberData(nameof(Curves.Names), MemberType = typeof(Curves))]
    public void Zero_the_order_and_more_are_no_secret_keys(string name)
    {
        ISecp256k1 curve = Curves.Named(name);
        byte[] order = Scalars.ToHash(CurvePoint.Order).ToArray();

        Assert.False(curve.IsSecret(new byte[32]));
        Assert.False(curve.IsSecret(order));
        Assert.False(curve.IsSecret(Scalars.ToHash(CurvePoint.Order + 1).ToArray()));
        Assert.False(curve.IsSecret(Enumerable.Repeat((byte)0xff, 32).ToArray()));
        Assert.False(curve.IsSecret(new byte[31]));
        Assert.False(curve.IsSecret([.. new byte[32], 1]));
        Assert.True(curve.IsSecret(Scalars.ToHash(CurvePoint.Order - 1).ToArray()));
        Assert.True(curve.IsSecret(Scalars.ToHash(BigInteger.One).ToArray()));
        Assert.Throws<ArgumentException>(() => new SecretKey(order, curve));
    }

    [Theory]
    [MemberData(nameof(Curves.Names), MemberType = typeof(Curves))]
    public void Tweaks_add_modulo_the_order_and_to_the_public_key_alike(string name)
    {
        ISecp256k1 curve = Curves.Named(name);
        BigInteger[] scalars =
        [
            BigInteger.One, 2, CurvePoint.HalfOrder, CurvePoint.HalfOrder + 1, CurvePoint.Order - 2, CurvePoint.Order - 1,
            Scalars.ToInteger(Keccak256.Hash("a")), Scalars.ToInteger(Keccak256.Hash("b")),
        ];
        foreach (BigInteger secret in scalars)
        {
            foreach (BigInteger tweak in scalars.Prepend(BigInteger.Zero))
            {
                byte[] sum = new byte[32];
                byte[] publicSum = new byte[Secp256k1.PublicLength];
                BigInteger expected = (secret + tweak) % CurvePoint.Order;
                using SecretKey key = new(Scalars.ToHash(secret).ToArray(), curve);
                byte[] tweakBytes = Scalars.ToHash(tweak).ToArray();

                bool hasSum = curve.TryAddToSecret(Scalars.ToHash(secret).ToArray(), tweakBytes, sum);
                bool hasPublicSum = curve.TryAddToPublic(key.PublicKey.Span, tweakBytes, publicSum);

                Assert.Equal(!expected.IsZero, hasSum);
                Assert.Equal(!expected.IsZero, hasPublicSum);
                if (hasSum)
                {
                    Assert.Equal(expected, Scalars.ToInteger(sum));
                    using SecretKey child = new(sum, curve);
                    Assert.Equal(child.PublicKey.ToArray(), publicSum);
                }
            }
        }

        byte[] order = Scalars.ToHash(CurvePoint.Order).ToArray();
        Assert.False(curve.TryAddToSecret(Keccak256.Hash("a").ToArray(), order, new byte[32]));
        using SecretKey any = new(Keccak256.Hash("a").ToArray(), curve);
        Assert.False(curve.TryAddToPublic(any.PublicKey.Span, order, new byte[Secp256k1.PublicLength]));
    }

    [Theory]
    [MemberData(nameof(Curves.Names), MemberType = typeof(Curves))]
    public void Compressed_keys_expand_and_points_off_the_curve_are_refused(string name)
    {
        ISecp256k1 curve = Curves.Named(name);
        byte[] expanded = new byte[Secp256k1.PublicLength];
        foreach (JsonElement row in Vectors.Load("accounts").Take(20))
        {
            using SecretKey key = new(row.Bytes("privateKey"), curve);

            Assert.True(curve.TryExpand(Secp256k1.Compress(key.PublicKey.Span), expanded));
            Assert.Equal(key.PublicKey.ToArray(), expanded);
        }

        // x = 7 is on no point of the curve, and x = 2^256 - 1 is no member of the field.
        Assert.False(curve.TryExpand([2, .. Scalars.ToHash(7).ToArray()], expanded));
        Assert.False(curve.TryExpand([2, .. Enumerable.Repeat((byte)0xff, 32)], expanded));
        Assert.False(curve.TryExpand([4, .. Keccak256.Hash("a").ToArray()], expanded));
        Assert.False(curve.TryExpand([2], expanded));
    }

    [Fact]
    public void A_signature_whose_s_is_in_the_upper_half_or_out_of_range_recovers_to_nobody()
    {
        using SecretKey key = new(Keccak256.Hash("secret").ToArray());
        Hash32 digest = Keccak256.Hash("digest");
        Signature good = key.Sign(digest);
        BigInteger upper = CurvePoint.Order - Scalars.ToInteger(good.S);
        Signature mirrored = new(good.R, Scalars.ToHash(upper), (byte)(1 - good.YParity));
        byte[] publicKey = new byte[Secp256k1.PublicLength];

        Assert.True(good.TryRecover(digest, out _));
        Assert.True(Secp256k1.Default.TryRecover(digest, mirrored, publicKey) && Address.FromPublicKey(publicKey) == key.Address);
        Assert.False(mirrored.TryRecover(digest, out _));
        Assert.False((good with { R = Hash32.Zero }).TryRecover(digest, out _));
        Assert.False((good with { S = Hash32.Zero }).TryRecover(digest, out _));
        Assert.False((good with { R = Scalars.ToHash(CurvePoint.Order) }).TryRecover(digest, out _));
        Assert.False((good with { YParity = 2 }).TryRecover(digest, out _));
    }

    [Fact]
    public void A_secret_key_shows_only_its_account_and_is_zeroed_when_disposed()
    {
        byte[] secret = Keccak256.Hash("secret").ToArray();
        SecretKey key = new(secret);
        ReadOnlySpan<byte> held = key.Reveal();

        Assert.DoesNotContain(Convert.ToHexStringLower(secret), key.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(key.Address.ToString(), key.ToString(), StringComparison.Ordinal);
        key.Dispose();
        Assert.False(held.ContainsAnyExcept((byte)0));
        Assert.Throws<ObjectDisposedException>(() => key.Sign(Hash32.Zero));
    }

    [Fact]
    public void Deterministic_signatures_are_those_of_Rfc_6979()
    {
        // The signatures of tests/vectors/ethereum/transactions.json come from another implementation of RFC 6979.
        ISecp256k1[] deterministic = [.. Secp256k1.Loaded.Where(curve => curve is NativeSecp256k1)];
        foreach (ISecp256k1 curve in deterministic)
        {
            foreach (JsonElement row in Vectors.Load("transactions"))
            {
                using SecretKey key = new(row.Bytes("privateKey"), curve);
                byte[] signed = row.Bytes("signedLondon");
                byte[] s = Scalars.ToHash(Scalars.ToInteger(key.Sign(Keccak256.Hash(row.Bytes("unsignedLondon"))).S)).ToArray();

                Assert.Equal((row.Text("name"), Convert.ToHexString(s).TrimStart('0')), (row.Text("name"), TrailingDigits(signed, s)));
            }
        }

        // Without libsecp256k1 there is no deterministic signer to compare; then at least two random signatures must differ.
        using SecretKey platform = new(Keccak256.Hash("secret").ToArray(), Secp256k1.Loaded.Single(curve => curve is PlatformSecp256k1));
        Assert.NotEqual(platform.Sign(Hash32.Zero).R, platform.Sign(Hash32.Zero).R);
    }

    private static string TrailingDigits(byte[] signed, byte[] s)
    {
        int length = s.AsSpan().TrimStart((byte)0).Length;
        return Convert.ToHexString(signed.AsSpan(signed.Length - length)).TrimStart('0');
    }
}
