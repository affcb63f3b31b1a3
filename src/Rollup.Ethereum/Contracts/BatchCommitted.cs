using Rollup.Ethereum.Chain;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Primitives;

namespace Rollup.Ethereum.Contracts;

/// <summary>The event of a commit, with the log that carries it.</summary>
public sealed record BatchCommitted(ulong Number, Hash256 BatchHash, L1Log Log)
{
    /// <summary>Reads a log of this event; one of another shape is an <see cref="L1MalformedException"/>.</summary>
    public static BatchCommitted Read(L1Log log)
    {
        if (log.Topics.Count != 3 || !log.Topics[1].ToU256().IsUInt64)
            throw new L1MalformedException("A BatchCommitted log cannot be decoded.");
        return new BatchCommitted(log.Topics[1].ToU256().L0, log.Topics[2], log);
    }
}
