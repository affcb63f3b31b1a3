using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Parallel;

/// <summary>
/// Contract code ready to run, with its jump table, by Keccak hash. A hash determines its code, so an entry is never wrong, whichever
/// execution it comes from. Safe for any number of threads, except <see cref="Trim"/>, which executors call before each block: executors share a
/// cache only if they never work at the same time.
/// </summary>
public sealed unsafe class CodeCache : IDisposable
{
    private readonly ConcurrentDictionary<Hash256, CodeView> _codes = new();
    private readonly long _capacity;
    private long _size;

    /// <summary>A cache that grows beyond <paramref name="capacity"/> bytes only within a block.</summary>
    public CodeCache(long capacity) => _capacity = capacity;

    /// <summary>The code, if it is here; valid until the next <see cref="Trim"/>.</summary>
    public bool TryGet(in Hash256 codeHash, out CodeView code) => _codes.TryGetValue(codeHash, out code);

    /// <summary>Keeps a copy of <paramref name="code"/> and returns it.</summary>
    public CodeView Add(in Hash256 codeHash, ReadOnlySpan<byte> code)
    {
        if (_codes.TryGetValue(codeHash, out CodeView known))
            return known;
        CodeView added = LayOut(code);
        if (_codes.TryAdd(codeHash, added))
        {
            _ = Interlocked.Add(ref _size, SizeOf(code.Length));
            return added;
        }

        NativeMemory.Free(added.Code);
        return _codes[codeHash];
    }

    /// <summary>Copies of the codes with these hashes, all of them here, each once, in the order of first occurrence.</summary>
    public IReadOnlyList<KeyValuePair<Hash256, ReadOnlyMemory<byte>>> Collect(IEnumerable<Hash256> codeHashes) =>
        [.. codeHashes.Distinct().Select(hash => KeyValuePair.Create<Hash256, ReadOnlyMemory<byte>>(hash, _codes[hash].AsSpan().ToArray()))];

    /// <summary>Forgets everything if there is too much of it. Nothing may be executing.</summary>
    public void Trim()
    {
        if (_size > _capacity)
            Dispose();
    }

    /// <summary>Frees the memory; the cache is empty then.</summary>
    public void Dispose()
    {
        foreach (CodeView code in _codes.Values)
            NativeMemory.Free(code.Code);
        _codes.Clear();
        _size = 0;
    }

    private static int SizeOf(int length) => length + CodeView.Padding + CodeView.JumpTableSize(length);

    private static CodeView LayOut(ReadOnlySpan<byte> code)
    {
        var memory = (byte*)NativeMemory.AllocZeroed((nuint)SizeOf(code.Length));
        code.CopyTo(new Span<byte>(memory, code.Length));
        byte* table = memory + code.Length + CodeView.Padding;
        CodeView.FindJumpDestinations(code, table);
        return new CodeView { Code = memory, JumpDestinations = table, Length = code.Length };
    }
}
