using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using Rollup.Execution.Hex;
using Rollup.Kernel.Blocks;
using Rollup.Kernel.Evm;
using Rollup.Kernel.Evm.Forks;
using Rollup.Kernel.Hashing;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;

namespace Rollup.StateTests;

/// <summary>
/// Runs state tests of the ethereum/tests format: each gives a state, a transaction with variants, and per fork and variant the root of
/// the state after it, the hash of its logs, and whether it is invalid. Not for use by several threads at once.
/// </summary>
public sealed unsafe class StateTestRunner : IDisposable
{
    private static readonly nuint MachineSize = unchecked((nuint)(4UL << 30));
    private const ulong ChainId = 1;
    private const ulong GasPerBlob = 1 << 17;

    private readonly void* _memory = NativeMemory.AlignedAlloc(MachineSize, 4096);
    private readonly byte[] _logs = new byte[1 << 24];
    private EvmMachine _machine;

    /// <summary>Allocates the machine's memory.</summary>
    public StateTestRunner() => _machine = new EvmMachine((byte*)_memory, MachineSize);

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(_memory);

    /// <summary>Runs all entries for <paramref name="fork"/> (Cancun, Prague or Osaka) in one file.</summary>
    public IEnumerable<StateTestResult> RunFile(string path, string fork)
    {
        string file = Path.GetFileNameWithoutExtension(path);
        if (!TryParse(path, out JsonDocument? document, out string? problem))
        {
            yield return new StateTestResult(file, $"cannot be read: {problem}");
            yield break;
        }

        using (document)
        {
            foreach (JsonProperty test in document.RootElement.EnumerateObject())
            {
                if (!TryGetMember(test.Value, "post", out JsonElement post) || !TryGetMember(post, fork, out JsonElement entries))
                    continue;
                foreach (JsonElement entry in entries.EnumerateArray())
                    yield return new StateTestResult($"{file}/{test.Name}{Indexes(entry)}", RunEntry(test.Value, entry, fork));
            }
        }
    }

    private static bool TryParse(string path, [NotNullWhen(true)] out JsonDocument? document, [NotNullWhen(false)] out string? problem)
    {
        document = null;
        problem = null;
        try
        {
            document = JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException exception)
        {
            problem = exception.Message;
            return false;
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return true;
        problem = "no object of tests";
        document.Dispose();
        document = null;
        return false;
    }

    private static bool TryGetMember(JsonElement json, string name, out JsonElement member)
    {
        member = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out member);
    }

    private static string Indexes(JsonElement entry) =>
        TryGetMember(entry, "indexes", out JsonElement indexes) ? $"[d{indexes.GetProperty("data")} g{indexes.GetProperty("gas")} v{indexes.GetProperty("value")}]" : "";

    private string? RunEntry(JsonElement test, JsonElement entry, string fork)
    {
        try
        {
            return fork switch
            {
                "Cancun" => Run<Cancun>(test, entry),
                "Prague" => Run<Prague>(test, entry),
                "Osaka" => Run<Osaka>(test, entry),
                _ => throw new ArgumentException($"fork {fork} is not one of Cancun, Prague, Osaka", nameof(fork)),
            };
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return $"cannot be read: {exception.Message}";
        }
    }

    private string? Run<TFork>(JsonElement test, JsonElement entry)
        where TFork : struct, IFork
    {
        StateTestTransaction fields = StateTestTransaction.Parse(test.GetProperty("transaction"), entry.GetProperty("indexes"));
        EvmBlock block = ParseBlock<TFork>(test.GetProperty("env"));
        Hash256 expectedRoot = HexFormat.ParseHash256(entry.GetProperty("hash").GetString()!);
        Hash256 expectedLogs = HexFormat.ParseHash256(entry.GetProperty("logs").GetString()!);
        bool isExpectedInvalid = entry.TryGetProperty("expectException", out JsonElement exception) && exception.ValueKind == JsonValueKind.String;

        using var state = new TestState(ParseState(test.GetProperty("pre")));
        var logs = new LogBuffer(_logs);
        string? invalid = Execute<TFork>(fields, in block, state, ref logs);
        if (isExpectedInvalid != (invalid is not null))
            return isExpectedInvalid ? $"was accepted, but is invalid: {exception.GetString()}" : $"was refused: {invalid}";
        if (invalid is not null)
            return null;
        Hash256 logsHash = HashLogs(logs.Written);
        if (logsHash != expectedLogs)
            return $"logs hash {logsHash.ToHex()}, expected {expectedLogs.ToHex()}";
        Hash256 root = state.Root();
        return root == expectedRoot ? null : $"state root {root.ToHex()}, expected {expectedRoot.ToHex()}";
    }

