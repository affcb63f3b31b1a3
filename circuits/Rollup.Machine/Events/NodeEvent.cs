using Rollup.Kernel.State;

namespace Rollup.Machine.Events;

/// <summary>An inner node of the memory tree above touched blocks.</summary>
public struct NodeEvent
{
    /// <summary>Above the leaves, 1 to 27.</summary>
    public int Height;

    public uint Index;

    public bool IsLeftTouched;

    public bool IsRightTouched;

    /// <summary>Whether one of the blocks below was written.</summary>
    public bool IsAboveWritten;

    public Digest LeftBefore;

    public Digest RightBefore;

    public Digest LeftAfter;

    public Digest RightAfter;

    public Digest Before;

    public Digest After;
}
