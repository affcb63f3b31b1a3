using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;

namespace Rollup.Kernel.Messages;

/// <summary>A message to L1, as far as L1 has to know it: its leaf, and all of it if it carries no data.</summary>
public readonly struct SentMessage
{
    /// <summary>The leaf in its batch's <see cref="MessageTree"/>.</summary>
    public Hash256 Leaf { get; init; }

    /// <summary>The number of the message on its chain.</summary>
    public U256 Nonce { get; init; }

    /// <summary>The account that sent it.</summary>
    public Address Sender { get; init; }

    /// <summary>The receiver on L1.</summary>
    public Address Target { get; init; }

    /// <summary>The wei that it takes along.</summary>
    public U256 Value { get; init; }

    /// <summary>Whether it carries no data, so that the other properties are the whole message.</summary>
    public bool IsWithdrawal { get; init; }

    /// <summary>A message without data, whose leaf is computed.</summary>
    public static SentMessage Withdrawal<THost>(
        ref THost host, ulong l2ChainId, in Address bridge, in U256 nonce, in Address sender, in Address target, in U256 value)
        where THost : struct, IHost, allows ref struct => new()
        {
            Leaf = MessageLeaf.Hash(ref host, l2ChainId, in bridge, in nonce, in sender, in target, in value, default),
            Nonce = nonce,
            Sender = sender,
            Target = target,
            Value = value,
            IsWithdrawal = true,
        };
}
