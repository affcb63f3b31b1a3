using System.Buffers.Binary;
using Rollup.Kernel.Fields;
using Rollup.Stark.Chips.Keccak;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Parameters;

namespace Rollup.Stark.Cli;

/// <summary>
/// The file that <c>prove keccak</c> writes: eight bytes "ROLLKEC2", the nine public values of <see cref="KeccakBatch"/> as canonical big-endian words, then the proof. It names no parameters: the key
/// is always made from <see cref="Parameters"/>.
/// </summary>
public static class KeccakBatchFile
{
    private const int PublicValueBytes = 4 * KeccakDigestAir.PublicValues;

    public static StarkParameters Parameters { get; } = ParameterSets.Provable100(logBlowup: 1);

    private static ReadOnlySpan<byte> Magic => "ROLLKEC2"u8;

    public static ProvingKey<KeccakSuite> CreateKey() => KeccakBatch.CreateKey<KeccakSuite>(Parameters);

    public static byte[] Encode(IReadOnlyList<KoalaBear> publicValues, byte[] proof)
    {
        byte[] words = new byte[PublicValueBytes];
        for (int i = 0; i < publicValues.Count; i++)
            BinaryPrimitives.WriteUInt32BigEndian(words.AsSpan(4 * i), publicValues[i].ToCanonical());
        return [.. Magic, .. words, .. proof];
    }

    /// <summary>False, with a reason, if the bytes are no such file; the proof itself is not looked at.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out KoalaBear[] publicValues, out ReadOnlySpan<byte> proof, out string reason)
    {
        publicValues = new KoalaBear[KeccakDigestAir.PublicValues];
        proof = default;
        reason = "the file does not begin like a Keccak batch proof";
        if (bytes.Length < Magic.Length + PublicValueBytes || !bytes.StartsWith(Magic))
            return false;
        for (int i = 0; i < publicValues.Length; i++)
        {
            uint word = BinaryPrimitives.ReadUInt32BigEndian(bytes[(Magic.Length + (4 * i))..]);
            reason = $"public value {i} is not below the field's modulus";
            if (word >= KoalaBear.Modulus)
                return false;
            publicValues[i] = KoalaBear.FromCanonical(word);
        }

        proof = bytes[(Magic.Length + PublicValueBytes)..];
        return true;
    }
}
