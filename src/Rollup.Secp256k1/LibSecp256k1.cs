using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;

namespace Rollup.Secp256k1;

/// <summary>
/// Bitcoin Core's libsecp256k1 with its recovery module, as the package Secp256k1.Net carries it for Linux, macOS and Windows: signing in constant
/// time, and recovery, which agrees with <see cref="Kernel.Crypto.Secp256k1.Secp256k1Curve"/> on every input (the tests compare them).
/// The library is loaded at the first call and never unloaded; calls may run on any number of threads.
/// </summary>
public static unsafe class LibSecp256k1
{
    private const uint Uncompressed = 0x2;
    private const int PointSize = 64;
    private const int UncompressedSize = 65;
    private const int RecoverableSize = 65;
    private const int CompactSize = 64;

    private static readonly nint Library = NativeLibrary.Load("secp256k1", typeof(LibSecp256k1).Assembly, null);
    private static readonly delegate* unmanaged<nint, byte*, byte*, int, int> ParseSignature =
        (delegate* unmanaged<nint, byte*, byte*, int, int>)Export("secp256k1_ecdsa_recoverable_signature_parse_compact");

    private static readonly delegate* unmanaged<nint, byte*, int*, byte*, int> SerializeSignature =
        (delegate* unmanaged<nint, byte*, int*, byte*, int>)Export("secp256k1_ecdsa_recoverable_signature_serialize_compact");

    private static readonly delegate* unmanaged<nint, byte*, byte*, byte*, int> RecoverKey =
        (delegate* unmanaged<nint, byte*, byte*, byte*, int>)Export("secp256k1_ecdsa_recover");

    private static readonly delegate* unmanaged<nint, byte*, byte*, byte*, nint, nint, int> SignRecoverable =
        (delegate* unmanaged<nint, byte*, byte*, byte*, nint, nint, int>)Export("secp256k1_ecdsa_sign_recoverable");

    private static readonly delegate* unmanaged<nint, byte*, int> VerifyKey = (delegate* unmanaged<nint, byte*, int>)Export("secp256k1_ec_seckey_verify");
    private static readonly delegate* unmanaged<nint, byte*, byte*, int> CreateKey = (delegate* unmanaged<nint, byte*, byte*, int>)Export("secp256k1_ec_pubkey_create");
    private static readonly delegate* unmanaged<nint, byte*, nuint*, byte*, uint, int> SerializeKey =
        (delegate* unmanaged<nint, byte*, nuint*, byte*, uint, int>)Export("secp256k1_ec_pubkey_serialize");

    // Written only by its randomization, which ends before anything can see it.
    private static readonly nint Context = CreateContext();

    /// <summary>Recovers a signer, with the meaning of <see cref="Kernel.Host.IHost.RecoverAddress"/>.</summary>
    [SkipLocalsInit]
    public static bool RecoverAddress(in Hash256 messageHash, in U256 r, in U256 s, int yParity, out Address signer)
    {
        signer = default;
        if ((uint)yParity > 1)
            return false;

        byte* compact = stackalloc byte[CompactSize];
        byte* hash = stackalloc byte[Hash256.Size];
        byte* signature = stackalloc byte[RecoverableSize];
        byte* key = stackalloc byte[PointSize];
        byte* serialized = stackalloc byte[UncompressedSize];
        r.WriteBigEndian(new Span<byte>(compact, U256.Size));
        s.WriteBigEndian(new Span<byte>(compact + U256.Size, U256.Size));
        messageHash.CopyTo(new Span<byte>(hash, Hash256.Size));

        nuint length = UncompressedSize;
        if (ParseSignature(Context, signature, compact, yParity) == 0
            || RecoverKey(Context, key, signature, hash) == 0
            || SerializeKey(Context, serialized, &length, key, Uncompressed) == 0)
        {
            return false;
        }

        signer = AddressOf(serialized);
        return true;
    }

    /// <summary>Whether <paramref name="key"/> is a private key: 32 bytes, big-endian, in [1, n).</summary>
    public static bool IsPrivateKey(ReadOnlySpan<byte> key)
    {
        fixed (byte* k = key)
            return key.Length == 32 && VerifyKey(Context, k) == 1;
    }

    /// <summary>The account of a valid private key.</summary>
    public static Address AddressOf(ReadOnlySpan<byte> key)
    {
        byte* point = stackalloc byte[PointSize];
        byte* serialized = stackalloc byte[UncompressedSize];
        nuint length = UncompressedSize;
        fixed (byte* k = key)
        {
            if (!IsPrivateKey(key) || CreateKey(Context, point, k) == 0 || SerializeKey(Context, serialized, &length, point, Uncompressed) == 0)
                throw new CryptographicException("libsecp256k1 refused the private key.");
        }

        return AddressOf(serialized);
    }

    /// <summary>Signs a hash with a valid private key: deterministic (RFC 6979), with low s.</summary>
    public static Signature Sign(ReadOnlySpan<byte> key, in Hash256 hash)
    {
        byte* recoverable = stackalloc byte[RecoverableSize];
        byte* compact = stackalloc byte[CompactSize];
        int recoveryId;
        fixed (byte* k = key)
        fixed (byte* message = hash.AsSpan())
        {
            if (!IsPrivateKey(key) || SignRecoverable(Context, recoverable, message, k, 0, 0) == 0)
                throw new CryptographicException("libsecp256k1 refused to sign.");
        }

        _ = SerializeSignature(Context, compact, &recoveryId, recoverable);
        return new Signature(
            U256.ReadBigEndian(new ReadOnlySpan<byte>(compact, U256.Size)),
            U256.ReadBigEndian(new ReadOnlySpan<byte>(compact + U256.Size, U256.Size)),
            recoveryId & 1);
    }

    private static Address AddressOf(byte* uncompressedKey) =>
        Address.FromSpan(Keccak256.Hash(new ReadOnlySpan<byte>(uncompressedKey + 1, PointSize)).AsSpan()[12..]);

    /// <summary>A context blinded with fresh randomness, which guards signing against side channels.</summary>
    private static nint CreateContext()
    {
        const uint None = 1;
        byte* seed = stackalloc byte[32];
        RandomNumberGenerator.Fill(new Span<byte>(seed, 32));
        nint context = ((delegate* unmanaged<uint, nint>)Export("secp256k1_context_create"))(None);
        _ = ((delegate* unmanaged<nint, byte*, int>)Export("secp256k1_context_randomize"))(context, seed);
        return context;
    }

    private static nint Export(string name) => NativeLibrary.GetExport(Library, name);
}
