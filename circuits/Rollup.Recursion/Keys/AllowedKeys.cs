using Rollup.Stark.Hashing;

namespace Rollup.Recursion.Keys;

/// <summary>
/// The tree A of the digests of the keys whose proofs a circuit may verify: four subtrees of eight leaves, of which the first three are the groups of <see cref="AllowedGroup"/>. A parent demands a leaf of the
/// group that it is made for. Other leaves are the zero digest, which is the digest of no key that anyone knows.
/// </summary>
public sealed class AllowedKeys
{
    /// <summary>log₂ of the leaves of a group: the bits of an index that are a prover's choice.</summary>
    public const int ChoiceDepth = 3;

    /// <summary>log₂ of the groups that there is room for: the bits of an index that a parent fixes.</summary>
    public const int GroupDepth = 2;

    /// <summary>log₂ of the leaves.</summary>
    public const int Depth = GroupDepth + ChoiceDepth;

    /// <summary>How many lifts, one per shape of a segment, there can be.</summary>
    public const int MaxLifts = 1 << ChoiceDepth;

    public const int JoinOfLifts = (int)AllowedGroup.Joins << ChoiceDepth, JoinOfLiftAndJoin = JoinOfLifts + 1, JoinOfJoinAndLift = JoinOfLifts + 2, JoinOfJoins = JoinOfLifts + 3;

    public const int CloseOfLift = (int)AllowedGroup.Batches << ChoiceDepth, CloseOfJoin = CloseOfLift + 1, Chain = CloseOfLift + 2;

    private readonly Digest[][] _layers;

    /// <summary>The digests of the circuits of each group, from its first leaf on.</summary>
    public AllowedKeys(IReadOnlyList<Digest> lifts, IReadOnlyList<Digest> joins, IReadOnlyList<Digest> batches)
    {
        Digest[] layer = new Digest[1 << Depth];
        Fill(AllowedGroup.Lifts, lifts);
        Fill(AllowedGroup.Joins, joins);
        Fill(AllowedGroup.Batches, batches);
        _layers = new Digest[Depth + 1][];
        _layers[0] = layer;
        for (int i = 1; i <= Depth; i++)
            _layers[i] = [.. _layers[i - 1].Chunk(2).Select(pair => Poseidon2Suite.Compress(pair[0], pair[1]))];

        void Fill(AllowedGroup group, IReadOnlyList<Digest> keys)
        {
            if (keys.Count is 0 or > 1 << ChoiceDepth)
                throw new ArgumentException($"There are 1 to {1 << ChoiceDepth} {group}, not {keys.Count}.", nameof(keys));
            for (int i = 0; i < keys.Count; i++)
                layer[((int)group << ChoiceDepth) + i] = keys[i];
        }
    }

    public Digest Root => _layers[Depth][0];

    public Digest this[int index] => _layers[0][index];

    public static AllowedGroup GroupOf(int index) => (AllowedGroup)(index >> ChoiceDepth);

    /// <summary>The join of children of these groups.</summary>
    public static int JoinOf(AllowedGroup left, AllowedGroup right) => (left, right) switch
    {
        (AllowedGroup.Lifts, AllowedGroup.Lifts) => JoinOfLifts,
        (AllowedGroup.Lifts, AllowedGroup.Joins) => JoinOfLiftAndJoin,
        (AllowedGroup.Joins, AllowedGroup.Lifts) => JoinOfJoinAndLift,
        (AllowedGroup.Joins, AllowedGroup.Joins) => JoinOfJoins,
        _ => throw new ArgumentException($"There is no join of {left} and {right}.", nameof(left)),
    };

    /// <summary>The close of a child of this group.</summary>
    public static int CloseOf(AllowedGroup execution) => execution switch
    {
        AllowedGroup.Lifts => CloseOfLift,
        AllowedGroup.Joins => CloseOfJoin,
        _ => throw new ArgumentException($"There is no close of {execution}.", nameof(execution)),
    };

    /// <summary>The siblings from leaf <paramref name="index"/> to the root, lowest first.</summary>
    public Digest[] Path(int index) => [.. Enumerable.Range(0, Depth).Select(i => _layers[i][(index >> i) ^ 1])];
}
