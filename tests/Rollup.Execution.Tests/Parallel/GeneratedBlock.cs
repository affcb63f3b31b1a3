using Rollup.Execution.Blocks;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Environment;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;

namespace Rollup.Execution.Tests.Parallel;

/// <summary>
/// A state and a block on it, drawn from a seed: how many accounts share the work, and in what proportions the kinds of transactions
/// are mixed, differs from seed to seed, from independent transfers to one long chain.
/// </summary>
internal sealed class GeneratedBlock
{
    public static readonly Address Vault = Address.FromU256(0xfee);

    private const int Kinds = 14;

    private static readonly byte[][] Codes =
    [
        Contracts.Counter, Contracts.Token, Contracts.Factory, Contracts.Factory2, Contracts.BalanceReader, Contracts.Forwarder,
        Contracts.Destroyer, Contracts.Reverter, Contracts.Burner, Contracts.Counter, Contracts.BlockHashReader, Contracts.CodeReader, Contracts.Withdrawer,
    ];

    private static readonly Address[] ContractAddresses = [.. Enumerable.Range(0, Codes.Length).Select(i => Address.FromU256(0xc000 + (ulong)i))];

    private readonly Random _random;
    private readonly Address[] _senders;
    private readonly ulong[] _nonces;
    private readonly int[] _weights;

    public GeneratedBlock(int seed, int maxTransactions = 80)
    {
        _random = new Random(seed);
        int senders = 1 + _random.Next(_random.Next(4) == 0 ? 3 : 40);
        _senders = [.. TestAuthorization.Authorities, .. Enumerable.Range(0, senders).Select(i => Address.FromU256(0xa000 + (ulong)i))];
        if (_random.Next(4) == 0)
            _senders = [.. _senders, Vault];
        _nonces = new ulong[_senders.Length];
        _weights = [.. Enumerable.Range(0, Kinds).Select(_ => _random.Next(3) == 0 ? _random.Next(10) : _random.Next(2))];
        _weights[_random.Next(_weights.Length)] += 3;

        foreach (Address sender in _senders)
        {
            // Some are too poor to pay until somebody sends them something.
            bool isPoor = _random.Next(6) == 0;
            State.Fund(sender, isPoor ? (ulong)_random.Next(7_000_000) : 1_000_000_000_000_000);
        }

        for (int i = 0; i < Codes.Length; i++)
            State.Deploy(ContractAddresses[i], Codes[i], (ulong)_random.Next(2) * 1000);
        State.Deploy(ProtocolConstants.Messenger, [ProtocolConstants.SystemAccountCode]);
        foreach (Address sender in _senders)
            State.Store(ContractAddresses[1], sender.ToU256(), (ulong)_random.Next(1000));
        if (!_senders.Contains(Vault))
            State.Fund(Vault, 77);
        Items = new TestItem?[_random.Next(maxTransactions)];
        int items = _random.Next(3) == 0 ? _random.Next(1 + Math.Min(10, Items.Length)) : 0;
        Transactions = [.. Enumerable.Range(0, Items.Length).Select(i => i < items ? (Items[i] = Item((ulong)i)).Encode() : Next())];
        Block = new EvmBlock
        {
            Coinbase = _random.Next(8) switch { 0 => _senders[0], 1 => ContractAddresses[_random.Next(Codes.Length)], _ => Vault },
            Number = 500,
            Timestamp = 1000,
            GasLimit = 60_000_000,
            ChainId = TestTransaction.ChainId,
            BaseFee = 10,
            BlobBaseFee = 1,
            Bridge = Address.FromU256(0xb41d6e),
            TransactionProvingLimit = _random.Next(4) == 0 ? 1_000_000UL : 200_000_000_000,
            MaxTransactionDataBytes = _random.Next(4) == 0 ? 400UL : 60_000,
        };
        Room = new BlockRoom(
            _random.Next(4) == 0 ? 2_000_000UL : 60_000_000,
            _random.Next(4) == 0 ? 5_000UL : ulong.MaxValue,
            _random.Next(8) == 0 ? 5_000_000_000UL : ulong.MaxValue);
    }

    public MemoryState State { get; } = new();

    public EvmBlock Block { get; }

    public BlockRoom Room { get; }

    public BlockTransaction[] Transactions { get; }

    /// <summary>The queue items among the transactions, by their places.</summary>
    public TestItem?[] Items { get; }

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
            1 => plain with { To = ContractAddresses[_random.Next(2) * 9], AccessedSlots = _random.Next(2) == 0 ? [0, 1] : [] },
            2 => plain with { To = ContractAddresses[1], Data = [.. Word(other), .. Word(Address.FromU256((ulong)_random.Next(300)))] },
            3 => plain with { To = ContractAddresses[2 + _random.Next(2)], Data = InitCode(), Value = (ulong)_random.Next(3), GasLimit = 500_000 },
            4 => plain with { To = null, Data = InitCode(), Value = (ulong)_random.Next(3) },
            5 => plain with { To = ContractAddresses[4], Data = Word(other) },
            6 => plain with { To = ContractAddresses[5 + _random.Next(2)], Data = Word(other), Value = (ulong)_random.Next(1000) },
            7 => plain with { To = ContractAddresses[7 + _random.Next(2)], GasLimit = 60_000 },
            8 => plain with { To = _senders[0], Value = (ulong)_random.Next(5_000_000), GasLimit = 21_000 },
            9 => plain with { Authorizations = [.. Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => Authorization())], Data = Word(other) },
            10 => plain with { To = TestAuthorization.Authorities[_random.Next(3)], Data = Word(other), Value = (ulong)_random.Next(2) },
            11 => plain with { To = ContractAddresses[10], Data = Word(Address.FromU256((ulong)_random.Next(240, 502))) },
            12 => plain with { To = ContractAddresses[11], Data = Word(other) },
            _ => Withdrawal(plain),
        };
    }

    /// <summary>A message by a sender or by a contract, which may undo it.</summary>
    private TestTransaction Withdrawal(TestTransaction plain)
    {
        var value = (U256)(ulong)_random.Next(5);
        return _random.Next(2) == 0
            ? plain with { To = ProtocolConstants.Messenger, Value = value, Data = [0x51, 0xcf, 0xf8, 0xd9, .. Word(_senders[0])] }
            : plain with { To = ContractAddresses[12], Value = value, Data = Word(Address.FromU256((ulong)_random.Next(2))) };
    }

    private TestAuthorization Authorization() => new(
        _random.Next(3),
        _random.Next(6) == 0 ? 7UL : TestTransaction.ChainId,
        _random.Next(4) == 0 ? Address.Zero : ContractAddresses[_random.Next(3)],
        (ulong)_random.Next(3));

    private TestItem Item(ulong index)
    {
        var item = new TestItem(index, _senders[_random.Next(_senders.Length)], _random.Next(5) == 0 ? null : Recipient())
        {
            Mint = (ulong)_random.Next(3) * 1_000_000,
            Value = (ulong)_random.Next(3) * 400_000,
            RefundAddress = _senders[_random.Next(_senders.Length)],
            GasLimit = _random.Next(8) switch { 0 => 20_000UL, 1 => 1UL << 25, _ => 300_000UL },
        };
        return item with { Data = item.To is null ? InitCode() : Word(Recipient()) };
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
