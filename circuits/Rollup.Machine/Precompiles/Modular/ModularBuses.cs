using Rollup.Stark.Airs;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>The buses between the tables of modular arithmetic.</summary>
public static class ModularBuses
{
    /// <summary>(owner, address, 32 bytes): the 256-bit numbers of a call, owned by its time, and constants, whose owner is from <see cref="ModularConstants.FirstOwner"/> on. Each is sent once, as often as it is read.</summary>
    public static Bus Number { get; } = new(64, "number", 34);

    /// <summary>A row of the microprogram, see <see cref="MicroinstructionColumns{T}"/>.</summary>
    public static Bus Microprogram { get; } = new(65, "microprogram", MicroinstructionColumns.Count);

    /// <summary>(time of the call, word index of rs1, word index of rs2, whether it is a result, whether all 32 bytes or the first 8 count, address, 32 bytes): an operand as it is in memory.</summary>
    public static Bus Operand { get; } = new(66, "operand", 38);
}
