using System.Text.Json;
using Rollup.Kernel.Evm.Rules;
using Rollup.Rpc.Json;
using Rollup.Rpc.Receipts;
using Rollup.Rpc.Simulations;

namespace Rollup.Rpc.Tracing;

/// <summary>Writes calls as geth's callTracer does.</summary>
internal static class CallFrameJson
{
    /// <summary>Writes a call and those inside; with <paramref name="isUndone"/>, its logs are undone by a call around it.</summary>
    public static void Write(Utf8JsonWriter json, CallFrame call, bool isUndone)
    {
        bool isCreation = call.Opcode is Opcode.Create or Opcode.Create2;
        bool isReverted = call.Error == ExecutionError.Reverted;
        isUndone |= call.Error is not null;
        json.WriteStartObject();
        json.WriteData("from"u8, call.From);
        json.WriteQuantity("gas"u8, call.Gas);
        json.WriteQuantity("gasUsed"u8, call.GasUsed);
        if (!isCreation || call.Error is null)
            json.WriteData("to"u8, call.To);
        json.WriteData("input"u8, call.Input);
        if (call.Output.Length > 0 && (call.Error is null || isReverted))
            json.WriteData("output"u8, call.Output);
        if (call.Error is not null)
            json.WriteString("error"u8, call.Error);
        if (isReverted && ExecutionError.Reason(call.Output) is { } reason)
            json.WriteString("revertReason"u8, reason);
        if (call.Calls.Count > 0)
        {
            json.WriteStartArray("calls"u8);
            foreach (CallFrame inner in call.Calls)
                Write(json, inner, isUndone);
            json.WriteEndArray();
        }

        if (call.Logs.Count > 0 && !isUndone)
        {
            json.WriteStartArray("logs"u8);
            foreach (CallLog log in call.Logs)
                Write(json, log);
            json.WriteEndArray();
        }

        if (call.Opcode != Opcode.StaticCall)
            json.WriteQuantity("value"u8, call.Value);
        json.WriteString("type"u8, OpcodeNames.Of(call.Opcode));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CallLog log)
    {
        json.WriteStartObject();
        LogJson.WriteContent(json, log.Address, log.Topics, log.Data);
        json.WriteQuantity("index"u8, (ulong)log.Index);
        json.WriteQuantity("position"u8, (ulong)log.Position);
        json.WriteEndObject();
    }
}
