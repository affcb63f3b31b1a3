using Rollup.Machine.Tables;

namespace Rollup.Machine.Precompiles.Modular;

/// <summary>The tables of 256-bit modular arithmetic: mulmod, and public-key recovery over secp256k1.</summary>
public static class ModularChips
{
    public static IReadOnlyList<IChip> All { get; } = [new ModularChip(), new OperandChip(), new MicroprogramChip(), new WindowChip()];
}
