using System.Globalization;
using System.Text.Json;
using Rollup.Kernel.Host;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Transactions;

namespace Rollup.Kernel.Tests.Transactions;

/// <summary>Every case of ethereum/tests' TransactionTests that has a result for Cancun.</summary>
public class TransactionVectorTests
{
    private const ulong Mainnet = 1;

    [Fact]
    public void Cancun_cases_are_accepted_with_their_hash_sender_and_gas_or_refused()
    {
        int accepted = 0;
        int refused = 0;
        foreach ((string name, JsonElement test) in TestVectors.Cases("ethereum-tests/TransactionTests"))
        {
            if (!test.GetProperty("result").TryGetProperty("Cancun", out JsonElement expected))
                continue;
            byte[] encoded = TestVectors.Bytes(test.GetProperty("txbytes").GetString()!);
            if (expected.TryGetProperty("exception", out JsonElement exception))
            {
                Process(encoded, out _, out _, out _).ShouldNotBe(TransactionError.None, $"{name} ({exception})");
                refused++;
                continue;
            }

            TransactionError error = Process(encoded, out Hash256 hash, out Address sender, out ulong intrinsicGas);
            if (error is not (TransactionError.GasLimitBelowFloor or TransactionError.GasLimitAboveCap)) // younger than Cancun
                error.ShouldBe(TransactionError.None, name);
            hash.AsSpan().ToArray().ShouldBe(TestVectors.Bytes(expected.GetProperty("hash").GetString()!), name);
            sender.AsSpan().ToArray().ShouldBe(TestVectors.Bytes(expected.GetProperty("sender").GetString()!), name);
            intrinsicGas.ShouldBe(ulong.Parse(expected.GetProperty("intrinsicGas").GetString()![2..], NumberStyles.HexNumber), name);
            accepted++;
        }

        accepted.ShouldBe(50);
        refused.ShouldBe(99);
    }

    private static TransactionError Process(byte[] encoded, out Hash256 hash, out Address sender, out ulong intrinsicGas)
    {
        hash = default;
        sender = default;
        intrinsicGas = 0;
        TransactionError error = TransactionDecoder.Decode(encoded, out SignedTransaction signed);
        if (error != TransactionError.None)
            return error;

        var host = default(SoftwareHost);
        hash = signed.Hash(ref host);
        intrinsicGas = IntrinsicGas.Of(signed.Transaction).Gas;
        error = signed.RecoverSender(ref host, out sender);
        return error != TransactionError.None ? error : TransactionRules.Check(signed.Transaction, Mainnet);
    }
}
