using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Native;

/// <summary>
/// Bitcoin Core's libsecp256k1, if this machine has one with the recovery module. Agrees with
/// <see cref="Kernel.Crypto.Secp256k1.Secp256k1Curve"/> on every input; the tests compare them.
/// </summary>
public sealed unsafe class LibSecp256k1
{
    // Sonames differ by release; the functions used here are the same in all of them.
    private static readonly string[] Names =
    [
        "libsecp256k1.so.1", "libsecp256k1.so.2", "libsecp256k1.so.5", "libsecp256k1.so.6", "libsecp256k1.so.0", "libsecp256k1.so",
        "libsecp256k1.dylib", "libsecp256k1.1.dylib", "libsecp256k1.2.dylib", "secp256k1.dll", "libsecp256k1.dll",
        "libsecp256k1-1.dll", "libsecp256k1-2.dll", "libsecp256k1-0.dll",
    ];

    private const uint ContextVerify = 0x101;
    private const uint Uncompressed = 0x2;
    private const int PublicKeySize = 65;

    private readonly nint _context;
    private readonly delegate* unmanaged<nint, byte*, byte*, int, int> _parseCompact;
    private readonly delegate* unmanaged<nint, byte*, byte*, byte*, int> _recover;
    private readonly delegate* unmanaged<nint, byte*, nuint*, byte*, uint, int> _serialize;

    private LibSecp256k1(nint library, string name)
    {
        Name = name;
        _parseCompact = (delegate* unmanaged<nint, byte*, byte*, int, int>)NativeLibrary.GetExport(library, "secp256k1_ecdsa_recoverable_signature_parse_compact");
        _recover = (delegate* unmanaged<nint, byte*, byte*, byte*, int>)NativeLibrary.GetExport(library, "secp256k1_ecdsa_recover");
        _serialize = (delegate* unmanaged<nint, byte*, nuint*, byte*, uint, int>)NativeLibrary.GetExport(library, "secp256k1_ec_pubkey_serialize");
        _context = ((delegate* unmanaged<uint, nint>)NativeLibrary.GetExport(library, "secp256k1_context_create"))(ContextVerify);
    }

    /// <summary>The library of this machine, or null. Loaded once, never unloaded; its calls may run on any number of threads.</summary>
    public static LibSecp256k1? Instance { get; } = Load();

    /// <summary>The file name under which it was found.</summary>
    public string Name { get; }

    /// <summary>Recovers a signer, with the meaning of <see cref="Kernel.Host.IHost.RecoverAddress"/>.</summary>
    [SkipLocalsInit]
    public bool RecoverAddress(in Hash256 messageHash, in U256 r, in U256 s, int yParity, out Address signer)
    {
        signer = default;
        if ((uint)yParity > 1)
            return false;

        byte* compact = stackalloc byte[64];
        byte* hash = stackalloc byte[32];
        byte* signature = stackalloc byte[65];
        byte* key = stackalloc byte[64];
        byte* serialized = stackalloc byte[PublicKeySize];
        r.WriteBigEndian(new Span<byte>(compact, 32));
        s.WriteBigEndian(new Span<byte>(compact + 32, 32));
        messageHash.CopyTo(new Span<byte>(hash, 32));

        nuint length = PublicKeySize;
        if (_parseCompact(_context, signature, compact, yParity) == 0
            || _recover(_context, key, signature, hash) == 0
            || _serialize(_context, serialized, &length, key, Uncompressed) == 0)
        {
            return false;
        }

        Hash256 keyHash = Keccak256.Hash(new ReadOnlySpan<byte>(serialized + 1, PublicKeySize - 1));
        signer = Address.FromSpan(keyHash.AsSpan()[12..]);
        return true;
    }

    private static LibSecp256k1? Load()
    {
        foreach (string name in Names)
        {
            if (!NativeLibrary.TryLoad(name, out nint library))
                continue;
            if (NativeLibrary.TryGetExport(library, "secp256k1_ecdsa_recover", out _))
                return new LibSecp256k1(library, name);
            NativeLibrary.Free(library);
        }

        return null;
    }
}
