using Rollup.Kernel.Fields;

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

    /// <summary>
    /// The most messages, counted with their multiplicity, that all tables together may be able to send. A key accepts no shape that exceeds it. Chips whose messages carry a number that grows from one
    /// to the next, a timestamp, set it so that the number cannot reach the end of its range.
    /// </summary>
    public uint MaxSent { get; init; } = KoalaBear.Modulus - 1;
}
