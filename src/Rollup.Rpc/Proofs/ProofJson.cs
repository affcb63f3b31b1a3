using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Rpc.Json;
using Rollup.State.Tree;
using Rollup.Storage.StateData;

namespace Rollup.Rpc.Proofs;

/// <summary>Writes proofs; see <see cref="ProofMethods"/> for their meaning.</summary>
internal static class ProofJson
{
    /// <summary>Writes the proof of an account, the first one, and of slots of it, the others.</summary>
    public static void Write(Utf8JsonWriter json, in Address address, U256[] slots, Checkpoint checkpoint, IReadOnlyList<StateProof> proofs)
    {
        json.WriteStartObject();
        json.WriteData("address"u8, in address);
        json.WriteQuantity("batchNumber"u8, checkpoint.Batch);
        json.WriteQuantity("blockNumber"u8, checkpoint.LastBlock);
        json.WriteData("stateRoot"u8, checkpoint.Root.ToHash256());
        WriteAccount(json, proofs[0].Value.Account);
        json.WriteStartObject("accountProof"u8);
        WriteProof(json, proofs[0]);
        json.WriteEndObject();
        json.WriteStartArray("storageProof"u8);
        for (int i = 0; i < slots.Length; i++)
        {
            StateProof proof = proofs[i + 1];
            json.WriteStartObject();
            json.WriteQuantity("key"u8, in slots[i]);
            json.WriteQuantity("value"u8, proof.Value.Word);
            WriteProof(json, proof);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteProof(Utf8JsonWriter json, StateProof proof)
    {
        WritePath(json, proof.Path);
        if (proof.Leaf is null)
            json.WriteNull("leaf"u8);
        else
            WriteLeaf(json, proof.Leaf, proof.LeafPath);
        json.WriteStartArray("siblings"u8);
        foreach (Digest sibling in proof.Siblings)
            json.WriteData(sibling.ToHash256().AsSpan());
        json.WriteEndArray();
    }

    private static void WriteLeaf(Utf8JsonWriter json, StoredEntry leaf, in TreeKey path)
    {
        json.WriteStartObject("leaf"u8);
        json.WriteString("kind"u8, leaf.Key.IsAccount ? "account"u8 : "slot"u8);
        WritePath(json, in path);
        json.WriteQuantity("index"u8, leaf.Index);
        if (leaf.Key.IsAccount)
            WriteAccount(json, leaf.Value.Account);
        else
            json.WriteQuantity("value"u8, leaf.Value.Word);
        json.WriteEndObject();
    }

    private static void WriteAccount(Utf8JsonWriter json, in AccountState account)
    {
        json.WriteQuantity("nonce"u8, account.Nonce);
        json.WriteQuantity("balance"u8, account.Balance);
        json.WriteData("codeHash"u8, account.CodeHash);
        json.WriteData("codeCommitment"u8, account.CodeCommitment.ToHash256());
        json.WriteQuantity("codeSize"u8, account.CodeSize);
    }

    private static void WritePath(Utf8JsonWriter json, in TreeKey path)
    {
        Span<byte> bytes = stackalloc byte[TreeKey.Size];
        path.WriteTo(bytes);
        json.WriteData("path"u8, bytes);
    }
}
