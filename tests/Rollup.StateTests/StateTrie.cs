using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;

namespace Rollup.StateTests;

/// <summary>The root of Ethereum's state trie (Yellow Paper, 4.1).</summary>
public static class StateTrie
{
    /// <summary>The root over all accounts, empty ones included.</summary>
    public static Hash256 Root(IEnumerable<KeyValuePair<Address, TestAccount>> accounts) =>
        MerklePatriciaTrie.SecureRoot(accounts.Select(entry => KeyValuePair.Create(entry.Key.AsSpan().ToArray(), Encode(entry.Value))));

    /// <summary>The root of the trie of an account's slots.</summary>
    public static Hash256 StorageRoot(TestAccount account) => MerklePatriciaTrie.SecureRoot(
        account.Storage.Select(entry => KeyValuePair.Create(Hash256.FromU256(entry.Key).AsSpan().ToArray(), Rlp.Integer(entry.Value))));

    private static byte[] Encode(TestAccount account) => Rlp.List(
        Rlp.Integer(account.Nonce), Rlp.Integer(account.Balance), Rlp.String(StorageRoot(account).AsSpan()), Rlp.String(Keccak256.Hash(account.Code).AsSpan()));
}
