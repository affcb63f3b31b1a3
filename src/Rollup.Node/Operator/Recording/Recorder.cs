using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Logging;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Primitives;
using Rollup.Storage;
using Rollup.Storage.Operations;

namespace Rollup.Node.Operator.Recording;

/// <summary>
/// Writes down for operators what nothing else keeps: how everything was every ten seconds, when batches reached what, and what L1 cost. Only what operators see depends on it.
/// </summary>
/// <param name="samples">How everything was.</param>
/// <param name="progress">When batches reached what; null in a process without the settler's role, which leaves that and L1 to those with it.</param>
/// <param name="costs">What L1 cost.</param>
/// <param name="l1">L1; null without the settler's role.</param>
/// <param name="account">The account that pays on L1.</param>
/// <param name="pending">Transactions in the pool, while this process leads.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed partial class Recorder(
    SampleStore samples, BatchProgressStore? progress, L1CostStore costs, L1Client? l1, Address account, Func<long?> pending, TimeProvider time, ILogger<Recorder> logger)
{
    private const int CostsAtOnce = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan L1Interval = TimeSpan.FromSeconds(15);

    private long _sample;
    private long? _askedAt;

    /// <summary>Records until cancelled, through outages of the database and of L1.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await StepAsync(cancellation);
            }
            catch (Exception exception) when (exception is L1Exception || DatabaseFailure.Is(exception))
            {
                LogFailed(exception.Message);
            }

            await Task.Delay(Interval, time, cancellation);
        }
    }

    /// <summary>Records what is due.</summary>
    public async Task StepAsync(CancellationToken cancellation)
    {
        if (progress is not null)
            await progress.AdvanceAsync(cancellation);
        DateTimeOffset now = time.GetUtcNow();
        if (now.UtcTicks / SampleStore.Interval.Ticks is var sample && sample != _sample)
        {
            await samples.RecordAsync(now, pending(), cancellation);
            _sample = sample;
        }

        if (l1 is not null && (_askedAt is not { } asked || time.GetElapsedTime(asked) >= L1Interval))
        {
            _askedAt = time.GetTimestamp();
            await AskL1Async(l1, cancellation);
        }
    }

    private async Task AskL1Async(L1Client client, CancellationToken cancellation)
    {
        await costs.WriteBalanceAsync(account, ToDecimal(ToInteger(await client.GetBalanceAsync(account, L1BlockTag.Latest, cancellation))), time.GetUtcNow(), cancellation);
        foreach (UncostedTransaction transaction in await costs.FindUncostedAsync(CostsAtOnce, cancellation))
        {
            foreach (Hash256 hash in transaction.Hashes)
            {
                if (await client.GetReceiptAsync(hash, cancellation) is not { } receipt)
                    continue;
                (bool isProof, ulong from, ulong to) = ReadPurpose(transaction.Purpose);
                decimal wei = ToDecimal(receipt.GasUsed * ToInteger(receipt.EffectiveGasPrice));
                await costs.WriteCostAsync(new TransactionCost(transaction.Id, isProof, from, to, receipt.TransactionHash, receipt.BlockHash, (long)receipt.GasUsed, wei), cancellation);
                break;
            }
        }
    }

    /// <summary>Reads <c>commit:N</c> and <c>prove:N-M</c>.</summary>
    private static (bool IsProof, ulong From, ulong To) ReadPurpose(string purpose)
    {
        string[] parts = purpose.Split(':', '-');
        return (parts[0] == "prove", ulong.Parse(parts[1], CultureInfo.InvariantCulture), ulong.Parse(parts[^1], CultureInfo.InvariantCulture));
    }

    /// <summary>Amounts beyond what a decimal holds, 79 billion ether, exist on test chains only.</summary>
    private static decimal ToDecimal(BigInteger wei) => (decimal)BigInteger.Min(wei, (BigInteger)decimal.MaxValue);

    private static BigInteger ToInteger(U256 value)
    {
        byte[] bytes = new byte[U256.Size];
        value.WriteBigEndian(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What operators see is not recorded: {Reason}")]
    private partial void LogFailed(string reason);
}
