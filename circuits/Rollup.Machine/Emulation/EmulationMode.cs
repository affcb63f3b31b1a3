namespace Rollup.Machine.Emulation;

/// <summary>The emulator's modes.</summary>
internal static class EmulationMode
{
    /// <summary>Counts per chip and touched blocks: enough to plan segments.</summary>
    public readonly struct Planning : IEmulationMode
    {
        public static bool IsTracing => false;

        public static bool CountsRows => false;
    }

    /// <summary>As <see cref="Planning"/>, and counts per row.</summary>
    public readonly struct Profiling : IEmulationMode
    {
        public static bool IsTracing => false;

        public static bool CountsRows => true;
    }

    /// <summary>Everything that the traces of a segment need.</summary>
    public readonly struct Tracing : IEmulationMode
    {
        public static bool IsTracing => true;

        public static bool CountsRows => true;
    }
}
