using Rollup.Kernel.Batches;

namespace Rollup.Guest;

/// <summary>
/// What a failed run leaves in a0: from the lowest byte the batch failure, state failure, transaction error and reason of invalidity, one byte each, then
/// the low 15 bits of the positions of block and transaction in two bytes each.
/// </summary>
public static class FailureCode
{
    private const int PositionMask = 0x7fff;

    public static long Of(in BatchResult result) =>
        Of(result.Failure)
        | ((long)result.StateFailure << 8)
        | ((long)result.TransactionError << 16)
        | ((long)result.InvalidReason << 24)
        | ((long)(result.Block & PositionMask) << 32)
        | ((long)(result.Transaction & PositionMask) << 48);

    public static long Of(BatchFailure failure) => (long)failure;
}
