using Rollup.Kernel.Fields;
using Rollup.Stark.Fri;
using Rollup.Stark.Hashing;
using Rollup.Stark.Keys;
using Rollup.Stark.Merkle;

namespace Rollup.Stark.Proofs;

/// <summary>
/// The binary form of proofs. Big-endian; field elements are four canonical bytes, extension elements five of them, digests 32 bytes. In order:
/// <list type="number">
/// <item>the version byte, the hash byte, the number of tables as a byte, a byte per table for the logarithm of its height, zero if it is left out,</item>
/// <item>main root; with interactions: LogUp root and cumulative sums; quotient root,</item>
/// <item>openings, table after table; FRI roots; final polynomial,</item>
/// <item>nonces, four bytes each: LogUp, composition, out-of-domain, batching, one per folding round, queries,</item>
/// <item>Merkle openings of the trace commitments and of the FRI rounds: per matrix the number of rows (two bytes) and the rows, then the number of siblings (four bytes) and
/// the siblings.</item>
/// </list>
/// All other sizes follow from key and heights. There is one encoding per proof: every value is canonical and nothing may follow.
/// </summary>
public static class ProofCodec
{
    public static byte[] Encode<THash>(VerifyingKey<THash> key, Proof proof)
        where THash : struct, IHashSuite<THash>
    {
        ProofWriter<THash> writer = new();
        writer.WriteByte(ProtocolPrelude.Version);
        writer.WriteByte((byte)THash.Kind);
        writer.WriteByte((byte)proof.LogHeights.Length);
        foreach (int log in proof.LogHeights)
            writer.WriteByte((byte)log);
        writer.WriteDigest(proof.MainRoot);
        if (key.HasInteractions)
        {
            writer.WriteDigest(proof.LogUpRoot);
            writer.WriteExtensions(proof.CumulativeSums);
        }

        writer.WriteDigest(proof.QuotientRoot);
        foreach (Extension[] values in proof.Openings.SelectMany(o => o.All))
            writer.WriteExtensions(values);
        foreach (Digest root in proof.FriRoots)
            writer.WriteDigest(root);
        writer.WriteExtensions(proof.FinalPolynomial);
        foreach (uint nonce in (IEnumerable<uint>)
            [proof.Nonces.LogUp, proof.Nonces.Composition, proof.Nonces.OutOfDomain, proof.Nonces.Batching, .. proof.Nonces.Folding, proof.Nonces.Queries])
            writer.WriteWord(nonce);
        foreach (MerkleOpening opening in proof.TraceOpenings.Concat(proof.FriOpenings))
            writer.WriteOpening(opening);
        return writer.ToArray();
    }

    /// <summary>The proof in <paramref name="bytes"/>, or the reason why there is none that <paramref name="key"/> could verify.</summary>
    public static VerificationResult TryDecode<THash>(VerifyingKey<THash> key, ReadOnlySpan<byte> bytes, out Proof? proof)
        where THash : struct, IHashSuite<THash>
    {
        proof = null;
        ProofReader<THash> reader = new(bytes);
        if (reader.ReadByte() != ProtocolPrelude.Version || reader.ReadByte() != (byte)THash.Kind)
            return new(VerificationError.WrongVersion, "the proof is of another version or hash");
        int[] logHeights = new int[reader.ReadByte()];
        for (int i = 0; i < logHeights.Length; i++)
            logHeights[i] = reader.ReadByte();
        if (ProofLayout.CheckHeights(key, logHeights) is { IsValid: false } heights)
            return reader.Failed ? new(VerificationError.Malformed, "the proof ends early") : heights;

        FriSchedule schedule = new(key.Parameters, logHeights);
        int rounds = schedule.Rounds.Count;
        Digest mainRoot = reader.ReadDigest();
        Digest logUpRoot = key.HasInteractions ? reader.ReadDigest() : default;
        Extension[] sums = reader.ReadExtensions(ProofLayout.CumulativeSums(key, logHeights));
        Digest quotientRoot = reader.ReadDigest();
        TableOpenings[] openings = new TableOpenings[key.Shapes.Count];
        for (int table = 0; table < openings.Length && !reader.Failed; table++)
        {
            int[] lengths = ProofLayout.OpeningLengths(key.Shapes[table], logHeights[table]);
            openings[table] = new(
                reader.ReadExtensions(lengths[0]), reader.ReadExtensions(lengths[1]), reader.ReadExtensions(lengths[2]),
                reader.ReadExtensions(lengths[3]), reader.ReadExtensions(lengths[4]), reader.ReadExtensions(lengths[5]));
        }

        Digest[] friRoots = new Digest[rounds];
        for (int i = 0; i < rounds; i++)
            friRoots[i] = reader.ReadDigest();
        Extension[] finalPolynomial = reader.ReadExtensions(1 << schedule.FinalLogLength);
        uint logUpNonce = reader.ReadWord(), compositionNonce = reader.ReadWord(), outOfDomainNonce = reader.ReadWord(), batchingNonce = reader.ReadWord();
        uint[] foldingNonces = new uint[rounds];
        for (int i = 0; i < rounds; i++)
            foldingNonces[i] = reader.ReadWord();
        uint queryNonce = reader.ReadWord();

        CommittedTrees trees = CommittedTrees.Of(key, logHeights);
        MerkleOpening[] traceOpenings = new MerkleOpening[trees.Kinds.Count], friOpenings = new MerkleOpening[rounds];
        for (int i = 0; i < traceOpenings.Length; i++)
            traceOpenings[i] = reader.ReadOpening(trees.Widths[i], key.Parameters.Queries);
        for (int i = 0; i < rounds; i++)
            friOpenings[i] = reader.ReadOpening([5 * schedule.Rounds[i].Folding], key.Parameters.Queries);
        if (reader.Failed || !reader.AtEnd)
            return new(VerificationError.Malformed, reader.Failed ? "the proof ends early or holds a value outside its range" : "bytes follow the proof");

        proof = new(
            logHeights, mainRoot, logUpRoot, sums, quotientRoot, openings, friRoots, finalPolynomial,
            new(logUpNonce, compositionNonce, outOfDomainNonce, batchingNonce, foldingNonces, queryNonce), traceOpenings, friOpenings);
        return VerificationResult.Valid;
    }
}
