using System.Buffers.Binary;
using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Parameters;
using Rollup.Stark.Transcripts;

namespace Rollup.Stark.Proofs;

/// <summary>What prover and verifier absorb before the first commitment: everything that is known beforehand.</summary>
internal static class ProtocolPrelude
{
    /// <summary>"ROLL".</summary>
    private const int Tag = 0x524f_4c4c;

    /// <summary>The version of protocol and proof format.</summary>
    public const byte Version = 1;

    public static Transcript<THash> Begin<THash>(VerifyingKey<THash> key, IReadOnlyList<int> logHeights, IReadOnlyList<KoalaBear> publicValues)
        where THash : struct, IHashSuite<THash>
    {
        Transcript<THash> transcript = new();
        StarkParameters parameters = key.Parameters;
        foreach (int value in (ReadOnlySpan<int>)
            [Tag, Version, (int)THash.Kind, parameters.LogBlowup, parameters.Queries, parameters.LogFolding, parameters.LogFinalLength, parameters.MaxLogHeight])
            transcript.Absorb(value);
        foreach (int bits in parameters.Grinding.All)
            transcript.Absorb(bits);

        transcript.Absorb(key.Shapes.Count);
        for (int table = 0; table < key.Shapes.Count; table++)
        {
            AirShape shape = key.Shapes[table];
            for (int i = 0; i < shape.ConstraintDigest.Length; i += 2)
                transcript.Absorb(BinaryPrimitives.ReadUInt16BigEndian(shape.ConstraintDigest.AsSpan(i)));
            transcript.Absorb(key.PreprocessedLogHeights[table] ?? 0);
            transcript.Absorb(logHeights[table]);
        }

        if (key.HasPreprocessed)
            transcript.Absorb(key.PreprocessedRoot);
        transcript.Absorb(publicValues.Count);
        foreach (KoalaBear value in publicValues)
            transcript.Absorb(value);
        return transcript;
    }
}
