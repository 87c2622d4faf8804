using System.Numerics;
using System.Security.Cryptography;
using RetoRewards.Ethereum.Signing;

namespace RetoRewards.Ethereum.Curve;

/// <summary>The curve through the platform's <see cref="ECDsa"/>; what the platform lacks is computed here, on public data only.</summary>
/// <remarks>The platform signs with a random nonce, so that two signatures of one digest differ.</remarks>
internal sealed class PlatformSecp256k1 : ISecp256k1
{
    private static readonly ECCurve NamedCurve = ECCurve.CreateFromValue("1.3.132.0.10");

    public string Name => "platform ECDsa";

    public bool IsSecret(ReadOnlySpan<byte> secret) => Scalars.IsInRange(secret);

    public ICurveKey Open(byte[] secret) => new Key(secret);

    public bool TryAddToSecret(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> tweak, Span<byte> sum)
    {
        // A zero tweak is in order, though it is no secret key.
        if (!Scalars.IsInRange(tweak) && tweak.ContainsAnyExcept((byte)0))
        {
            return false;
        }

        Scalars.AddSecret(secret, tweak, sum);
        return Scalars.IsInRange(sum[..Secp256k1.SecretLength]);
    }

    public bool TryAddToPublic(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> tweak, Span<byte> sum)
    {
        if (!tweak.ContainsAnyExcept((byte)0))
        {
            publicKey.CopyTo(sum);
            return true;
        }

        if (!Scalars.IsInRange(tweak))
        {
            return false;
        }

        using ECDsa imported = Import(tweak.ToArray());
        CurvePoint point = CurvePoint.FromPublicKey(PublicKeyOf(imported)).Add(CurvePoint.FromPublicKey(publicKey));
        if (point.IsInfinity)
        {
            return false;
        }

        point.WritePublicKey(sum);
        return true;
    }

    public bool TryExpand(ReadOnlySpan<byte> compressed, Span<byte> publicKey)
    {
        if (compressed.Length != Secp256k1.CompressedLength
            || compressed[0] is not (2 or 3)
            || !CurvePoint.TryFromX(compressed[1..], compressed[0] & 1, out CurvePoint point))
        {
            return false;
        }

        point.WritePublicKey(publicKey);
        return true;
    }

    public bool TryRecover(Hash32 digest, Signature signature, Span<byte> publicKey)
    {
        BigInteger r = Scalars.ToInteger(signature.R);
        if (!CurvePoint.TryFromX(signature.R.ToArray(), signature.YParity, out CurvePoint nonce))
        {
            return false;
        }

        BigInteger inverse = BigInteger.ModPow(r, CurvePoint.Order - 2, CurvePoint.Order);
        BigInteger timesNonce = Scalars.ToInteger(signature.S) * inverse % CurvePoint.Order;
        BigInteger timesGenerator = (CurvePoint.Order - (Scalars.ToInteger(digest) * inverse % CurvePoint.Order)) % CurvePoint.Order;
        CurvePoint point = CurvePoint.MultiplyAndAdd(nonce, timesNonce, CurvePoint.Generator, timesGenerator);
        if (point.IsInfinity)
        {
            return false;
        }

        point.WritePublicKey(publicKey);
        return true;
    }

    private static ECDsa Import(byte[] secret) => ECDsa.Create(new ECParameters { Curve = NamedCurve, D = secret });

    private static byte[] PublicKeyOf(ECDsa key)
    {
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        return [.. point.X!, .. point.Y!];
    }

    private sealed class Key : ICurveKey
    {
        private readonly Lock _lock = new();
        private readonly ECDsa _key;
        private readonly byte[] _publicKey;

        public Key(byte[] secret)
        {
            _key = Import(secret);
            _publicKey = PublicKeyOf(_key);
        }

        public ReadOnlyMemory<byte> PublicKey => _publicKey;

        public Signature Sign(Hash32 digest)
        {
            byte[] signed;
            lock (_lock)
            {
                signed = _key.SignHash(digest.ToArray(), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            }

            BigInteger r = Scalars.ToInteger(signed.AsSpan(0, 32));
            BigInteger s = Scalars.ToInteger(signed.AsSpan(32));
            s = s > CurvePoint.HalfOrder ? CurvePoint.Order - s : s;
            return new Signature(Scalars.ToHash(r), Scalars.ToHash(s), NonceParity(digest, r, s));
        }

        public void Dispose() => _key.Dispose();

        /// <summary>The parity of the nonce point, found from the signature and the public key as a verifier would.</summary>
        private byte NonceParity(Hash32 digest, BigInteger r, BigInteger s)
        {
            BigInteger inverse = BigInteger.ModPow(s, CurvePoint.Order - 2, CurvePoint.Order);
            CurvePoint nonce = CurvePoint.MultiplyAndAdd(
                CurvePoint.Generator,
                Scalars.ToInteger(digest) * inverse % CurvePoint.Order,
                CurvePoint.FromPublicKey(_publicKey),
                r * inverse % CurvePoint.Order);
            Span<byte> bytes = stackalloc byte[Secp256k1.PublicLength];
            nonce.WritePublicKey(bytes);

            // Once in 2^127 the nonce's x is at or above the order, and a parity alone cannot tell it: sign again.
            return Scalars.ToInteger(bytes[..32]) == r
                ? (byte)(bytes[Secp256k1.PublicLength - 1] & 1)
                : throw new CryptographicException("The platform's signature cannot be recovered: sign again.");
        }
    }
}