    /// <summary>Executes the transaction, or says why it is invalid.</summary>
    private string? Execute<TFork>(StateTestTransaction fields, in EvmBlock block, TestState state, ref LogBuffer logs)
        where TFork : struct, IFork
    {
        if (fields.IsOutOfRange)
            return "a field is out of range";
        var accessListReader = new RlpReader(fields.AccessList);
        var authorizationReader = new RlpReader(fields.AuthorizationList);
        if (AccessList.Read(ref accessListReader, out AccessList accessList) != RlpError.None
            || AuthorizationList.Read(ref authorizationReader, out AuthorizationList authorizations) != RlpError.None)
            return "a list is malformed";
        var transaction = new Transaction
        {
            Type = (TransactionType)fields.Type,
            HasChainId = true,
            ChainId = ChainId,
            Nonce = fields.Nonce,
            MaxPriorityFeePerGas = fields.MaxPriorityFeePerGas,
            MaxFeePerGas = fields.MaxFeePerGas,
            GasLimit = fields.GasLimit,
            IsCreation = fields.To is null,
            To = fields.To ?? default,
            Value = fields.Value,
            Data = fields.Data,
            AccessList = accessList,
            AuthorizationList = authorizations,
        };
        TransactionError rule = TransactionRules.Check<TFork>(in transaction, ChainId);
        if (rule != TransactionError.None)
            return rule.ToString();
        string? invalid = CheckType<TFork>(fields, in transaction, in block) ?? CheckSender<TFork>(fields, in transaction, in block, state);
        if (invalid is not null)
            return invalid;

        IntrinsicGas intrinsic = IntrinsicGas.Of<TFork>(in transaction);
        U256 tip = U256.Min(fields.MaxPriorityFeePerGas, fields.MaxFeePerGas - block.BaseFee);
        var call = new EvmCall
        {
            Sender = fields.Sender,
            GasPrice = block.BaseFee + tip,
            Tip = tip,
            BlobFee = block.BlobBaseFee * (GasPerBlob * (ulong)fields.BlobHashes.Length),
            BlobHashes = fields.BlobHashes,
            IntrinsicGas = intrinsic.Gas,
            FloorGas = intrinsic.Floor,
        };
        var host = default(StateTestHost);
        var tracer = default(NoTracer);
        EvmFault fault = EvmTransaction.Execute<TFork, StateTestHost, TestState, NoTracer>(
            ref _machine, ref host, ref state, ref tracer, in block, in transaction, in call, ref logs, out _);
        return fault == EvmFault.None && !logs.Overflowed ? null : throw new InvalidDataException($"the machine stopped: {fault}");
    }

    /// <summary>The rules of single types: EIP-4844's and EIP-7702's.</summary>
    private static string? CheckType<TFork>(StateTestTransaction fields, in Transaction transaction, in EvmBlock block)
        where TFork : struct, IFork
    {
        int maxBlobs = TFork.IsPrague ? 9 : 6;
        if (TFork.IsOsaka)
            maxBlobs = 6;
        return fields.Type switch
        {
            3 when transaction.IsCreation => "a blob transaction cannot create",
            3 when fields.BlobHashes.Length == 0 => "a blob transaction has blobs",
            3 when fields.BlobHashes.Length > maxBlobs => "too many blobs",
            3 when fields.BlobHashes.Any(hash => hash.AsSpan()[0] != 1) => "a blob hash has another version",
            3 when fields.MaxFeePerBlobGas < block.BlobBaseFee => "the blob fee is below the block's",
            4 when !TFork.IsPrague => "set-code transactions come with Prague",
            4 when transaction.IsCreation => "a set-code transaction cannot create",
            4 when transaction.AuthorizationList.Count == 0 => "a set-code transaction has authorizations",
            _ => null,
        };
    }

