using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Rollup.Stark.Airs.Symbolic;

namespace Rollup.Stark.Airs;

/// <summary>
/// Everything about an AIR that prover and verifier must agree on, derived from its symbolic evaluation: widths, degrees, which rows are read,
/// how its interactions are grouped into LogUp columns.
/// </summary>
public sealed class AirStructure
{
    private readonly int[] _nextColumns;

    private AirStructure(IAir air, int preprocessedWidth, SymbolicBuilder symbols, int maxDegree)
    {
        Name = air.Name;
        Width = air.Width;
        PreprocessedWidth = preprocessedWidth;
        PublicValueCount = air.PublicValueCount;
        IsOptional = air.IsOptional;
        Constraints = symbols.Constraints;
        Interactions = symbols.Interactions;
        int constraintDegree = Constraints.Select(c => c.Degree).DefaultIfEmpty(1).Max();
        InteractionGroups = ChooseGroups(Interactions, constraintDegree, maxDegree)
            ?? throw new InvalidAirException($"AIR {air.Name} has an interaction of too high a degree; the blow-up allows {maxDegree}.");
        MaxDegree = InteractionGroups.Select(g => g.Degree).Append(constraintDegree).Max();
        if (MaxDegree > maxDegree)
            throw new InvalidAirException($"AIR {air.Name} has constraint degree {MaxDegree}; the blow-up allows {maxDegree}.");
        _nextColumns = SymbolicGraph.Variables(
            SymbolicKind.Next, Constraints.Select(c => c.Value).Concat(Interactions.SelectMany(i => i.Message.Append(i.Multiplicity))));
        if (!air.MessagesReadNextRow && SymbolicGraph.Variables(SymbolicKind.Next, Interactions.SelectMany(i => i.Message.Append(i.Multiplicity))).Length > 0)
            throw new InvalidAirException($"Messages of AIR {air.Name} read the next row, and it does not say that they may ({nameof(IAir.MessagesReadNextRow)}).");
        ConstraintDigest = Hash();
    }

    public string Name { get; }

    public int Width { get; }

    public int PreprocessedWidth { get; }

    /// <inheritdoc cref="IAir.PublicValueCount"/>
    public int PublicValueCount { get; }

    /// <inheritdoc cref="IAir.IsOptional"/>
    public bool IsOptional { get; }

    public IReadOnlyList<SymbolicConstraint> Constraints { get; }

    public IReadOnlyList<SymbolicInteraction> Interactions { get; }

    /// <summary>Every group but the last has a LogUp column for its sum of fractions.</summary>
    public IReadOnlyList<InteractionGroup> InteractionGroups { get; }

    /// <summary>The highest degree, in columns, of any constraint, those of LogUp included.</summary>
    public int MaxDegree { get; }

    /// <summary>The quotient has degree below 2^LogQuotientChunks · n.</summary>
    public int LogQuotientChunks => LogChunks(MaxDegree);

    /// <summary>The main columns whose next row any constraint or interaction reads, ascending: only these are opened there.</summary>
    public ReadOnlySpan<int> NextColumns => _nextColumns;

    public bool HasInteractions => Interactions.Count > 0;

    /// <summary>Extension columns of LogUp: one per group but the last, and the running sum.</summary>
    public int LogUpColumns => InteractionGroups.Count;

    /// <summary>Constraints that are batched: the AIR's own, and one per interaction group.</summary>
    public int ConstraintCount => Constraints.Count + InteractionGroups.Count;

    /// <summary>SHA-256 over the AIR's name, widths, whether it is optional, constraints and interactions, constraint names excluded. The encoding is injective: every record begins with its kind and its length.</summary>
    public byte[] ConstraintDigest { get; }

    /// <summary>log₂ of the quotient chunks at a highest constraint degree d: a power of two that is at least d − 1.</summary>
    public static int LogChunks(int maxDegree) => maxDegree <= 2 ? 0 : int.Log2(maxDegree - 2) + 1;

