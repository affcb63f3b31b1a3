using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rollup.Contracts;
using Rollup.Ethereum.Chain;
using Rollup.Ethereum.Hex;
using Rollup.Ethereum.JsonRpc;
using Rollup.Kernel.Primitives;
using Rollup.Proving.Provers;
using Rollup.Testing;
using Xunit.Abstractions;

namespace Rollup.Settlement.Tests;

/// <summary>
/// The contract and the native verifier about the same damaged proofs: whatever one accepts, the other does. Nothing else would show that the contract left out a check that the native verifier makes.
/// </summary>
public sealed partial class VerifierAgreementTests(ITestOutputHelper output)
{
    private const int Mutations = 2000, ElementBytes = 4;

    /// <summary>p of the field, and what stands around it: numbers that no element is, and the largest one.</summary>
    private static readonly uint[] Edges = [0x7f00_0001, 0x7f00_0002, 0x7f00_0000, 0x8000_0000, uint.MaxValue, 0];

    [FinalProofFact]
    public async Task Contract_and_native_verifier_agree_on_two_thousand_changes_of_a_real_proof()
    {
        byte[] genuine = await File.ReadAllBytesAsync(FinalProofFactAttribute.Proof);
        await using Anvil anvil = await Anvil.StartAsync();
        Address contract = Address.FromU256(0xf17a1);
        using (JsonDocument artifact = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(RepositoryRoot.Path, "src/contracts/out/FinalVerifier.sol/FinalVerifier.json"))))
            await anvil.SendAsync("anvil_setCode", contract.ToHex(), artifact.RootElement.GetProperty("deployedBytecode").GetProperty("object").GetString()!);
        FinalProofVerifier native = FinalProofVerifier.Create(Environment.ProcessorCount, CancellationToken.None);
        (await IsAcceptedAsync(anvil.Client, contract, genuine)).ShouldBeTrue();
        Verdict(native, genuine).ShouldBeTrue();

        Random random = new(20_261_201);
        List<(string What, byte[] File)> changed = [.. Enumerable.Range(0, Mutations).Select(_ => Mutate(genuine, random))];
        int accepted = 0;
        await Parallel.ForEachAsync(changed, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (mutation, _) =>
        {
            bool byContract = await IsAcceptedAsync(anvil.Client, contract, mutation.File);
            Verdict(native, mutation.File).ShouldBe(byContract, mutation.What);
            if (byContract)
            {
                mutation.File.ShouldBe(genuine, mutation.What);
                Interlocked.Increment(ref accepted);
            }
        });

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Mutations} changes, {accepted} of them changed nothing and were accepted"));
        accepted.ShouldBeLessThan(Mutations / 4);
    }

    private static (string What, byte[] File) Mutate(byte[] genuine, Random random)
    {
        (int firstQuery, int queries, int queryBytes) = Layout();
        int head = RollupContract.ProofHeadBytes, messages = head + firstQuery;
        byte[] file = [.. genuine];
        int kind = random.Next(10), at = random.Next(head, file.Length);
        switch (kind)
        {
            case 0:
                file[at] ^= (byte)(1 << random.Next(8));
                return ($"a bit of byte {at}", file);
            case 1:
                // The messages are a small part of the bytes and most of what is checked.
                at = random.Next(head, messages);
                file[at] ^= (byte)(1 << random.Next(8));
                return ($"a bit of byte {at}, in the messages", file);
            case 2:
                at = random.Next(head, file.Length - ElementBytes);
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at), Edges[random.Next(Edges.Length)]);
                return ($"four bytes at {at}", file);
            case 3:
                at = random.Next(head, messages - ElementBytes);
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at), Edges[random.Next(Edges.Length)]);
                return ($"four bytes at {at}, in the messages", file);
            case 4:
                at = random.Next(head);
                file[at] ^= (byte)(1 << random.Next(8));
                return ($"a bit of byte {at}, in the statement", file);
            case 5:
                return random.Next(2) == 0 ? ("cut off", file[..random.Next(file.Length)]) : ("too long", [.. file, .. new byte[random.Next(1, 100)]]);
            case 6:
                int from = random.Next(queries), to = random.Next(queries);
                genuine.AsSpan(messages + (from * queryBytes), queryBytes).CopyTo(file.AsSpan(messages + (to * queryBytes)));
                return ($"query {from} in the place of {to}", file);
            case 7:
                int length = random.Next(1, 200);
                at = random.Next(head, file.Length - length);
                file.AsSpan(at, length).Clear();
                return ($"{length} zeros at {at}", file);
            case 8:
                int size = random.Next(2) == 0 ? 20 : 26;
                at = random.Next(head, file.Length - (2 * size));
                genuine.AsSpan(at, size).CopyTo(file.AsSpan(at + size));
                genuine.AsSpan(at + size, size).CopyTo(file.AsSpan(at));
                return ($"{size} bytes exchanged at {at}", file);
            default:
                uint word = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at = random.Next(head, file.Length - ElementBytes)));
                BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at), unchecked(word + 0x7f00_0001));
                return ($"p more at {at}", file);
        }
    }

    private static bool Verdict(FinalProofVerifier native, byte[] file)
        => file.Length >= RollupContract.ProofHeadBytes && native.FindFlaw(file, null, Hash256.FromSpan(file.AsSpan(4 * 32, 32))) is null;

    private static async Task<bool> IsAcceptedAsync(L1Client l1, Address contract, byte[] file)
    {
        // What is no statement in the form of the call's arguments cannot even be asked.
        if (RollupContract.VerifyCalldata(file) is not { } calldata)
            return false;
        try
        {
            byte[] answer = await l1.CallAsync(new L1Call(contract, calldata), L1BlockTag.Latest, CancellationToken.None);
            answer.Length.ShouldBe(32);
            answer.AsSpan(0, 31).IndexOfAnyExcept((byte)0).ShouldBe(-1);
            return answer[31] == 1;
        }
        catch (L1RpcException)
        {
            return false;
        }
    }

    private static (int FirstQuery, int Queries, int QueryBytes) Layout()
    {
        string layout = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src/contracts/test/FinalProofLayout.sol"));
        return (Number("FIRST_QUERY"), Number("QUERIES"), Number("QUERY_BYTES"));

        int Number(string name) => int.Parse(Constant().Matches(layout).Single(match => match.Groups["name"].Value == name).Groups["value"].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"constant (?<name>[A-Z_]+) = (?<value>\d+);", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Constant();
}

/// <summary>A test that reads a real final proof, which the contracts' tests make.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FinalProofFactAttribute : FactAttribute
{
    public FinalProofFactAttribute()
    {
        if (!File.Exists(Proof))
            Skip = "There is no final proof: ops/final-proof.sh makes one, as ops/test.sh does.";
    }

    public static string Proof { get; } = Path.Combine(RepositoryRoot.Path, "src/contracts/cache/proofs/final.bin");
}
