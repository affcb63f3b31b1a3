using System.Text.Json;
using Rollup.Guest;
using Rollup.Kernel.Batches;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.State;
using Rollup.Kernel.Transactions;
using Rollup.Machine.Emulation;
using Rollup.State;
using Rollup.Testing.Batches;
using Rollup.Testing.Guests;

namespace Rollup.StateTests;

/// <summary>
/// Official state tests on the machine. The accounts and the transaction of each, signed for our chain and paid by its rules, become a batch; the pinned program has to give the words of the kernel on the host, the state root
/// after it among them. What the kernel gives is compared with the expected roots in <see cref="OfficialStateTests"/>.
/// </summary>
public sealed class GuestStateTests
{
    private const int Count = 300;

    private const int Seed = 8;

    /// <summary>Longer ones show nothing more.</summary>
    private const ulong MaxGasUsed = 1_000_000;

    private const ulong MaxFeePerGas = 5_000_000_000;

    [Fact]
    public void The_program_gives_the_words_of_the_kernel_on_three_hundred_official_tests()
    {
        GuestExecution program = new(PinnedGuest.ReadElf());
        string[] files = [.. Directory.EnumerateFiles(Vectors.Folder("ethereum-tests/GeneralStateTests"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Random random = new(Seed);
        random.Shuffle(files);
        int passed = 0, failures = 0;
        foreach (string file in files)
        {
            if (passed == Count)
                break;
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonProperty test = document.RootElement.EnumerateObject().First();
            if (TryMake(test.Value, random, out bool succeeded) is not { } batch)
                continue;
            Emulator run = program.RunOnWitness(batch.Witness);
            run.Exit!.Reason.ShouldBe(ExitReason.Halted, $"{test.Name}, code {(long)run.Exit.Code}");
            byte[] words = new byte[PublicInput.Size];
            batch.PublicInput.WriteTo(words);
            GuestExecution.ReadOutput(run, PublicInput.Size).ShouldBe(words, test.Name);
            passed++;
            failures += succeeded ? 0 : 1;
        }

        passed.ShouldBe(Count);
        failures.ShouldBeInRange(Count / 20, Count / 2);
    }

    /// <summary>The batch of a variant of the test; null if it is none for us: of another fork, invalid, with too much gas, or without the key of its sender.</summary>
    private static MadeBatch? TryMake(JsonElement test, Random random, out bool succeeded)
    {
        succeeded = false;
        if (!StateTestJson.TryGet(StateTestJson.Get(test, "post"), "Cancun", out JsonElement entries) || !StateTestJson.TryGet(StateTestJson.Get(test, "transaction"), "secretKey", out JsonElement key))
            return null;
        JsonElement[] valid = [.. entries.EnumerateArray().Where(entry => !StateTestJson.TryGet(entry, "expectException", out _))];
        if (valid.Length == 0)
            return null;
        JsonElement json = StateTestJson.Get(test, "transaction"), indexes = StateTestJson.Get(valid[random.Next(valid.Length)], "indexes");
        System.Numerics.BigInteger gas = StateTestJson.Big(StateTestJson.Item(StateTestJson.Get(json, "gasLimit"), indexes, "gas"));
        if (gas > TransactionRules.MaxGasLimit || StateTestJson.TryGet(json, "blobVersionedHashes", out _))
            return null;
        Rollup.Testing.TestAccount sender = new(StateTestJson.Bytes(key));
        byte[] to = StateTestJson.TryGet(json, "to", out JsonElement recipient) ? StateTestJson.Bytes(recipient) : [];
        byte[] encoded = sender.Sign(new Transaction
        {
            Type = TransactionType.DynamicFee,
            HasChainId = true,
            ChainId = Rollup.Testing.TestAccount.ChainId,
            Nonce = StateTestJson.Number64(StateTestJson.Get(json, "nonce")),
            MaxFeePerGas = MaxFeePerGas,
            GasLimit = (ulong)gas,
            IsCreation = to.Length == 0,
            To = to.Length == 0 ? default : Address.FromSpan(to),
            Value = StateTestJson.Number(StateTestJson.Item(StateTestJson.Get(json, "value"), indexes, "value")),
            Data = StateTestJson.Bytes(StateTestJson.Item(StateTestJson.Get(json, "data"), indexes, "data")),
        });

        Dictionary<Address, TestAccount> accounts = TestAccounts.Parse(StateTestJson.Get(test, "pre"));
        using var maker = new BatchMaker([], (state, addCode) => Prepare(state, addCode, accounts, sender.Address));
        if (maker.TryAddBlock(encoded) is not { } result || result.GasUsed > MaxGasUsed)
            return null;
        succeeded = result.Succeeded;
        return maker.Finish();
    }

    /// <summary>The sender can pay by our rules, and accounts with storage have a nonce, as everywhere on our chain.</summary>
    private static void Prepare(OverlayAccess state, Func<byte[], AccountState> addCode, Dictionary<Address, TestAccount> accounts, Address sender)
    {
        foreach ((Address address, TestAccount account) in accounts)
        {
            AccountState code = account.Code.Length == 0 ? AccountState.Empty : addCode(account.Code);
            ulong nonce = account.Nonce == 0 && account.Code.Length == 0 && account.Storage.Count > 0 ? 1 : account.Nonce;
            U256 balance = address == sender ? account.Balance | (U256.One << 100) : account.Balance;
            _ = state.TrySetAccount(in address, new AccountState(nonce, in balance, code.CodeHash, code.CodeCommitment, code.CodeSize));
            foreach ((U256 slot, U256 value) in account.Storage)
                _ = state.TrySetSlot(in address, in slot, in value);
        }
    }
}