    private static string? CheckSender<TFork>(StateTestTransaction fields, in Transaction transaction, in EvmBlock block, TestState state)
        where TFork : struct, IFork
    {
        if (transaction.MaxFeePerGas < block.BaseFee)
            return "the maximum fee is below the base fee";
        if (transaction.GasLimit > block.GasLimit)
            return "the gas limit exceeds the block's";
        _ = state.TryGetAccount(fields.Sender, out Rollup.Kernel.State.AccountState sender);
        if (sender.HasCode && !(TFork.IsPrague && state.TryGetCode(sender.CodeHash, out CodeView code) && Delegation.TryRead(code.AsSpan(), out _)))
            return "the sender has code";
        if (sender.Nonce != transaction.Nonce)
            return "the nonce does not fit";
        U256 blobFee = fields.MaxFeePerBlobGas * (GasPerBlob * (ulong)fields.BlobHashes.Length);
        bool overflows = U256.AddOverflows(transaction.MaxFeePerGas * transaction.GasLimit, transaction.Value, out U256 cost);
        overflows |= U256.AddOverflows(in cost, in blobFee, out cost);
        return overflows || sender.Balance < cost ? "the balance is too low" : null;
    }

    private static EvmBlock ParseBlock<TFork>(JsonElement env)
        where TFork : struct, IFork
    {
        ulong excessBlobGas = env.TryGetProperty("currentExcessBlobGas", out JsonElement excess) ? Number(excess).L0 : 0;
        return new EvmBlock
        {
            Coinbase = HexFormat.ParseAddress(env.GetProperty("currentCoinbase").GetString()!),
            Timestamp = Number(env.GetProperty("currentTimestamp")).L0,
            Number = Number(env.GetProperty("currentNumber")).L0,
            GasLimit = Number(env.GetProperty("currentGasLimit")).L0,
            ChainId = ChainId,
            BaseFee = env.TryGetProperty("currentBaseFee", out JsonElement baseFee) ? Number(baseFee) : 10,
            PrevRandao = env.TryGetProperty("currentRandom", out JsonElement random) ? Number(random) : default,
            BlobBaseFee = FakeExponential(1, excessBlobGas, TFork.IsPrague ? 5_007_716UL : 3_338_477UL),
        };
    }

    /// <summary>factor · e^(numerator / denominator), as EIP-4844 approximates it.</summary>
    private static U256 FakeExponential(U256 factor, U256 numerator, U256 denominator)
    {
        U256 output = default;
        U256 accumulated = factor * denominator;
        for (U256 i = 1; !accumulated.IsZero; i += 1)
        {
            output += accumulated;
            accumulated = accumulated * numerator / (denominator * i);
        }

        return output / denominator;
    }

    private static Dictionary<Address, TestAccount> ParseState(JsonElement json)
    {
        var accounts = new Dictionary<Address, TestAccount>();
        foreach (JsonProperty entry in json.EnumerateObject())
        {
            var account = new TestAccount
            {
                Nonce = Number(entry.Value.GetProperty("nonce")).L0,
                Balance = Number(entry.Value.GetProperty("balance")),
                Code = HexFormat.ParseBytes(entry.Value.GetProperty("code").GetString()!),
            };
            foreach (JsonProperty slot in entry.Value.GetProperty("storage").EnumerateObject())
            {
                U256 value = Number(slot.Value);
                if (!value.IsZero)
                    account.Storage[U256.ReadBigEndian(Convert.FromHexString(slot.Name[2..].PadLeft(64, '0')))] = value;
            }

            accounts[HexFormat.ParseAddress(entry.Name)] = account;
        }

        return accounts;
    }

    private static Hash256 HashLogs(ReadOnlySpan<byte> logs)
    {
        var items = new List<byte[]>();
        var reader = new LogReader(logs);
        while (reader.TryRead(out Log log))
        {
            var topics = new List<byte[]>();
            for (int i = 0; i < log.Topics.Length; i += Hash256.Size)
                topics.Add(Rlp.String(log.Topics.Slice(i, Hash256.Size)));
            items.Add(Rlp.List(Rlp.String(log.Address.AsSpan()), Rlp.List([.. topics]), Rlp.String(log.Data)));
        }

        return Keccak256.Hash(Rlp.List([.. items]));
    }

    private static U256 Number(JsonElement json) =>
        StateTestTransaction.TryNumber(json, out U256 value) ? value : throw new InvalidDataException($"{json} does not fit 256 bits");
}
