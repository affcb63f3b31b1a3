namespace Rollup.Kernel.Blocks;

/// <summary>What answers a message call.</summary>
internal enum Recipient
{
    /// <summary>An account without code: the value is transferred.</summary>
    Account,

    /// <summary>The kernel's own messenger.</summary>
    Messenger,

    /// <summary>Code, which this version cannot run.</summary>
    Unsupported,
}
