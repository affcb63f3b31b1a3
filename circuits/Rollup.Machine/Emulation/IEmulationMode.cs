namespace Rollup.Machine.Emulation;

/// <summary>What the emulator does beside executing; as a struct type parameter, so that the loop is compiled once per mode.</summary>
internal interface IEmulationMode
{
    /// <summary>Whether every instruction leaves an event, and every access its time.</summary>
    static abstract bool IsTracing { get; }

    /// <summary>Whether executions are counted per row of the program.</summary>
    static abstract bool CountsRows { get; }
}
