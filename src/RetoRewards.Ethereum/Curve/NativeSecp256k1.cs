using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RetoRewards.Ethereum.Signing;

namespace RetoRewards.Ethereum.Curve;

/// <summary>The curve through libsecp256k1, whose secret operations take constant time and whose nonces follow RFC 6979.</summary>
internal sealed unsafe class NativeSecp256k1 : ISecp256k1
{
    // Debian 12 and later; Debian 11; macOS. The functions used are the same in all.
    private static readonly string[] Names =
        ["libsecp256k1.so.1", "libsecp256k1.so.2", "libsecp256k1.so.5", "libsecp256k1.so.6", "libsecp256k1.so.0", "libsecp256k1.dylib"];

    private const uint SignAndVerify = 0x301;
    private const uint Uncompressed = 2;
    private const int OpaquePublicKey = 64;
    private const int OpaqueRecoverable = 65;

    private readonly void* _context;
    private readonly delegate* unmanaged<void*, byte*, int> _isSecret;
    private readonly delegate* unmanaged<void*, byte*, byte*, int> _createPublic;
    private readonly delegate* unmanaged<void*, byte*, byte*, nuint, int> _parsePublic;
    private readonly delegate* unmanaged<void*, byte*, nuint*, byte*, uint, int> _serializePublic;
    private readonly delegate* unmanaged<void*, byte*, byte*, int> _addToPublic;
    private readonly delegate* unmanaged<void*, byte*, byte*, int> _addToSecret;
    private readonly delegate* unmanaged<void*, byte*, byte*, byte*, void*, void*, int> _sign;
    private readonly delegate* unmanaged<void*, byte*, int*, byte*, int> _serializeSignature;
    private readonly delegate* unmanaged<void*, byte*, byte*, int, int> _parseSignature;
    private readonly delegate* unmanaged<void*, byte*, byte*, byte*, int> _recover;

    private NativeSecp256k1(nint library)
    {
        _isSecret = (delegate* unmanaged<void*, byte*, int>)Export(library, "ec_seckey_verify");
        _createPublic = (delegate* unmanaged<void*, byte*, byte*, int>)Export(library, "ec_pubkey_create");
        _parsePublic = (delegate* unmanaged<void*, byte*, byte*, nuint, int>)Export(library, "ec_pubkey_parse");
        _serializePublic = (delegate* unmanaged<void*, byte*, nuint*, byte*, uint, int>)Export(library, "ec_pubkey_serialize");
        _addToPublic = (delegate* unmanaged<void*, byte*, byte*, int>)Export(library, "ec_pubkey_tweak_add");
        _addToSecret = (delegate* unmanaged<void*, byte*, byte*, int>)Export(library, "ec_seckey_tweak_add");
        _sign = (delegate* unmanaged<void*, byte*, byte*, byte*, void*, void*, int>)Export(library, "ecdsa_sign_recoverable");
        _serializeSignature = (delegate* unmanaged<void*, byte*, int*, byte*, int>)Export(library, "ecdsa_recoverable_signature_serialize_compact");
        _parseSignature = (delegate* unmanaged<void*, byte*, byte*, int, int>)Export(library, "ecdsa_recoverable_signature_parse_compact");
        _recover = (delegate* unmanaged<void*, byte*, byte*, byte*, int>)Export(library, "ecdsa_recover");
        var create = (delegate* unmanaged<uint, void*>)Export(library, "context_create");
        var randomize = (delegate* unmanaged<void*, byte*, int>)Export(library, "context_randomize");
        _context = create(SignAndVerify);
        byte* seed = stackalloc byte[32];
        RandomNumberGenerator.Fill(new Span<byte>(seed, 32));
        Demand(randomize(_context, seed), "blinding the context");
        CryptographicOperations.ZeroMemory(new Span<byte>(seed, 32));
    }

    public string Name => "libsecp256k1";

