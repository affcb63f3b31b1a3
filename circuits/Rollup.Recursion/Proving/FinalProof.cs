using System.Buffers.Binary;
using Rollup.Kernel.Fields;
using Rollup.Recursion.Statements;
using Rollup.Stark.Hashing;

namespace Rollup.Recursion.Proving;

/// <summary>
/// A final proof with what it proves. Its bytes are what the contract is called with: program key, L1 chain id, rollup, fromHash and toHash, 32 bytes each as Solidity's ABI has them, and the proof's bytes.
/// </summary>
public sealed record FinalProof(ShrunkStatement<KoalaBear> Statement, byte[] Proof)
{
    private const int WordBytes = 32, LimbBytes = 2, HeadWords = 5;

    /// <summary>Bytes before the proof's.</summary>
    public const int HeadBytes = HeadWords * WordBytes;

    public byte[] Encode()
    {
        byte[] bytes = new byte[HeadBytes + Proof.Length];
        for (int i = 0; i < Digest.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), Statement.Program[i].ToCanonical());
        // The chain id is a little-endian number in memory; the others are bytes in their order.
        Span<byte> chainId = bytes.AsSpan((2 * WordBytes) - (LimbBytes * BatchRange<KoalaBear>.ChainIdLimbs), LimbBytes * BatchRange<KoalaBear>.ChainIdLimbs);
        WriteLimbs(Statement.Chain.ChainId, chainId);
        chainId.Reverse();
        WriteLimbs(Statement.Chain.Rollup, bytes.AsSpan((3 * WordBytes) - (LimbBytes * BatchRange<KoalaBear>.RollupLimbs)));
        WriteLimbs(Statement.Chain.FromHash, bytes.AsSpan(3 * WordBytes));
        WriteLimbs(Statement.Chain.ToHash, bytes.AsSpan(4 * WordBytes));
        Proof.CopyTo(bytes, HeadBytes);
        return bytes;
    }

    /// <summary>Null if the bytes are too short or hold numbers outside their range; the proof itself is not looked at.</summary>
    public static FinalProof? Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes)
            return null;
        KoalaBear[] program = new KoalaBear[Digest.Length];
        for (int i = 0; i < program.Length; i++)
        {
            uint word = BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 * i)..]);
            if (word >= KoalaBear.Modulus)
                return null;
            program[i] = KoalaBear.FromCanonical(word);
        }

        const int ChainIdBytes = LimbBytes * BatchRange<KoalaBear>.ChainIdLimbs, RollupBytes = LimbBytes * BatchRange<KoalaBear>.RollupLimbs;
        ReadOnlySpan<byte> chainIdWord = bytes.Slice(WordBytes, WordBytes), rollupWord = bytes.Slice(2 * WordBytes, WordBytes);
        if (chainIdWord[..^ChainIdBytes].IndexOfAnyExcept((byte)0) >= 0 || rollupWord[..^RollupBytes].IndexOfAnyExcept((byte)0) >= 0)
            return null;
        byte[] chainId = chainIdWord[^ChainIdBytes..].ToArray();
        chainId.AsSpan().Reverse();
        BatchRange<KoalaBear> range = new(ReadLimbs(chainId), ReadLimbs(rollupWord[^RollupBytes..]), ReadLimbs(bytes.Slice(3 * WordBytes, WordBytes)), ReadLimbs(bytes.Slice(4 * WordBytes, WordBytes)));
        return new(new(program, range), bytes[HeadBytes..].ToArray());
    }

    private static void WriteLimbs(KoalaBear[] limbs, Span<byte> bytes)
    {
        for (int i = 0; i < limbs.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[(LimbBytes * i)..], (ushort)limbs[i].ToCanonical());
    }

    private static KoalaBear[] ReadLimbs(ReadOnlySpan<byte> bytes)
    {
        KoalaBear[] limbs = new KoalaBear[bytes.Length / LimbBytes];
        for (int i = 0; i < limbs.Length; i++)
            limbs[i] = KoalaBear.FromCanonical(BinaryPrimitives.ReadUInt16LittleEndian(bytes[(LimbBytes * i)..]));
        return limbs;
    }
}
