using System.Buffers.Binary;
using Rollup.Kernel.Fields;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Proofs;

namespace Rollup.Proving.Provers;

/// <summary>The bytes of a circuit's proof: which circuit (4 bytes, little-endian), the public values (4 bytes each, canonical), the proof (<see cref="ProofCodec"/>).</summary>
internal static class CircuitProofCodec
{
    public static byte[] Encode(int circuit, VerifyingKey<Poseidon2Suite> key, KoalaBear[] publicValues, Proof proof)
    {
        byte[] encoded = ProofCodec.Encode(key, proof);
        byte[] bytes = new byte[(4 * (1 + publicValues.Length)) + encoded.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, circuit);
        for (int i = 0; i < publicValues.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * (1 + i)), publicValues[i].ToCanonical());
        encoded.CopyTo(bytes, bytes.Length - encoded.Length);
        return bytes;
    }

    /// <summary>Which circuit the bytes are about; null if there are too few.</summary>
    public static int? ReadCircuit(ReadOnlySpan<byte> bytes) => bytes.Length < 4 ? null : BinaryPrimitives.ReadInt32LittleEndian(bytes);

    /// <summary>The public values and the proof, if it is valid; the reason otherwise.</summary>
    public static (KoalaBear[]? PublicValues, Proof? Proof, string Reason) DecodeAndVerify(ReadOnlySpan<byte> bytes, VerifyingKey<Poseidon2Suite> key, int publicValueCount)
    {
        int head = 4 * (1 + publicValueCount);
        if (bytes.Length < head)
            return (null, null, "too few bytes for a circuit's proof");
        KoalaBear[] publicValues = new KoalaBear[publicValueCount];
        for (int i = 0; i < publicValues.Length; i++)
        {
            uint value = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 * (1 + i))..]);
            if (value >= KoalaBear.Modulus)
                return (null, null, "a public value is no element of the field");
            publicValues[i] = KoalaBear.FromCanonical(value);
        }

        VerificationResult verdict = ProofCodec.TryDecode(key, bytes[head..], out Proof? proof);
        if (verdict.IsValid)
            verdict = Verifier.Verify(key, publicValues, proof!);
        return verdict.IsValid ? (publicValues, proof, "") : (null, null, $"{verdict.Error}: {verdict.Detail}");
    }
}
