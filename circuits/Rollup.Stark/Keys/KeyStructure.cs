using System.Buffers.Binary;
using Rollup.Kernel.Fields;
using Rollup.Stark.Airs;
using Rollup.Stark.Hashing;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;

namespace Rollup.Stark.Keys;

/// <summary>The digest of what a key is apart from its preprocessed columns: version, parameters, AIRs, shapes. Every list is preceded by its length.</summary>
internal static class KeyStructure
{
    /// <summary>"ROLL".</summary>
    private const int Tag = 0x524f_4c4c;

    public static Digest Digest<THash>(
        StarkParameters parameters, IReadOnlyList<AirStructure> tables, IReadOnlyList<int?> preprocessedLogHeights, IReadOnlyList<ProofShape> shapes)
        where THash : struct, IHashSuite<THash>
    {
        HashMessage<THash> message = new();
        Add(
            Tag, Protocol.Version, (int)THash.Kind, parameters.LogBlowup, parameters.Queries, parameters.LogFolding, parameters.LogFinalLength, parameters.MaxLogHeight, parameters.LogCap);
        Add([.. parameters.Grinding.All]);
        Add(tables.Count);
        for (int table = 0; table < tables.Count; table++)
        {
            byte[] digest = tables[table].ConstraintDigest;
            for (int i = 0; i < digest.Length; i += 2)
                Add(BinaryPrimitives.ReadUInt16BigEndian(digest.AsSpan(i)));
            Add(tables[table].PublicValueCount, preprocessedLogHeights[table] ?? 0);
        }

        Add(shapes.Count);
        foreach (ProofShape shape in shapes)
            Add([.. shape.LogHeights]);
        return THash.HashWords(HashDomain.Structure, message.Words);

        void Add(params ReadOnlySpan<int> values)
        {
            foreach (int value in values)
                message.Add(KoalaBear.FromCanonical((uint)value));
        }
    }
}
