using Rollup.Kernel.Primitives;
using Rollup.Kernel.Protocol;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.State;
using Rollup.Kernel.Tests.Batches;
using Rollup.Kernel.Tests.Blocks;
using Rollup.Kernel.Transactions;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Contracts;

/// <summary>Transactions of all types and queue items that call, create and delegate to random programs. The same seed gives the same traffic.</summary>
internal sealed class ContractTraffic
{
    private readonly Random _random;
    private readonly RandomPrograms _programs;
    private readonly Signer[] _signers = [.. Enumerable.Range(0, 4).Select(i => new Signer(i))];
    private readonly Address[] _contracts = [.. Enumerable.Range(0, 5).Select(i => AddressOf($"contract {i}"))];
    private readonly Address[] _places;
    private readonly ChainConfig _config;

    public ContractTraffic(int seed, ChainConfig config)
    {
        _random = new Random(seed);
        _config = config;
        _places =
        [
            .. _signers.Select(signer => signer.Address), .. _contracts, .. _contracts, AddressOf("nobody"), AddressOf("nobody else"), config.FeeVault,
            ProtocolConstants.Messenger, ProtocolConstants.BlockHashes, Address.Zero, Address.FromU256(2), Address.FromU256(4), Address.FromU256(0x0a), Address.FromU256(0x100),
        ];
        _programs = new RandomPrograms(_random, _places);
    }

    public void Fund(ContractChain chain)
    {
        foreach (Signer signer in _signers)
            chain.Fund(signer.Address, 1_000_000_000_000_000_000);
        foreach (Address contract in _contracts)
            chain.Fund(contract, (ulong)_random.Next(3), nonce: 1, _programs.Next());
        foreach (Address system in new[] { ProtocolConstants.Messenger, ProtocolConstants.BlockHashes })
            chain.Fund(system, 0, ProtocolConstants.SystemAccountNonce, [ProtocolConstants.SystemAccountCode]);
        if (_random.Next(2) == 0)
            chain.Fund(_config.FeeVault, 1);
    }

    public PendingItem NextItem()
    {
        bool isCreation = _random.Next(3) == 0;
        U256 mint = (ulong)_random.Next(3);
        return new PendingItem(
            _random.Next(2) == 0 ? AddressOf($"alias {_random.Next(3)}") : Place(),
            isCreation ? null : Place(),
            mint,
            _random.Next(3) == 0 ? (ulong)_random.Next(4) : mint,
            _random.Next(12) == 0 ? (1UL << 24) + 1 : _random.Next(8) == 0 ? 21_000 : (ulong)_random.Next(60_000, 1_000_000),
            _random.Next(2) == 0 ? AddressOf($"refund {_random.Next(3)}") : Place(),
            isCreation ? _programs.NextInitCode() : Data());
    }

    public (byte[] Encoded, Address Sender) NextTransaction(Func<Address, AccountState> state)
    {
        Signer signer = _signers[_random.Next(_signers.Length)];
        TransactionType type = (TransactionType)_random.Next(4);
        if (type == TransactionType.Blob)
            type = TransactionType.SetCode;
        bool isCreation = type != TransactionType.SetCode && _random.Next(3) == 0;
        byte[] accessList = type == TransactionType.Legacy ? [0xc0] : AccessListBytes();
        byte[] authorizations = type == TransactionType.SetCode ? AuthorizationBytes(state, signer) : [0xc0];
        var accessReader = new RlpReader(accessList);
        AccessList.Read(ref accessReader, out AccessList access).ShouldBe(RlpError.None);
        var authorizationReader = new RlpReader(authorizations);
        AuthorizationList.Read(ref authorizationReader, out AuthorizationList authorizationList).ShouldBe(RlpError.None);
        U256 fee = 2_000_000_000;
        var transaction = new Transaction
        {
            Type = type,
            HasChainId = true,
            ChainId = _config.L2ChainId,
            Nonce = state(signer.Address).Nonce + (_random.Next(20) == 0 ? 1UL : 0),
            MaxFeePerGas = fee,
            MaxPriorityFeePerGas = type >= TransactionType.DynamicFee ? (U256)(ulong)_random.Next(2) : fee,
            GasLimit = (ulong)_random.Next(150_000, 1_500_000),
            IsCreation = isCreation,
            To = isCreation ? default : Place(),
            Value = (ulong)_random.Next(3),
            Data = isCreation ? _programs.NextInitCode() : Data(),
            AccessList = access,
            AuthorizationList = authorizationList,
        };
        return (signer.Sign(transaction), signer.Address);
    }

    private Address Place() => _places[_random.Next(_places.Length)];

    private byte[] Data() => _random.Next(2) == 0 ? [] : [.. new byte[31], (byte)_random.Next(5), .. Bytes(_random.Next(40))];

    private byte[] AccessListBytes() => PlainRlp.Encode(Some(3, () => new object[] { Place(), Some(3, () => Hash256.FromU256((ulong)_random.Next(8))) }));

    /// <summary>Authorizations of the signers, the sender among them, mostly valid; zero as the target ends a delegation.</summary>
    private byte[] AuthorizationBytes(Func<Address, AccountState> state, Signer sender)
    {
        Dictionary<Address, ulong> nonces = [];
        byte[] buffer = new byte[500];
        var writer = new RlpWriter(buffer);
        int list = writer.BeginList();
        for (int count = _random.Next(1, 4); count > 0; count--)
        {
            Signer authority = _random.Next(6) == 0 ? new Signer(10 + _random.Next(3)) : _signers[_random.Next(_signers.Length)];
            ulong nonce = nonces.GetValueOrDefault(authority.Address, state(authority.Address).Nonce + (authority == sender ? 1UL : 0));
            nonces[authority.Address] = nonce + 1;
            writer.WriteRaw(authority.Authorize(
                _random.Next(8) == 0 ? 1 : _random.Next(2) == 0 ? 0 : _config.L2ChainId,
                _random.Next(5) == 0 ? Address.Zero : Place(),
                nonce + (_random.Next(8) == 0 ? 1UL : 0)));
        }

        writer.EndList(list);
        return writer.Written.ToArray();
    }

    private object[] Some(int limit, Func<object> next) => [.. Enumerable.Range(0, _random.Next(limit)).Select(_ => next())];
}
