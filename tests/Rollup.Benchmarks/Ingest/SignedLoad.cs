using Rollup.Kernel.Primitives;
using Rollup.Testing;

namespace Rollup.Benchmarks.Ingest;

/// <summary>
/// Signed EIP-1559 transfers, of ether or of an ERC-20, in ready JSON-RPC bodies. Every connection has senders of its own and sends their transfers in order of nonce, so that
/// no transfer waits for another connection.
/// </summary>
internal sealed class SignedLoad
{
    /// <summary>Transfers in one JSON-RPC batch.</summary>
    public const int BatchSize = 100;

    /// <summary>The accounts that receive, in turn.</summary>
    public const int Recipients = 1_000;

    private const ulong MaxFee = 20_000_000_000;
    private const ulong TokenGas = 60_000;

    private SignedLoad(byte[][][] bodies) => Bodies = bodies;

    /// <summary>Per connection its bodies, in order.</summary>
    public byte[][][] Bodies { get; }

    /// <summary>The number of transfers.</summary>
    public int Transfers => Bodies.Sum(bodies => bodies.Length) * BatchSize;

    /// <summary>The first <paramref name="count"/> accounts.</summary>
    public static TestAccount[] Senders(int count) => [.. Enumerable.Range(1, count).Select(number => new TestAccount((ulong)number))];

    /// <summary>One of the accounts that receive.</summary>
    public static Address Recipient(int number) => Address.FromU256(0x1_0000UL + (ulong)number);

    /// <summary>
    /// Signs at least <paramref name="transfers"/> transfers of accounts that nobody else uses. Every connection has as many of them, a divisor of
    /// <see cref="BatchSize"/>. They move ether, or units of <paramref name="token"/> if one is given.
    /// </summary>
    public static SignedLoad Sign(TestAccount[] senders, int connections, int transfers, ulong chainId, Address? token = null)
    {
        int own = senders.Length / connections;
        int batches = (transfers + (connections * BatchSize) - 1) / (connections * BatchSize);
        byte[][][] bodies = [.. Enumerable.Range(0, connections).Select(_ => new byte[batches][])];
        Parallel.For(0, connections * batches, i =>
        {
            (int connection, int batch) = (i / batches, i % batches);
            bodies[connection][batch] = SubmissionClient.Encode([.. Enumerable.Range(0, BatchSize).Select(k =>
            {
                Address to = Recipient(((i * BatchSize) + k) % Recipients);
                ulong nonce = (ulong)((batch * (BatchSize / own)) + (k / own));
                TestAccount sender = senders[(connection * own) + (k % own)];
                return token is { } contract
                    ? sender.Transfer(nonce, contract, 0, MaxFee, gas: TokenGas, data: TokenSetup.Contract.Call("transfer(address,uint256)", to.ToU256(), 1), chainId: chainId)
                    : sender.Transfer(nonce, to, 1, MaxFee, chainId: chainId);
            })]);
        });
        return new SignedLoad(bodies);
    }
}
