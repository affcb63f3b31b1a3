namespace Rollup.Kernel.Evm.Rules;

/// <summary>
/// The meter of what executions cost to prove, in cells of the machine's tables. Gas tells it roughly for instructions; a precompile, whose gas is priced
/// for native code, has a rate of its own. The constants are part of the protocol version. They are estimates from counts of instructions; a
/// version with those of the measured machine replaces them.
/// </summary>
public static class ProvingCost
{
    /// <summary>The cells of a unit of gas, precompiles apart.</summary>
    public const ulong CellsPerGas = 4_000;

    /// <summary>The cells that so much gas costs without precompiles.</summary>
    public static ulong OfGas(ulong gas) => gas > ulong.MaxValue / CellsPerGas ? ulong.MaxValue : gas * CellsPerGas;

    /// <summary>The cells of a unit of gas that the precompile charges.</summary>
    public static ulong CellsPerGasOf(PrecompileId id) => id switch
    {
        PrecompileId.EcRecover => 2_000,
        PrecompileId.Identity => 4_000,
        PrecompileId.Sha256 or PrecompileId.Ripemd160 => 20_000,
        PrecompileId.ModExp => 40_000,
        PrecompileId.Blake2F => 100_000,
        PrecompileId.P256Verify => 80_000,
        _ => 60_000,
    };
}
