using Rollup.Kernel.Primitives;

namespace Rollup.Rpc.Fees;

/// <summary>One signed transaction as the fee statistics see it.</summary>
/// <param name="Tip">Wei per gas that it paid to the fee vault.</param>
/// <param name="GasUsed">Its weight.</param>
internal readonly record struct FeeSample(U256 Tip, ulong GasUsed);
