using Rollup.Kernel.Primitives;

namespace Rollup.Rpc.Tracing;

/// <summary>A call of a trace.</summary>
internal sealed class CallFrame
{
    /// <summary>The instruction that made it.</summary>
    public required byte Opcode { get; init; }

    public required Address From { get; init; }

    public required Address To { get; init; }

    /// <summary>In wei.</summary>
    public required U256 Value { get; init; }

    /// <summary>The gas it was given.</summary>
    public required ulong Gas { get; set; }

    /// <summary>The gas it used.</summary>
    public ulong GasUsed { get; set; }

    public required byte[] Input { get; init; }

    public byte[] Output { get; set; } = [];

    /// <summary>Why it failed; null if it succeeded.</summary>
    public string? Error { get; set; }

    /// <summary>The calls it made, in order.</summary>
    public List<CallFrame> Calls { get; } = [];

    /// <summary>The logs it emitted, in order.</summary>
    public List<CallLog> Logs { get; } = [];
}
