namespace Rollup.Ethereum.Sending;

/// <summary>How <see cref="TransactionSender"/> behaves.</summary>
public sealed record SenderOptions
{
    /// <summary>What may be paid.</summary>
    public FeePolicy Fees { get; init; } = new();

    /// <summary>A transaction is confirmed when its block and those on top of it are this many.</summary>
    public ulong ConfirmationDepth { get; init; } = 32;

    /// <summary>The gas limit is the estimate and this many per cent more.</summary>
    public uint GasMarginPercent { get; init; } = 20;
}
