namespace Rollup.Machine.Emulation;

/// <summary>How a run ended: why, at which instruction, and for <see cref="ExitReason.Failed"/> the code in a0.</summary>
public sealed record RunExit(ExitReason Reason, uint Pc, ulong Code)
{
    public bool IsHalted => Reason == ExitReason.Halted;
}
