using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Rollup.Stark.Airs.Symbolic;

namespace Rollup.Stark.Airs;

/// <summary>
/// Everything about an AIR that prover and verifier must agree on, derived from its symbolic evaluation: widths, degrees, which rows are read,
/// how its interactions are grouped into LogUp columns.
/// </summary>
public sealed class AirShape
{
    private AirShape(IAir air, int preprocessedWidth, SymbolicBuilder symbols, int maxDegree)
    {
        Name = air.Name;
        Width = air.Width;
        PreprocessedWidth = preprocessedWidth;
        IsOptional = air.IsOptional;
        Constraints = symbols.Constraints;
        Interactions = symbols.Interactions;
        int constraintDegree = Constraints.Select(c => c.Degree).DefaultIfEmpty(1).Max();
        InteractionGroups = Group(Interactions, Math.Min(maxDegree, Math.Max(constraintDegree, 3)));
        MaxDegree = Math.Max(constraintDegree, InteractionGroups.Select(g => GroupDegree(g.Interactions)).DefaultIfEmpty(1).Max());
        if (Interactions.Count > 0)
            MaxDegree = Math.Max(MaxDegree, 2);
        UsesNext = Reads(SymbolicKind.Next);
        if (MaxDegree > maxDegree)
            throw new InvalidAirException($"AIR {air.Name} has constraint degree {MaxDegree}; the blow-up allows {maxDegree}.");
        ConstraintDigest = Hash();
    }

    public string Name { get; }

    public int Width { get; }

    public int PreprocessedWidth { get; }

    /// <inheritdoc cref="IAir.IsOptional"/>
    public bool IsOptional { get; }

    public IReadOnlyList<SymbolicConstraint> Constraints { get; }

    public IReadOnlyList<SymbolicInteraction> Interactions { get; }

    /// <summary>Ranges of <see cref="Interactions"/> that share a LogUp column.</summary>
    public IReadOnlyList<InteractionGroup> InteractionGroups { get; }

    /// <summary>The highest degree, in columns, of any constraint, those of LogUp included.</summary>
    public int MaxDegree { get; }

    /// <summary>The quotient has degree below 2^LogQuotientChunks · n.</summary>
    public int LogQuotientChunks => LogChunks(MaxDegree);

    /// <summary>Whether any constraint reads the next row of the main columns.</summary>
    public bool UsesNext { get; }

    public bool HasInteractions => Interactions.Count > 0;

    /// <summary>Extension columns of LogUp: one per group, and the running sum.</summary>
    public int LogUpColumns => HasInteractions ? InteractionGroups.Count + 1 : 0;

    /// <summary>Constraints that are batched: the AIR's own, one per LogUp group, and three of the running sum.</summary>
    public int ConstraintCount => Constraints.Count + (HasInteractions ? InteractionGroups.Count + 3 : 0);

    /// <summary>SHA-256 over the AIR's name, widths, whether it is optional, constraints and interactions, constraint names excluded. The encoding is injective: every record begins with its kind and its length.</summary>
    public byte[] ConstraintDigest { get; }

    /// <summary>log₂ of the quotient chunks at a highest constraint degree d: a power of two that is at least d − 1.</summary>
    public static int LogChunks(int maxDegree) => maxDegree <= 2 ? 0 : int.Log2(maxDegree - 2) + 1;

    /// <summary>
    /// The shape of <paramref name="air"/>. <paramref name="maxDegree"/> is what the blow-up allows: 1 + 2^b.
    /// </summary>
    /// <exception cref="InvalidAirException">The AIR's degree is higher, or an interaction's message has the wrong length.</exception>
    public static AirShape Of(IAir air, int preprocessedWidth, int maxDegree)
    {
        SymbolicBuilder symbols = new(air.Width, preprocessedWidth, air.PublicValueCount);
        SymbolicBuilder builder = symbols;
        air.Evaluate<SymbolicBuilder, SymbolicExpression>(ref builder);
        foreach (SymbolicInteraction interaction in symbols.Interactions)
        {
            if (interaction.Message.Length != interaction.Bus.MessageLength || interaction.Message.Length == 0)
                throw new InvalidAirException($"AIR {air.Name} uses bus {interaction.Bus.Name} with {interaction.Message.Length} elements instead of {interaction.Bus.MessageLength}.");
        }

        return new(air, preprocessedWidth, symbols, maxDegree);
    }

    /// <summary>
    /// The degree of φ·∏Dᵢ − Σᵢ mᵢ·∏_{j≠i} Dⱼ.
    /// </summary>
    private static int GroupDegree(IReadOnlyCollection<SymbolicInteraction> group)
    {
        int product = group.Sum(i => i.MessageDegree);
        return Math.Max(1 + product, group.Max(i => i.Multiplicity.Degree + product - i.MessageDegree));
    }

    private static List<InteractionGroup> Group(IReadOnlyList<SymbolicInteraction> interactions, int maxDegree)
    {
        List<InteractionGroup> groups = [];
        List<SymbolicInteraction> current = [];
        for (int i = 0; i < interactions.Count; i++)
        {
            if (current.Count > 0 && GroupDegree([.. current, interactions[i]]) > maxDegree)
            {
                groups.Add(new(i - current.Count, [.. current]));
                current.Clear();
            }

            current.Add(interactions[i]);
        }

        if (current.Count > 0)
            groups.Add(new(interactions.Count - current.Count, [.. current]));
        return groups;
    }

    private bool Reads(SymbolicKind kind)
    {
        HashSet<SymbolicNode> seen = new(ReferenceEqualityComparer.Instance);
        Stack<SymbolicNode> open = new(Roots());
        while (open.TryPop(out SymbolicNode? node))
        {
            if (node.Kind == kind)
                return true;
            if (!seen.Add(node))
                continue;
            if (node.Left is not null)
                open.Push(node.Left);
            if (node.Right is not null)
                open.Push(node.Right);
        }

        return false;
    }

    private IEnumerable<SymbolicNode> Roots()
        => Constraints.Select(c => c.Value.Node).Concat(Interactions.SelectMany(i => i.Message.Append(i.Multiplicity)).Select(e => e.Node));

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
