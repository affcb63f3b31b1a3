using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Evm.Frames;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;

namespace Rollup.Kernel.Batches;

/// <summary>
/// The codes that a batch runs, by Keccak hash: those of the witness, and those that the batch has created. Bytes in the witness: number of
/// codes (8), then each, not empty, as a blob (<see cref="BatchWitness"/>). The arena must not move: <see cref="CodeView"/> points into it.
/// </summary>
public unsafe ref struct WitnessCodes
{
    private readonly ulong _seed;
    private Span<WitnessCode> _codes;
    private Span<uint> _buckets;
    private int _count;
    private uint _numbered;

    private WitnessCodes(ulong seed) => _seed = seed;

    /// <summary>
    /// Reads the codes and checks them against the accounts among <paramref name="entries"/>: the code with an account's Keccak hash has to have its
    /// Poseidon2 commitment and size too. No result depends on <paramref name="seed"/>, only the places in the table.
    /// </summary>
    public static StateFailure Open<THost>(
        scoped ref THost host, ReadOnlySpan<byte> section, scoped ReadOnlySpan<WitnessEntry> entries, ulong seed, scoped ref WitnessArena arena, out WitnessCodes codes)
        where THost : struct, IHost, allows ref struct
    {
        codes = default;
        var opened = new WitnessCodes(seed);
        var reader = new BatchWitnessReader(section);
        if (!reader.TryReadUInt64(out ulong count))
            return StateFailure.Truncated;
        for (; count != 0; count--)
        {
            if (!reader.TryReadBlob(out ReadOnlySpan<byte> code))
                return StateFailure.Truncated;
            if (code.IsEmpty || code.Length > EvmLimits.CodeSize)
                return StateFailure.OutOfRange;
            if (!opened.TryAdd(Keccak256.Hash(ref host, code), code, ref arena))
                return StateFailure.ArenaExhausted;
        }

        codes = opened;
        return reader.IsAtEnd ? opened.Check(ref host, entries) : StateFailure.TrailingBytes;
    }

    /// <summary>The code whose Keccak hash is <paramref name="hash"/>; false if it is not here.</summary>
    public readonly bool TryGet(scoped in Hash256 hash, out CodeView code)
    {
        int index = Find(in hash);
        code = index < 0 ? default : _codes[index].View;
        return index >= 0;
    }

    /// <summary>Keeps a copy of <paramref name="code"/>, unless it is here; false if there is not enough room.</summary>
    public bool TryAdd(scoped in Hash256 hash, scoped ReadOnlySpan<byte> code, scoped ref WitnessArena arena)
    {
        if (Find(in hash) >= 0)
            return true;
        if ((_count == _codes.Length && !TryGrow(ref arena))
            || !arena.TryTake(code.Length + CodeView.Padding + CodeView.JumpTableSize(code.Length), out Span<byte> room))
            return false;
        ref uint bucket = ref Bucket(in hash);
        _codes[_count++] = new WitnessCode
        {
            Hash = hash,
            View = FrameTransitions.LayOut(code, (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(room))),
            NextInBucket = bucket,
        };
        bucket = (uint)_count;
        return true;
    }

    /// <summary>Gives the code with this hash the next number and returns its bytes; false if it has one, or is not here.</summary>
    internal bool TryNumber(scoped in Hash256 hash, out ReadOnlySpan<byte> code)
    {
        code = default;
        int index = Find(in hash);
        if (index < 0 || _codes[index].Number != 0)
            return false;
        _codes[index].Number = ++_numbered;
        code = _codes[index].View.AsSpan();
        return true;
    }

    /// <summary>The number of the code with this hash; 0 if it has none.</summary>
    internal readonly uint NumberOf(scoped in Hash256 hash)
    {
        int index = Find(in hash);
        return index < 0 ? 0 : _codes[index].Number;
    }

    private readonly StateFailure Check<THost>(scoped ref THost host, scoped ReadOnlySpan<WitnessEntry> entries)
        where THost : struct, IHost, allows ref struct
    {
        for (int i = 0; i < _count; i++)
            _codes[i].Commitment = CodeCommitment.Compute(ref host, _codes[i].View.AsSpan());
        for (int i = 0; i < entries.Length; i++)
        {
            ref readonly WitnessEntry entry = ref entries[i];
            AccountState account = entry.Original.Account;
            int index = entry.Key.IsAccount && account.HasCode ? Find(account.CodeHash) : -1;
            if (index >= 0 && (_codes[index].Commitment != account.CodeCommitment || _codes[index].View.Length != account.CodeSize))
                return StateFailure.CodeMismatch;
        }

        return StateFailure.None;
    }

    /// <summary>Makes room for twice as many codes.</summary>
    private bool TryGrow(scoped ref WitnessArena arena)
    {
        int capacity = Math.Max(64, 2 * _codes.Length);
        if (!arena.TryTake(capacity, out Span<WitnessCode> codes) || !arena.TryTake(capacity, out Span<uint> buckets))
            return false;
        _codes[.._count].CopyTo(codes);
        buckets.Clear();
        _codes = codes;
        _buckets = buckets;
        for (int i = 0; i < _count; i++)
        {
            ref uint bucket = ref Bucket(in _codes[i].Hash);
            _codes[i].NextInBucket = bucket;
            bucket = (uint)i + 1;
        }

        return true;
    }

    private readonly int Find(scoped in Hash256 hash)
    {
        if (_count == 0)
            return -1;
        uint next = Bucket(in hash);
        while (next != 0)
        {
            ref readonly WitnessCode code = ref _codes[(int)next - 1];
            if (code.Hash == hash)
                return (int)next - 1;
            next = code.NextInBucket;
        }

        return -1;
    }

    private readonly ref uint Bucket(scoped in Hash256 hash)
    {
        U256 word = hash.ToU256();
        ulong high = Math.BigMul(word.L0 ^ _seed, word.L1 | 1, out ulong low);
        return ref _buckets[(int)((high ^ low) & (uint)(_buckets.Length - 1))];
    }
}

/// <summary>A code of <see cref="WitnessCodes"/>.</summary>
internal struct WitnessCode
{
    /// <summary>Its Keccak hash.</summary>
    public Hash256 Hash;

    /// <summary>The code, ready to run.</summary>
    public CodeView View;

    /// <summary>Its Poseidon2 commitment; of the witness's codes only.</summary>
    public Digest Commitment;

    /// <summary>Its place among the codes of the L1 data, from 1; 0 before it has one.</summary>
    public uint Number;

    /// <summary>The next code of the same hash bucket, plus one; 0 ends the list.</summary>
    public uint NextInBucket;
}
