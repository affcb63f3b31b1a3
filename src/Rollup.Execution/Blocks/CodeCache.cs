using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Rollup.Execution.Versions;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Blocks;

/// <summary>
/// Contract code ready to run, with its jump table, by Keccak hash. A hash determines its code, so an entry is never wrong, whichever
/// execution it comes from. Safe for any number of threads, except <see cref="BeginBlock"/>, which executors call: executors share a
/// cache only if they never work at the same time.
/// </summary>
public sealed unsafe class CodeCache : IDisposable
{
    private readonly ConcurrentDictionary<Hash256, CodeView> _codes = new(new SeededComparer());
    private readonly long _capacity;
    private long _size;
    private ulong _blocks;

    /// <summary>A cache that grows beyond <paramref name="capacity"/> bytes only within a block.</summary>
    public CodeCache(long capacity) => _capacity = capacity;

    /// <summary>The code, if it is here; valid until the next <see cref="BeginBlock"/>.</summary>
    public bool TryGet(in Hash256 codeHash, out CodeView code) => _codes.TryGetValue(codeHash, out code);

    /// <summary>Keeps a copy of <paramref name="code"/> and returns it.</summary>
    public CodeView Add(in Hash256 codeHash, ReadOnlySpan<byte> code)
    {
        if (_codes.TryGetValue(codeHash, out CodeView known))
            return known;
        CodeView added = LayOut(in codeHash, code);
        if (_codes.TryAdd(codeHash, added))
        {
            _ = Interlocked.Add(ref _size, SizeOf(code.Length));
            return added;
        }

        NativeMemory.Free(EntryOf(added.Code));
        return _codes[codeHash];
    }

    /// <summary>Forgets everything if there is too much of it, and returns the number of the block that begins. Nothing may be executing.</summary>
    public ulong BeginBlock()
    {
        if (_size > _capacity)
            Dispose();
        return ++_blocks;
    }

    /// <summary>Frees the memory; the cache is empty then.</summary>
    public void Dispose()
    {
        foreach (CodeView code in _codes.Values)
            NativeMemory.Free(EntryOf(code.Code));
        _codes.Clear();
        _size = 0;
    }

    /// <summary>What is kept with the code whose first byte is at <paramref name="code"/>.</summary>
    internal static CodeEntry* EntryOf(void* code) => (CodeEntry*)code - 1;

    /// <summary>A copy of the code with this hash, which is here.</summary>
    internal ReadOnlyMemory<byte> Copy(in Hash256 codeHash) => _codes[codeHash].AsSpan().ToArray();

    private static int SizeOf(int length) => CodeEntry.Size + length + CodeView.Padding + CodeView.JumpTableSize(length);

    private static CodeView LayOut(in Hash256 codeHash, ReadOnlySpan<byte> code)
    {
        var entry = (CodeEntry*)NativeMemory.AllocZeroed((nuint)SizeOf(code.Length));
        entry->Hash = codeHash;
        var memory = (byte*)(entry + 1);
        code.CopyTo(new Span<byte>(memory, code.Length));
        byte* table = memory + code.Length + CodeView.Padding;
        CodeView.FindJumpDestinations(code, table);
        return new CodeView { Code = memory, JumpDestinations = table, Length = code.Length };
    }

    /// <summary>Hashes can be ground by who deploys code: the places in the dictionary depend on a secret.</summary>
    private sealed class SeededComparer : IEqualityComparer<Hash256>
    {
        public bool Equals(Hash256 x, Hash256 y) => x == y;

        public int GetHashCode([DisallowNull] Hash256 obj) => (int)SeededHash.Of(obj.ToU256(), 0);
    }
}

/// <summary>What a <see cref="CodeCache"/> keeps in front of a code's first byte.</summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal struct CodeEntry
{
    /// <summary>Bytes.</summary>
    public const int Size = 64;

    /// <summary>The code's Keccak hash.</summary>
    public Hash256 Hash;

    /// <summary>The last block, by the cache's count, in which an included transaction read it.</summary>
    public ulong ReadIn;

    /// <summary>The last block, by the cache's count, in which an included transaction created it.</summary>
    public ulong CreatedIn;
}
