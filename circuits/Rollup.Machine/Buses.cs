using Rollup.Stark.Airs;

namespace Rollup.Machine;

/// <summary>The buses of the machine. Numbers are part of every key.</summary>
public static class Buses
{
    /// <summary>Times begin at 1, grow by 4 from state to state, and accesses follow within 3: so all of a segment are below 2^24.</summary>
    private const uint MaxStates = (1u << 22) - 2;

    /// <summary>(pc/4, time): an instruction receives its own and sends (next pc/4, time + 4).</summary>
    public static Bus State { get; } = new(32, "state", 2) { MaxSent = MaxStates };

    /// <summary>(pc/4, operation, rd, rs1, rs2, three elements of the immediate, next pc/4), see <see cref="Isa.DecodedInstruction.ImmediateElements"/>.</summary>
    public static Bus Program { get; } = new(33, "program", 9);

    /// <summary>(word index, time, limb 0 … limb 3). All limbs on it are below 2^16: whoever sends a new value sees to that.</summary>
    public static Bus Memory { get; } = new(34, "memory", 6);

    /// <summary>(v, bits): bits from 0 to 16, v below 2^bits.</summary>
    public static Bus Range { get; } = new(35, "range", 2);

    /// <summary>(a, b), both below 2^8.</summary>
    public static Bus BytePair { get; } = new(36, "byte pair", 2);

    /// <summary>(a, b, a AND b), both below 2^8. a XOR b = a + b − 2·(a AND b), a OR b = a + b − (a AND b).</summary>
    public static Bus ByteAnd { get; } = new(37, "byte and", 3);

    /// <summary>(function, time of the call, word index of rs1, word index of rs2).</summary>
    public static Bus Precompile { get; } = new(38, "precompile", 4);

    /// <summary>(16 elements m, first 8 of P16(m) + m).</summary>
    public static Bus Compress16 { get; } = new(39, "compress 16", 24);

    /// <summary>(24 elements m, first 8 of P24(m) + m).</summary>
    public static Bus Compress24 { get; } = new(40, "compress 24", 32);

    /// <summary>(16 elements, P16 of them).</summary>
    public static Bus Permute16 { get; } = new(41, "permute 16", 32);

    /// <summary>(24 elements, P24 of them).</summary>
    public static Bus Permute24 { get; } = new(42, "permute 24", 48);

    /// <summary>(height, index, digest before, digest after) of a node of the memory tree; leaves have height 0.</summary>
    public static Bus Node { get; } = new(43, "node", 18);
}
