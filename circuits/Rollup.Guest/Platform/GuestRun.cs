using System.Runtime.CompilerServices;

namespace Rollup.Guest.Platform;

/// <summary>How a run ends when it does not succeed; a run that returns from the entry has succeeded.</summary>
public static class GuestRun
{
    /// <summary>Ends the run: it has no proof. The code, not negative, tells an emulator why.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), FailureInstruction]
    public static extern void Fail(long code);
}
