using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Signing;

/// <summary>Bindings to libsecp256k1 with its recovery module: signing in constant time. Absent libraries are null, never an error.</summary>
internal sealed unsafe class LibSecp256k1
{
    // SECP256K1_CONTEXT_SIGN and VERIFY for releases before 0.2, ignored later.
    private const uint ContextFlags = 0x301;

    private static readonly string[] Names =
        ["libsecp256k1.so.2", "libsecp256k1.so.1", "libsecp256k1.so.0", "libsecp256k1.dylib", "libsecp256k1.dll", "secp256k1"];

    private static readonly Lazy<LibSecp256k1?> Loaded = new(Load);

    // A context is only written by randomisation, which happens once, before it is shared.
    private readonly nint _context;
    private readonly delegate* unmanaged<nint, byte*, int> _verifyKey;
    private readonly delegate* unmanaged<nint, byte*, byte*, int> _createPublicKey;
    private readonly delegate* unmanaged<nint, byte*, nuint*, byte*, uint, int> _serializePublicKey;
    private readonly delegate* unmanaged<nint, byte*, byte*, byte*, nint, nint, int> _signRecoverable;
    private readonly delegate* unmanaged<nint, byte*, int*, byte*, int> _serializeSignature;

    private LibSecp256k1(nint library)
    {
        var createContext = (delegate* unmanaged<uint, nint>)NativeLibrary.GetExport(library, "secp256k1_context_create");
        var randomize = (delegate* unmanaged<nint, byte*, int>)NativeLibrary.GetExport(library, "secp256k1_context_randomize");
        _verifyKey = (delegate* unmanaged<nint, byte*, int>)NativeLibrary.GetExport(library, "secp256k1_ec_seckey_verify");
        _createPublicKey = (delegate* unmanaged<nint, byte*, byte*, int>)NativeLibrary.GetExport(library, "secp256k1_ec_pubkey_create");
        _serializePublicKey = (delegate* unmanaged<nint, byte*, nuint*, byte*, uint, int>)NativeLibrary.GetExport(library, "secp256k1_ec_pubkey_serialize");
        _signRecoverable = (delegate* unmanaged<nint, byte*, byte*, byte*, nint, nint, int>)NativeLibrary.GetExport(library, "secp256k1_ecdsa_sign_recoverable");
        _serializeSignature = (delegate* unmanaged<nint, byte*, int*, byte*, int>)NativeLibrary.GetExport(library, "secp256k1_ecdsa_recoverable_signature_serialize_compact");
        _context = createContext(ContextFlags);
        byte* seed = stackalloc byte[32];
        RandomNumberGenerator.Fill(new Span<byte>(seed, 32));
        _ = randomize(_context, seed);
    }

    /// <summary>The library; null where it or its recovery module is not installed.</summary>
    public static LibSecp256k1? Instance => Loaded.Value;

    /// <summary>Whether <paramref name="key"/> is a private key: 32 bytes, big-endian, in [1, n).</summary>
    public bool IsPrivateKey(ReadOnlySpan<byte> key)
    {
        fixed (byte* k = key)
            return key.Length == 32 && _verifyKey(_context, k) == 1;
    }

    /// <summary>The public key of a valid private key as x ‖ y, 64 bytes.</summary>
    public byte[] PublicKey(ReadOnlySpan<byte> key)
    {
        const uint Uncompressed = 2;
        byte* point = stackalloc byte[64];
        byte* serialized = stackalloc byte[65];
        nuint length = 65;
        fixed (byte* k = key)
        {
            if (_createPublicKey(_context, point, k) != 1 || _serializePublicKey(_context, serialized, &length, point, Uncompressed) != 1)
                throw new CryptographicException("libsecp256k1 refused the private key.");
        }

        return new Span<byte>(serialized + 1, 64).ToArray();
    }

    /// <summary>Signs a 32-byte hash with a valid private key, with the nonce of RFC 6979.</summary>
    public Signature Sign(ReadOnlySpan<byte> key, in Hash256 hash)
    {
        byte* recoverable = stackalloc byte[65];
        byte* compact = stackalloc byte[64];
        int recoveryId;
        fixed (byte* k = key)
        fixed (byte* message = hash.AsSpan())
        {
            if (_signRecoverable(_context, recoverable, message, k, 0, 0) != 1)
                throw new CryptographicException("libsecp256k1 refused to sign.");
        }

        _ = _serializeSignature(_context, compact, &recoveryId, recoverable);
        return new Signature(
            U256.ReadBigEndian(new ReadOnlySpan<byte>(compact, 32)),
            U256.ReadBigEndian(new ReadOnlySpan<byte>(compact + 32, 32)),
            recoveryId & 1);
    }

    private static LibSecp256k1? Load()
    {
        foreach (string name in Names)
        {
            if (!NativeLibrary.TryLoad(name, out nint library))
                continue;
            if (NativeLibrary.TryGetExport(library, "secp256k1_ecdsa_sign_recoverable", out _))
                return new LibSecp256k1(library);
            NativeLibrary.Free(library);
        }

        return null;
    }
}
