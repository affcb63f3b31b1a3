using Rollup.Execution.Hex;

namespace Rollup.Ethereum.Chain;

/// <summary>A block parameter of the execution API: a tag or a number.</summary>
public readonly record struct BlockTag
{
    private readonly string? _text;

    private BlockTag(string text) => _text = text;

    /// <summary>The newest block.</summary>
    public static BlockTag Latest => new("latest");

    /// <summary>The state after the node's pending transactions.</summary>
    public static BlockTag Pending => new("pending");

    /// <summary>The newest block unlikely to be reorganised away.</summary>
    public static BlockTag Safe => new("safe");

    /// <summary>The newest block that consensus has finalised.</summary>
    public static BlockTag Finalized => new("finalized");

    /// <summary>The block with this number on the current chain.</summary>
    public static BlockTag At(ulong number) => new(number.ToQuantity());

    /// <summary>The parameter as JSON-RPC carries it.</summary>
    public override string ToString() => _text ?? "latest";
}
