namespace Rollup.Stark.Airs;

/// <summary>
/// A multiset of messages that tables send to and receive from. Numbers distinguish buses within one proof; all messages of a bus have
/// <paramref name="MessageLength"/> elements.
/// </summary>
public sealed record Bus(int Number, string Name, int MessageLength)
{
    /// <summary>
    /// The multiplicity bound of a lookup table's side: free for the prover. The other side of the same bus must be bounded, and its total below p,
    /// or counts could wrap around (see <c>BusMultiplicities</c>).
    /// </summary>
    public const uint Unbounded = 0;
}
