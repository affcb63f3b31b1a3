using Rollup.Ethereum.Signing;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Secp256k1;

namespace Rollup.StateTests.Differential;

/// <summary>The accounts that send the transactions of a <see cref="CallSequence"/>, with their keys.</summary>
public static class SequenceAccounts
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    /// <summary>Anvil's chain.</summary>
    public const ulong ChainId = 31337;

    private const ulong MaxFee = 500_000_000_000;
    private const ulong Tip = 1_000_000_000;
    private const byte AuthorizationMagic = 0x05;

    private static readonly PrivateKey[] Keys = [.. Enumerable.Range(1, Count).Select(i => new PrivateKey([0x5e, .. new byte[30], (byte)i]))];

    /// <summary>An account's address.</summary>
    public static Address Address(int account) => Keys[account].Address;

    /// <summary>The address of the contract that an account creates with a nonce.</summary>
    public static Address Created(int account, ulong nonce) =>
        Kernel.Primitives.Address.FromSpan(Keccak256.Hash(Rlp.List(Rlp.String(Address(account).AsSpan()), Rlp.Integer(nonce))).AsSpan()[12..]);

    /// <summary>The signed transaction of type 2 or 4; <paramref name="nonces"/> are the next ones of the accounts, and moved on by what they sign.</summary>
    public static byte[] Sign(SequenceCall call, ulong[] nonces)
    {
        bool isSetCode = call.Authorizations.Count > 0;
        ulong nonce = nonces[call.Sender]++;
        byte[][] authorizations = [.. call.Authorizations.Select(authorization => Sign(authorization, nonces))];
        List<byte[]> fields =
        [
            Rlp.Integer(ChainId), Rlp.Integer(nonce), Rlp.Integer(Tip), Rlp.Integer(MaxFee), Rlp.Integer(call.GasLimit),
            Rlp.String(call.To), Rlp.Integer(call.Value), Rlp.String(call.Data), Rlp.List(),
        ];
        if (isSetCode)
            fields.Add(Rlp.List(authorizations));
        byte type = isSetCode ? (byte)4 : (byte)2;
        Signature signature = Keys[call.Sender].Sign(Keccak256.Hash([type, .. Rlp.List([.. fields])]));
        return [type, .. Rlp.List([.. fields, .. Encode(signature)])];
    }

    private static byte[] Sign(SequenceAuthorization authorization, ulong[] nonces)
    {
        byte[][] fields = [Rlp.Integer(authorization.ChainId), Rlp.String(authorization.Target), Rlp.Integer(nonces[authorization.Authority] + authorization.NonceOffset)];
        bool isValid = authorization.NonceOffset == 0 && (authorization.ChainId is 0 or ChainId);
        if (isValid)
            nonces[authorization.Authority]++;
        Signature signature = Keys[authorization.Authority].Sign(Keccak256.Hash([AuthorizationMagic, .. Rlp.List(fields)]));
        return Rlp.List([.. fields, .. Encode(signature)]);
    }

    private static byte[][] Encode(Signature signature) => [Rlp.Integer((ulong)signature.YParity), Rlp.Integer(signature.R), Rlp.Integer(signature.S)];
}
