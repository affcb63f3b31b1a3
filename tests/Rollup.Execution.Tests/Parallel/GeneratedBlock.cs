using Rollup.Execution.Parallel;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Primitives;

namespace Rollup.Execution.Tests.Parallel;

/// <summary>
/// A state and a block on it, drawn from a seed: how many accounts share the work, and in what proportions the kinds of transactions
/// are mixed, differs from seed to seed, from independent transfers to one long chain.
/// </summary>
internal sealed class GeneratedBlock
{
    public static readonly Address Vault = Address.FromU256(0xfee);

    private static readonly Address[] ContractAddresses = [.. Enumerable.Range(0, 10).Select(i => Address.FromU256(0xc000 + (ulong)i))];

    private readonly Random _random;
    private readonly Address[] _senders;
    private readonly ulong[] _nonces;
    private readonly int[] _weights;

    public GeneratedBlock(int seed, int maxTransactions = 80)
    {
        _random = new Random(seed);
        int senders = 1 + _random.Next(_random.Next(4) == 0 ? 3 : 40);
        _senders = [.. Enumerable.Range(0, senders).Select(i => Address.FromU256(0xa000 + (ulong)i))];
        _nonces = new ulong[senders];
        _weights = [.. Enumerable.Range(0, 9).Select(_ => _random.Next(3) == 0 ? _random.Next(10) : _random.Next(2))];
        _weights[_random.Next(_weights.Length)] += 3;

        for (int i = 0; i < senders; i++)
        {
            // Some are too poor to pay until somebody sends them something.
            bool isPoor = _random.Next(6) == 0;
            State.Fund(_senders[i], isPoor ? (ulong)_random.Next(7_000_000) : 1_000_000_000_000_000);
        }

        byte[][] codes =
        [
            Contracts.Counter, Contracts.Token, Contracts.Factory, Contracts.Factory2, Contracts.BalanceReader,
            Contracts.Forwarder, Contracts.Destroyer, Contracts.Reverter, Contracts.Burner, Contracts.Counter,
        ];
        for (int i = 0; i < codes.Length; i++)
            State.Deploy(ContractAddresses[i], codes[i], (ulong)_random.Next(2) * 1000);
        foreach (Address sender in _senders)
            State.Store(ContractAddresses[1], sender.ToU256(), (ulong)_random.Next(1000));
        State.Fund(Vault, 77);
        Transactions = [.. Enumerable.Range(0, _random.Next(maxTransactions)).Select(_ => Next())];
        Block = new EvmBlock
        {
            Coinbase = _random.Next(5) == 0 ? _senders[0] : Vault,
            Number = 5,
            Timestamp = 1000,
            GasLimit = _random.Next(4) == 0 ? 2_000_000UL : 60_000_000,
            ChainId = TestTransaction.ChainId,
            BaseFee = 10,
            BlobBaseFee = 1,
        };
    }

    public MemoryState State { get; } = new();

    public EvmBlock Block { get; }

    public BlockTransaction[] Transactions { get; }

    private BlockTransaction Next()
    {
        int sender = _random.Next(_senders.Length);
        var plain = new TestTransaction(_senders[sender], _nonces[sender], Recipient());
        switch (_random.Next(30))
        {
            case 0:
                return (plain with { Nonce = plain.Nonce + (ulong)_random.Next(1, 3) }).Encode();
            case 1:
                return (plain with { Nonce = plain.Nonce == 0 ? 0 : plain.Nonce - 1, MaxFeePerGas = 9 }).Encode();
            case 2:
                return (plain with { Value = U256.MaxValue }).Encode();
            case 3:
                return (plain with { GasLimit = 20_000 }).Encode();
            case 4:
                return new BlockTransaction(new byte[] { 2, 0xc0 }, plain.Sender);
            case 5:
                return (plain with { Sender = ContractAddresses[0], Nonce = 1 }).Encode();
            case 6:
                return (plain with { Nonce = _nonces[sender] = (ulong)_random.Next(3) }).Encode();
            default:
                _nonces[sender]++;
                return Draw(plain).Encode();
        }
    }

    private TestTransaction Draw(TestTransaction plain)
    {
        int kind = 0;
        for (int rest = _random.Next(_weights.Sum()); rest >= _weights[kind]; kind++)
            rest -= _weights[kind];
        Address other = Recipient();
        return kind switch
        {
            0 => plain with { Value = (ulong)_random.Next(3) * 1_000_000, GasLimit = 21_000 },
            1 => plain with { To = ContractAddresses[_random.Next(2) * 9] },
            2 => plain with { To = ContractAddresses[1], Data = [.. Word(other), .. Word(Address.FromU256((ulong)_random.Next(300)))] },
            3 => plain with { To = ContractAddresses[2 + _random.Next(2)], Data = InitCode(), Value = (ulong)_random.Next(3), GasLimit = 500_000 },
            4 => plain with { To = null, Data = InitCode(), Value = (ulong)_random.Next(3) },
            5 => plain with { To = ContractAddresses[4], Data = Word(other) },
            6 => plain with { To = ContractAddresses[5 + _random.Next(2)], Data = Word(other), Value = (ulong)_random.Next(1000) },
            7 => plain with { To = ContractAddresses[7 + _random.Next(2)], GasLimit = 60_000 },
            _ => plain with { To = _senders[0], Value = (ulong)_random.Next(5_000_000), GasLimit = 21_000 },
        };
    }

    private byte[] InitCode() => _random.Next(5) switch
    {
        0 => Contracts.Init(Contracts.SelfDestructing),
        1 => Contracts.Init(Contracts.Counter),
        2 => Contracts.Init(Contracts.Token),
        3 => Contracts.Reverter,
        _ => Contracts.Init([(byte)_random.Next(3)]),
    };

    /// <summary>A sender, a contract, the vault, a precompile, or an account that does not exist yet.</summary>
    private Address Recipient() => _random.Next(10) switch
    {
        0 => ContractAddresses[_random.Next(ContractAddresses.Length)],
        1 => Vault,
        2 => Address.FromU256(1 + (ulong)_random.Next(4)),
        3 or 4 => Address.FromU256(0xe000 + (ulong)_random.Next(5)),
        _ => _senders[_random.Next(_senders.Length)],
    };

    private static byte[] Word(Address address)
    {
        byte[] word = new byte[32];
        address.CopyTo(word.AsSpan(12));
        return word;
    }
}
