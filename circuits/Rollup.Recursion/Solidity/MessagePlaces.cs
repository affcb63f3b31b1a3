using Rollup.Stark.Fields;
using Rollup.Stark.Parameters;
using Rollup.Stark.Proofs;

namespace Rollup.Recursion.Solidity;

/// <summary>The messages of a proof by their places in its bytes: <see cref="ProofCodec"/> writes them in the order in which the protocol asks for them.</summary>
internal sealed class MessagePlaces(ProofPlan plan, int digestBytes) : IProofMessages<ElementPlace, ExtensionPlace, DigestPlace>
{
    public const int HeaderBytes = 3, ElementBytes = 4, ExtensionBytes = ElementBytes * ExtensionField.Degree;

    private readonly Dictionary<(ColumnKind Kind, int Round), int> _caps = [];

    /// <summary>Every message by its first byte, in order.</summary>
    public List<(string Name, int Offset)> Parts { get; } = [];

    /// <summary>The first byte behind the messages so far.</summary>
    public int End { get; private set; } = HeaderBytes;

    public ExtensionPlace[] Sums { get; private set; } = [];

    /// <summary>Where the openings begin.</summary>
    public int FirstOpening { get; private set; }

    public int OpeningCount { get; private set; }

    public ExtensionPlace[] Coefficients { get; private set; } = [];

    public int Cap(ColumnKind kind, int round = 0) => _caps[(kind, round)];

    public DigestPlace[] Commitment(ColumnKind kind, int round)
    {
        _caps.Add((kind, round), End);
        Parts.Add(($"{kind} commitment", End));
        TreePlan tree = kind == ColumnKind.Fold ? plan.FoldTrees[round] : plan.Tree(kind);
        return Take(1 << tree.LogCap, digestBytes, offset => new DigestPlace(offset));
    }

    public ExtensionPlace[] CumulativeSums()
    {
        Parts.Add(("sums", End));
        return Sums = TakeExtensions(plan.Tables.Count(t => t.Structure.HasInteractions));
    }

    public TableOpenings<ExtensionPlace>[] Openings()
    {
        FirstOpening = End;
        Parts.Add(("openings", End));
        TableOpenings<ExtensionPlace>[] openings = [.. plan.Structures.Select(_ => TableOpenings<ExtensionPlace>.None)];
        foreach (TablePlan table in plan.Tables)
            openings[table.Index] = TableOpenings<ExtensionPlace>.Read(table, TakeExtensions);
        OpeningCount = (End - FirstOpening) / ExtensionBytes;
        return openings;
    }

    public ExtensionPlace[] FinalPolynomial()
    {
        Parts.Add(("final polynomial", End));
        return Coefficients = TakeExtensions(1 << plan.Schedule.FinalLogLength);
    }

    public ElementPlace Nonce(WorkStage stage, int round)
    {
        Parts.Add(($"nonce before {stage}", End));
        return Take(1, ElementBytes, offset => new ElementPlace(offset))[0];
    }

    private ExtensionPlace[] TakeExtensions(int count) => Take(count, ExtensionBytes, offset => new ExtensionPlace(offset));

    private T[] Take<T>(int count, int size, Func<int, T> place)
    {
        T[] places = [.. Enumerable.Range(0, count).Select(i => place(End + (i * size)))];
        End += count * size;
        return places;
    }
}
