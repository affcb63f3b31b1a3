using Rollup.Ethereum.Hex;
using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Chain;

/// <summary>A block parameter of the execution API: a tag, a number or (EIP-1898) a hash.</summary>
public readonly record struct L1BlockTag
{
    private readonly string? _text;
    private readonly bool _isHash;

    private L1BlockTag(string text, bool isHash = false)
    {
        _text = text;
        _isHash = isHash;
    }

    /// <summary>The newest block.</summary>
    public static L1BlockTag Latest => new("latest");

    /// <summary>The state after the node's pending transactions.</summary>
    public static L1BlockTag Pending => new("pending");

    /// <summary>The newest block unlikely to be reorganised away.</summary>
    public static L1BlockTag Safe => new("safe");

    /// <summary>The newest block that consensus has finalised.</summary>
    public static L1BlockTag Finalized => new("finalized");

    /// <summary>The block with this number on the current chain.</summary>
    public static L1BlockTag At(ulong number) => new(number.ToQuantity());

    /// <summary>
    /// Exactly this block, so that several calls see the same chain; an error when it is not (or no longer) on the node's current chain.
    /// Only for calls.
    /// </summary>
    public static L1BlockTag Exactly(in Hash256 hash) => new(hash.ToHex(), isHash: true);

    /// <summary>The tag, number or hash.</summary>
    public override string ToString() => _text ?? "latest";

    /// <summary>The parameter as JSON-RPC carries it.</summary>
    internal object ToParameter() => _isHash ? new { blockHash = _text, requireCanonical = true } : ToString();
}
