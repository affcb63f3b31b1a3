using Rollup.Guest.Platform;

namespace Rollup.GuestCompiler.Tests.Programs;

/// <summary>Ends with a failure of its own if the input says so.</summary>
public static unsafe class StoppingProgram
{
    public static void Run()
    {
        ulong code = *(ulong*)MemoryMap.Input;
        if (code != 0)
            GuestRun.Fail((long)code);
        *(ulong*)MemoryMap.Arena = 5;
    }
}