    /// <returns>The library, or null where it is not installed or lacks the recovery module.</returns>
    public static NativeSecp256k1? TryLoad()
    {
        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                if (NativeLibrary.TryGetExport(library, "secp256k1_ecdsa_recover", out _)
                    && NativeLibrary.TryGetExport(library, "secp256k1_ec_seckey_tweak_add", out _))
                {
                    return new NativeSecp256k1(library);
                }

                NativeLibrary.Free(library);
            }
        }

        return null;
    }

    public bool IsSecret(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Secp256k1.SecretLength)
        {
            return false;
        }

        fixed (byte* bytes = secret)
        {
            return _isSecret(_context, bytes) == 1;
        }
    }

    public ICurveKey Open(byte[] secret) => new Key(this, secret);

    public bool TryAddToSecret(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> tweak, Span<byte> sum)
    {
        Require(secret, Secp256k1.SecretLength);
        Require(tweak, Secp256k1.SecretLength);
        Require(sum, Secp256k1.SecretLength);
        secret.CopyTo(sum);
        fixed (byte* result = sum)
        fixed (byte* added = tweak)
        {
            return _addToSecret(_context, result, added) == 1;
        }
    }

    public bool TryAddToPublic(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> tweak, Span<byte> sum)
    {
        Require(tweak, Secp256k1.SecretLength);
        byte* point = stackalloc byte[OpaquePublicKey];
        if (!TryParse([4, .. publicKey], point))
        {
            return false;
        }

        fixed (byte* added = tweak)
        {
            if (_addToPublic(_context, point, added) != 1)
            {
                return false;
            }
        }

        Write(point, sum);
        return true;
    }

    public bool TryExpand(ReadOnlySpan<byte> compressed, Span<byte> publicKey)
    {
        byte* point = stackalloc byte[OpaquePublicKey];
        if (compressed.Length != Secp256k1.CompressedLength || !TryParse(compressed, point))
        {
            return false;
        }

        Write(point, publicKey);
        return true;
    }

    public bool TryRecover(Hash32 digest, Signature signature, Span<byte> publicKey)
    {
        byte* compact = stackalloc byte[64];
        byte* parsed = stackalloc byte[OpaqueRecoverable];
        byte* hash = stackalloc byte[Hash32.Length];
        byte* point = stackalloc byte[OpaquePublicKey];
        signature.R.CopyTo(new Span<byte>(compact, 32));
        signature.S.CopyTo(new Span<byte>(compact + 32, 32));
        digest.CopyTo(new Span<byte>(hash, Hash32.Length));
        if (signature.YParity > 1
            || _parseSignature(_context, parsed, compact, signature.YParity) != 1
            || _recover(_context, point, parsed, hash) != 1)
        {
            return false;
        }

        Write(point, publicKey);
        return true;
    }

    private static nint Export(nint library, string name) => NativeLibrary.GetExport(library, "secp256k1_" + name);

    private static void Demand(int result, string what)
    {
        if (result != 1)
        {
            throw new CryptographicException($"libsecp256k1 failed at {what}.");
        }
    }

    private static void Require(ReadOnlySpan<byte> bytes, int length)
    {
        // The library reads without asking: a short span would be read beyond its end.
        if (bytes.Length < length)
        {
            throw new ArgumentException($"{length} bytes are needed, not {bytes.Length}.");
        }
    }

    private bool TryParse(ReadOnlySpan<byte> coded, byte* point)
    {
        fixed (byte* bytes = coded)
        {
            return _parsePublic(_context, point, bytes, (nuint)coded.Length) == 1;
        }
    }

    private void Write(byte* point, Span<byte> publicKey)
    {
        byte* coded = stackalloc byte[1 + Secp256k1.PublicLength];
        nuint length = 1 + Secp256k1.PublicLength;
        Demand(_serializePublic(_context, coded, &length, point, Uncompressed), "writing a public key");
        new Span<byte>(coded + 1, Secp256k1.PublicLength).CopyTo(publicKey);
    }

    private sealed class Key : ICurveKey
    {
        private readonly NativeSecp256k1 _curve;
        private readonly byte[] _secret;
        private readonly byte[] _publicKey = new byte[Secp256k1.PublicLength];

        public Key(NativeSecp256k1 curve, byte[] secret)
        {
            _curve = curve;
            _secret = secret;
            Require(secret, Secp256k1.SecretLength);
            byte* point = stackalloc byte[OpaquePublicKey];
            fixed (byte* bytes = secret)
            {
                Demand(curve._createPublic(curve._context, point, bytes), "computing a public key");
            }

            curve.Write(point, _publicKey);
        }

        public ReadOnlyMemory<byte> PublicKey => _publicKey;

        public Signature Sign(Hash32 digest)
        {
            byte* hash = stackalloc byte[Hash32.Length];
            byte* signature = stackalloc byte[OpaqueRecoverable];
            byte* compact = stackalloc byte[64];
            int recovery = 0;
            digest.CopyTo(new Span<byte>(hash, Hash32.Length));
            fixed (byte* secret = _secret)
            {
                Demand(_curve._sign(_curve._context, signature, hash, secret, null, null), "signing");
            }

            Demand(_curve._serializeSignature(_curve._context, compact, &recovery, signature), "writing a signature");

            // Once in 2^127 the nonce's x is at or above the order, and a parity alone cannot tell it.
            return recovery <= 1
                ? new Signature(new Hash32(new Span<byte>(compact, 32)), new Hash32(new Span<byte>(compact + 32, 32)), (byte)recovery)
                : throw new CryptographicException("The signature of this digest cannot be recovered.");
        }

        public void Dispose()
        {
            // The secret is the caller's to zero.
        }
    }
}
