using System.Text;
using System.Text.Json;
using Rollup.Ethereum.Hex;

namespace Rollup.Rpc.Tests.Tracing;

/// <summary>Traces as text, one line for each call, instruction or account, with fields in a fixed order.</summary>
internal static class TraceText
{
    public static string Calls(JsonElement trace)
    {
        StringBuilder text = new();
        Call(text, trace, 0);
        return text.ToString();
    }

    /// <summary>Without what is inside: anvil shows self-destructions even so.</summary>
    public static string TopCall(JsonElement trace) => Calls(trace).Split('\n')[0];

    /// <summary>Without the account that a contract created by the same transaction pays when it destroys itself, which anvil leaves out.</summary>
    public static string Prestate(JsonElement trace) => string.Join('\n', Accounts(trace).Where(line => !line.StartsWith(Scenarios.Heir.ToHex(), StringComparison.Ordinal)));

    public static string PrestateDifference(JsonElement trace) =>
        string.Join('\n', [.. Accounts(trace.GetProperty("pre")).Select(line => "pre " + line), .. Accounts(trace.GetProperty("post")).Select(line => "post " + line)]);

    public static string StructLogs(JsonElement trace)
    {
        StringBuilder text = new();
        JsonElement[] entries = [.. trace.GetProperty("structLogs").EnumerateArray()];
        for (int i = 0; i < entries.Length; i++)
        {
            JsonElement entry = entries[i];
            string operation = entry.GetProperty("op").GetString()!;
            int depth = entry.GetProperty("depth").GetInt32();
            bool isLast = i + 1 == entries.Length || entries[i + 1].GetProperty("depth").GetInt32() < depth;

            // What an instruction that fails would have cost or stored, anvil does not say; and to a creation's cost it counts the gas passed on.
            bool isFailure = isLast && operation is not ("STOP" or "RETURN" or "REVERT" or "SELFDESTRUCT");
            bool isCreation = operation is "CREATE" or "CREATE2";
            foreach (string field in (string[])["depth", "pc", "op", "gas", "gasCost", "refund", "stack", "returnData", "memory", "storage"])
            {
                if (field == "gasCost" ? isFailure || isCreation : field == "storage" && isFailure)
                    continue;
                if (entry.TryGetProperty(field, out JsonElement value) && Shown(field, value) is { Length: > 0 } shown && shown is not ("[]" or "{}" or "0x" or "0"))
                    text.Append(field).Append(' ').Append(shown).Append(' ');
            }

            text.Append('\n');
        }

        return text.Append($"gas {trace.GetProperty("gas")} failed {trace.GetProperty("failed")} value {trace.GetProperty("returnValue")}").ToString();
    }

    private static void Call(StringBuilder text, JsonElement call, int depth)
    {
        text.Append(' ', depth);
        foreach (string field in (string[])["type", "from", "to", "value", "gas", "gasUsed", "input", "output", "error", "revertReason"])
        {
            // The gas of the transaction itself is its gas limit in geth, and without the intrinsic gas in anvil.
            bool isShown = depth > 0 || field != "gas";
            if (isShown && call.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
                text.Append(field).Append(' ').Append(field == "error" ? Error(value.GetString()!) : value.ToString()).Append(' ');
        }

        text.Append('\n');
        if (call.TryGetProperty("logs", out JsonElement logs))
        {
            foreach (JsonElement log in logs.EnumerateArray())
                text.Append(' ', depth).Append($"log {log.GetProperty("address")} {log.GetProperty("topics")} {log.GetProperty("data")} at {log.GetProperty("position")}\n");
        }

        if (call.TryGetProperty("calls", out JsonElement calls))
        {
            foreach (JsonElement inner in calls.EnumerateArray())
                Call(text, inner, depth + 1);
        }
    }

    private static string Shown(string field, JsonElement value) => field switch
    {
        "op" when value.GetString() == "Unknown" => "opcode 0xc not defined",
        "memory" or "storage" => value.ToString().Replace("0x", "", StringComparison.Ordinal), // geth writes these without, anvil with it.
        _ => value.ToString(),
    };

    /// <summary>Errors that anvil names as revm does, in geth's words.</summary>
    private static string Error(string error) => error switch
    {
        "CreateContractStartingWithEF" => "invalid code: must not begin with 0xef",
        "CreateCollision" => "contract address collision",
        "OutOfOffset" => "return data out of bounds",
        "StateChangeDuringStaticCall" => "write protection",
        "StackUnderflow" => "stack underflow (1 <=> 2)",
        "Out of stack" => "stack limit reached 1024 (1023)",
        "precompiled failed" => "precompiled contract refused its input",
        "contract creation code storage out of gas" => "out of gas",
        _ when error.StartsWith("invalid opcode", StringComparison.Ordinal) => "invalid opcode",
        _ => error,
    };

    private static IEnumerable<string> Accounts(JsonElement accounts) => accounts.EnumerateObject()
        .Where(account => !IsZero(account.Value)) // geth leaves out what was not there.
        .OrderBy(account => account.Name, StringComparer.Ordinal)
        .Select(account => account.Name + " " + string.Join(' ', account.Value.EnumerateObject()
            .Where(field => field.Name != "codeHash") // geth's, which anvil does not have.
            .Where(field => field.Name != "nonce" || field.Value.ToString() != "0")
            .OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"{field.Name} {Sorted(field.Value)}")));

    private static bool IsZero(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().All(field => IsZero(field.Value))
        : value.ToString().All(digit => digit is '0' or 'x');

    private static string Sorted(JsonElement value) => value.ValueKind != JsonValueKind.Object
        ? value.ToString()
        : string.Join(',', value.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"{field.Name}={field.Value}"));
}
