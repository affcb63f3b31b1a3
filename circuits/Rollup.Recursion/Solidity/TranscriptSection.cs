using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Solidity;

/// <summary>
/// Writes the transcript: the contract's half of <see cref="Protocol"/>. The state stands at TRANSCRIPT, what is absorbed after it. Challenges go to memory, R times their value; elements are checked to be
/// canonical as they pass.
/// </summary>
internal sealed class TranscriptSection(YulWriter yul, ContractMemory memory, int digestBytes) : IChallenger<ElementPlace, ExtensionPlace, DigestPlace, int>
{
    /// <summary>Stands for the key's digest, which is no part of a proof but of <see cref="AlreadyAbsorbed"/>.</summary>
    public static readonly DigestPlace KeyDigest = new(-1);

    private const int WordBytes = ContractMemory.WordBytes;

    private readonly List<(int Offset, int Size, bool HoldsDigests)> _pending = [];
    private int _challenges;

    /// <summary>What the state and everything absorbed after it take at most.</summary>
    public int MaxBytes { get; private set; } = WordBytes;

    /// <summary>Bytes that stand behind the state already, put there by other code.</summary>
    public int AlreadyAbsorbed { get; set; }

    public void Absorb(ElementPlace value) => Absorb(value.Offset, MessagePlaces.ElementBytes, holdsDigests: false);

    public void Absorb(ExtensionPlace value) => Absorb(value.Offset, MessagePlaces.ExtensionBytes, holdsDigests: false);

    public void Absorb(DigestPlace value)
    {
        if (value != KeyDigest)
            Absorb(value.Offset, digestBytes, holdsDigests: true);
    }

    /// <summary>The shape's index, which is a part of <see cref="AlreadyAbsorbed"/>.</summary>
    public void AbsorbConstant(int value)
    {
    }

    public ExtensionPlace SampleExtension()
    {
        int address = memory.Allocate($"CHALLENGE_{_challenges++}", 1, "A challenge, times R.");
        yul.Write($"mstore(0x{address:x}, challenge({Advance()}))");
        return new(address);
    }

    public void BeginWork() => yul.Write($"pop({Advance()})");

    public void EndWork(ElementPlace nonce, int bits, WorkStage stage)
    {
        Absorb(nonce);
        yul.Write($"if and(shr(224, {Advance()}), 0x{(1u << bits) - 1:x}) {{ reject() }}");
    }

    public int[][] SampleQueries(int count, int bits)
    {
        string first = Advance();
        yul.Write($$"""
            let state := {{first}}
            for { let i := 0 } lt(i, {{count}}) { i := add(i, 1) } {
            if and(iszero(and(i, 7)), gt(i, 0)) { state := advance(0x20) }
            mstore(add(POSITIONS, shl(5, i)), and(shr(sub(224, shl(5, and(i, 7))), state), 0x{{(1u << bits) - 1:x}}))
            }
            """);
        return [];
    }

    private void Absorb(int offset, int size, bool holdsDigests)
    {
        // Neighbours are copied at once.
        if (_pending.Count > 0 && _pending[^1] is var last && last.Offset + last.Size == offset && last.HoldsDigests == holdsDigests)
            _pending[^1] = last with { Size = last.Size + size };
        else
            _pending.Add((offset, size, holdsDigests));
    }

    /// <summary>Writes the pending messages behind the state, and returns the expression that is the next state.</summary>
    private string Advance()
    {
        int size = WordBytes + AlreadyAbsorbed;
        AlreadyAbsorbed = 0;
        foreach ((int offset, int bytes, bool holdsDigests) in _pending)
        {
            string target = $"add(TRANSCRIPT, {size})", source = $"add(mload(PROOF), {offset})";
            if (holdsDigests)
            {
                int count = bytes / digestBytes;
                yul.Write($"absorbDigests({target}, {source}, {count})");
                size += count * WordBytes;
                continue;
            }

            yul.Write($"calldatacopy({target}, {source}, {bytes})");
            yul.Write($"checkElements({target}, {bytes})");
            size += bytes;
        }

        _pending.Clear();
        // One more for the domain, and room for words that are written across the end.
        MaxBytes = Math.Max(MaxBytes, size + WordBytes);
        return $"advance({size})";
    }
}
