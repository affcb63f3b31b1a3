using Rollup.Machine.Events;
using Rollup.Machine.Precompiles.Copy;
using Rollup.Machine.Precompiles.Keccak;
using Rollup.Machine.Precompiles.Modular;
using Rollup.Machine.Precompiles.Poseidon;
using Rollup.Machine.Tables;

namespace Rollup.Machine.Precompiles;

/// <summary>The tables behind <see cref="Buses.Precompile"/>.</summary>
public static class PrecompileChips
{
    public static IReadOnlyList<IChip> All { get; } =
    [
        new KeccakCallChip(),
        new KeccakPermutationChip(),
        new PoseidonCallChip(Precompile.Poseidon16, words: 8, Buses.Permute16),
        new PoseidonCallChip(Precompile.Poseidon24, words: 12, Buses.Permute24),
        new CopyChip(),
        .. ModularChips.All,
    ];
}
