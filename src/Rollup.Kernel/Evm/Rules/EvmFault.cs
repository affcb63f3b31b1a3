namespace Rollup.Kernel.Evm.Rules;

/// <summary>Why a transaction's execution could not be carried out: never the transaction's own failure, which is a receipt's status 0.</summary>
public enum EvmFault : byte
{
    /// <summary>Nothing went wrong.</summary>
    None,

    /// <summary>The state view lacks an account, slot, code or block hash: the witness is incomplete.</summary>
    StateMissing,

    /// <summary>The working memory handed in is too small.</summary>
    MemoryExhausted,

    /// <summary>The tracer asked to stop.</summary>
    Stopped,
}
