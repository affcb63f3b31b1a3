using System.Globalization;
using System.Text.Json;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Tests.Transactions;

/// <summary>EIP-7702 transactions that ethers made (tests/vectors/rollup/set-code-transactions.mjs).</summary>
public class SetCodeVectorTests
{
    [Fact]
    public void Transactions_of_ethers_decode_to_their_hash_sender_and_authorizations()
    {
        var host = default(SoftwareHost);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TestVectors.Folder, "rollup", "set-code-transactions.json")));
        foreach (JsonProperty test in document.RootElement.EnumerateObject())
        {
            byte[] encoded = Bytes(test.Value, "encoded");
            TransactionDecoder.Decode(encoded, out SignedTransaction signed).ShouldBe(TransactionError.None, test.Name);
            signed.Hash(ref host).AsSpan().ToArray().ShouldBe(Bytes(test.Value, "hash"), test.Name);
            signed.SigningHash(ref host).AsSpan().ToArray().ShouldBe(Bytes(test.Value, "unsignedHash"), test.Name);
            signed.RecoverSender(ref host, out Address sender).ShouldBe(TransactionError.None, test.Name);
            sender.AsSpan().ToArray().ShouldBe(Bytes(test.Value, "sender"), test.Name);

            AuthorizationList list = signed.Transaction.AuthorizationList;
            JsonElement expected = test.Value.GetProperty("authorizations");
            list.Count.ShouldBe(expected.GetArrayLength(), test.Name);
            var entries = new RlpReader(list.Content);
            foreach (JsonElement entry in expected.EnumerateArray())
            {
                Authorization.Read(ref entries, out Authorization authorization).ShouldBe(RlpError.None, test.Name);
                authorization.ChainId.ShouldBe((U256)Number(entry, "chainId"), test.Name);
                authorization.Target.AsSpan().ToArray().ShouldBe(Bytes(entry, "address"), test.Name);
                authorization.Nonce.ShouldBe(Number(entry, "nonce"), test.Name);
                authorization.TryRecoverAuthority(ref host, out Address authority).ShouldBeTrue(test.Name);
                authority.AsSpan().ToArray().ShouldBe(Bytes(entry, "authority"), test.Name);
            }

            byte[] again = new byte[encoded.Length];
            TransactionEncoder.WriteSigned(signed.Transaction, signed.YParity, signed.R, signed.S, again).ShouldBe(encoded.Length);
            again.ShouldBe(encoded, test.Name);
        }
    }

    [Fact]
    public void A_set_code_transaction_without_recipient_does_not_decode()
    {
        // 04 ‖ [1, 0, 0, 0, 0, "", 0, "", [], [], 0, 1, 1]
        byte[] encoded = Convert.FromHexString("04cd0180808080808080c0c0800101");
        TransactionDecoder.Decode(encoded, out _).ShouldBe(TransactionError.InvalidRecipient);
    }

    private static byte[] Bytes(JsonElement element, string property) => TestVectors.Bytes(element.GetProperty(property).GetString()!);

    private static ulong Number(JsonElement element, string property) =>
        ulong.Parse(element.GetProperty(property).GetString()!, NumberStyles.None, CultureInfo.InvariantCulture);
}