    /// <summary>
    /// The structure of <paramref name="air"/>. <paramref name="maxDegree"/> is what the blow-up allows: 1 + 2^b.
    /// </summary>
    /// <exception cref="InvalidAirException">The AIR's degree is higher, or an interaction's message has the wrong length.</exception>
    public static AirStructure Of(IAir air, int preprocessedWidth, int maxDegree)
    {
        SymbolicBuilder symbols = SymbolicBuilder.Evaluate(air, preprocessedWidth);
        foreach (SymbolicInteraction interaction in symbols.Interactions)
        {
            if (interaction.Message.Length != interaction.Bus.MessageLength || interaction.Message.Length == 0)
                throw new InvalidAirException($"AIR {air.Name} uses bus {interaction.Bus.Name} with {interaction.Message.Length} elements instead of {interaction.Bus.MessageLength}.");
        }

        return new(air, preprocessedWidth, symbols, maxDegree);
    }

    /// <summary>
    /// The grouping with the fewest extension columns, those of LogUp and of the quotient together: longer equations need fewer LogUp columns, but a quotient of higher degree. Only degrees 1 + 2^q
    /// are worth trying, for the quotient is as long for those between. Null if there is none.
    /// </summary>
    private static IReadOnlyList<InteractionGroup>? ChooseGroups(IReadOnlyList<SymbolicInteraction> interactions, int constraintDegree, int maxDegree)
        => Enumerable.Range(LogChunks(constraintDegree), Math.Max(1, LogChunks(maxDegree) - LogChunks(constraintDegree) + 1))
            .Select(log => (Chunks: 1 << log, Groups: InteractionGroup.TryPartition(interactions, 1 + (1 << log))))
            .Where(choice => choice.Groups is not null)
            .MinBy(choice => choice.Chunks + choice.Groups!.Count).Groups;

    private byte[] Hash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Dictionary<SymbolicNode, int> numbers = new(ReferenceEqualityComparer.Instance);
        byte[] name = Encoding.UTF8.GetBytes(Name);
        Append(name.Length, Width, PreprocessedWidth, IsOptional ? 1 : 0);
        hash.AppendData(name);
        foreach (SymbolicConstraint constraint in Constraints)
            AppendRecord('c', (int)constraint.Selector, Number(constraint.Value.Node));
        foreach (SymbolicInteraction interaction in Interactions)
        {
            int[] message = [.. interaction.Message.Select(element => Number(element.Node))];
            AppendRecord('i', [interaction.Bus.Number, interaction.IsSend ? 1 : 0, (int)interaction.MaxMultiplicity, Number(interaction.Multiplicity.Node), .. message]);
        }

        return hash.GetHashAndReset();

        // Numbers nodes in the order in which they are complete, children first; recursion would be as deep as the longest sum.
        int Number(SymbolicNode root)
        {
            Stack<SymbolicNode> open = new([root]);
            while (open.TryPeek(out SymbolicNode? node))
            {
                if (numbers.ContainsKey(node))
                {
                    _ = open.Pop();
                    continue;
                }

                bool ready = true;
                foreach (SymbolicNode? child in (ReadOnlySpan<SymbolicNode?>)[node.Left, node.Right])
                {
                    if (child is null || numbers.ContainsKey(child))
                        continue;
                    open.Push(child);
                    ready = false;
                }

                if (!ready)
                    continue;
                AppendRecord('n', (int)node.Kind, node.Index, (int)node.Value.ToCanonical(), node.Left is null ? -1 : numbers[node.Left], node.Right is null ? -1 : numbers[node.Right]);
                numbers.Add(node, numbers.Count);
                _ = open.Pop();
            }

            return numbers[root];
        }

        void AppendRecord(char kind, params ReadOnlySpan<int> values)
        {
            Append(kind, values.Length);
            Append(values);
        }

        void Append(params ReadOnlySpan<int> values)
        {
            Span<byte> bytes = stackalloc byte[4];
            foreach (int value in values)
            {
                BinaryPrimitives.WriteInt32BigEndian(bytes, value);
                hash.AppendData(bytes);
            }
        }
    }
}
