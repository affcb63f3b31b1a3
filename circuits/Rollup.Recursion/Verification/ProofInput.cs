using Rollup.Kernel.Fields;
using Rollup.Recursion.Chips;
using Rollup.Recursion.Memory;
using Rollup.Recursion.Programs;
using Rollup.Stark.Hashing;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Verification;

/// <summary>A proof as input of a circuit: <see cref="Record"/> takes its elements from the input in the order in which <see cref="Flatten"/> writes them.</summary>
public static class ProofInput
{
    /// <summary>A proof of the plan's sizes whose elements the prover chooses.</summary>
    public static Proof<CircuitBase, CircuitValue, CircuitDigest> Record(CircuitRecorder recorder, ProofPlan plan)
    {
        recorder.BeginPart("input");
        CircuitDigest[] mainCap = Digests(1 << plan.Tree(ColumnKind.Main).LogCap);
        CircuitValue[] sums = Values(plan.Tables.Count(t => t.Structure.HasInteractions));
        CircuitDigest[] logUpCap = plan.FindTree(ColumnKind.LogUp) is { } logUp ? Digests(1 << logUp.LogCap) : [];
        CircuitDigest[] quotientCap = Digests(1 << plan.Tree(ColumnKind.Quotient).LogCap);
        TableOpenings<CircuitValue>[] openings = [.. Enumerable.Repeat(TableOpenings<CircuitValue>.None, plan.Structures.Count)];
        foreach (TablePlan table in plan.Tables)
            openings[table.Index] = TableOpenings<CircuitValue>.Read(table, Values);
        return new(
            plan.ShapeIndex, mainCap, sums, logUpCap, quotientCap, openings, [.. plan.FoldTrees.Select(tree => Digests(1 << tree.LogCap))], Values(1 << plan.Schedule.FinalLogLength),
            [.. recorder.BaseInputs(plan.Work.Count()).Select(CircuitBase.FromBaseValue)], [.. Enumerable.Range(0, plan.Parameters.Queries).Select(_ => Query())]);

        QueryOpening<CircuitBase, CircuitValue, CircuitDigest> Query() => new(
            null,
            [.. plan.TraceTrees.Where(t => !t.HoldsExtensions).Select(tree => Opening<CircuitBase>(tree, width => [.. recorder.Cells(width).Select(CircuitBase.FromCell)]))],
            [.. plan.TraceTrees.Where(t => t.HoldsExtensions).Select(tree => Opening(tree, Values))],
            [.. plan.FoldTrees.Select(tree => Opening(tree, Values))]);

        TreeOpening<TCell, CircuitDigest> Opening<TCell>(TreePlan tree, Func<int, TCell[]> row)
            => new([.. tree.Matrices.Select(matrix => row(matrix.Width))], [.. Enumerable.Range(0, tree.PathLength).Select(_ => recorder.SiblingInput())]);

        CircuitValue[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => recorder.Input())];

        CircuitDigest[] Digests(int count) => [.. Enumerable.Range(0, count).Select(_ => recorder.DigestInput())];
    }

    /// <summary>The elements of a proof.</summary>
    public static KoalaBear[] Flatten(Proof proof)
    {
        List<KoalaBear> elements = [];
        Digests(proof.MainCap);
        Values(proof.CumulativeSums);
        Digests(proof.LogUpCap);
        Digests(proof.QuotientCap);
        foreach (Extension[] values in proof.Openings.SelectMany(openings => openings.All))
            Values(values);
        foreach (Digest[] cap in proof.FoldCaps)
            Digests(cap);
        Values(proof.FinalPolynomial);
        elements.AddRange(proof.Nonces.Select(nonce => nonce.Value));
        foreach (QueryOpening<Stark.Fields.Scalar, Extension, Digest> query in proof.Queries)
        {
            foreach (TreeOpening<Stark.Fields.Scalar, Digest> opening in query.BaseTrees)
            {
                elements.AddRange(opening.Rows.SelectMany(row => row).Select(cell => cell.Value));
                Digests(opening.Path);
            }

            foreach (TreeOpening<Extension, Digest> opening in query.ExtensionTrees.Concat(query.Folds))
            {
                foreach (Extension[] row in opening.Rows)
                    Values(row);
                Digests(opening.Path);
            }
        }

        return [.. elements];

        void Values(Extension[] values)
        {
            Span<KoalaBear> coordinates = stackalloc KoalaBear[MemoryBuses.ExtensionLength];
            foreach (Extension value in values)
            {
                ExtensionCoordinates.Write(value, coordinates);
                elements.AddRange(coordinates);
            }
        }

        void Digests(Digest[] digests) => elements.AddRange(digests.SelectMany(Elements));
    }

    /// <summary>The elements of a Poseidon2 digest.</summary>
    public static KoalaBear[] Elements(Digest digest)
    {
        KoalaBear[] elements = new KoalaBear[Digest.Length];
        for (int i = 0; i < elements.Length; i++)
            elements[i] = KoalaBear.FromMontgomeryWord(digest[i]);
        return elements;
    }
}
