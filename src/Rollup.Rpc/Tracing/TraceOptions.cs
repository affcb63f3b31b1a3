using System.Globalization;
using System.Text.Json;
using Rollup.Rpc.Json;

namespace Rollup.Rpc.Tracing;

/// <summary>What a trace is to show: geth's trace configuration.</summary>
internal sealed record TraceOptions
{
    /// <summary>What kind of trace.</summary>
    public TraceKind Kind { get; private init; }

    /// <summary>The longest time, if the caller set one.</summary>
    public TimeSpan? Timeout { get; private init; }

    /// <summary>Struct logs: without the stack.</summary>
    public bool DisableStack { get; private init; }

    /// <summary>Struct logs: with the memory.</summary>
    public bool EnableMemory { get; private init; }

    /// <summary>Struct logs and prestate: without storage.</summary>
    public bool DisableStorage { get; private init; }

    /// <summary>Struct logs: with the return data.</summary>
    public bool EnableReturnData { get; private init; }

    /// <summary>Struct logs: how many at most; 0 for all.</summary>
    public ulong Limit { get; private init; }

    /// <summary>Of a traced call: the position in its block before which it runs; null for the block's end.</summary>
    public ulong? TransactionIndex { get; private init; }

    /// <summary>Calls: without the calls inside.</summary>
    public bool OnlyTopCall { get; private init; }

    /// <summary>Calls: with their logs.</summary>
    public bool WithLog { get; private init; }

    /// <summary>Prestate: what changed, before and after.</summary>
    public bool DiffMode { get; private init; }

    /// <summary>Prestate: without code.</summary>
    public bool DisableCode { get; private init; }

    /// <summary>Prestate: with accounts that were empty.</summary>
    public bool IncludeEmpty { get; private init; }

    /// <summary>Reads the configuration, or says what is wrong with it; the default one if <paramref name="value"/> is null.</summary>
    public static TraceOptions? Read(JsonElement? value, out string? problem)
    {
        problem = null;
        if (value is not { } given)
            return new TraceOptions();
        if (given.ValueKind != JsonValueKind.Object)
        {
            problem = "expected an object";
            return null;
        }

        JsonObject json = new(given);
        TraceKind kind = ReadKind(ref json);
        bool hasConfig = json.Has("tracerConfig", out JsonElement config);
        if (hasConfig && config.ValueKind != JsonValueKind.Object)
            json.Fail("tracerConfig must be an object");
        JsonObject details = new(hasConfig && config.ValueKind == JsonValueKind.Object ? config : given);
        TraceOptions options = new()
        {
            Kind = kind,
            Timeout = ReadTimeout(ref json),
            DisableStack = json.Switch("disableStack"),
            EnableMemory = json.Switch("enableMemory"),
            DisableStorage = kind == TraceKind.Prestate ? details.Switch("disableStorage") : json.Switch("disableStorage"),
            EnableReturnData = json.Switch("enableReturnData"),
            Limit = ReadLimit(ref json),
            TransactionIndex = json.ShortQuantity("txIndex"),
            OnlyTopCall = details.Switch("onlyTopCall"),
            WithLog = details.Switch("withLog"),
            DiffMode = details.Switch("diffMode"),
            DisableCode = details.Switch("disableCode"),
            IncludeEmpty = details.Switch("includeEmpty"),
        };
        if (kind == TraceKind.Prestate && options.DiffMode && options.IncludeEmpty)
            json.Fail("includeEmpty cannot be combined with diffMode");
        problem = json.Problem ?? details.Problem;
        return problem is null ? options : null;
    }

    private static TraceKind ReadKind(ref JsonObject json)
    {
        if (!json.Has("tracer", out JsonElement tracer))
            return TraceKind.StructLogs;
        switch (tracer.ValueKind == JsonValueKind.String ? tracer.GetString() : null)
        {
            case "":
                return TraceKind.StructLogs;
            case "callTracer":
                return TraceKind.Calls;
            case "prestateTracer":
                return TraceKind.Prestate;
            case "4byteTracer":
                return TraceKind.Selectors;
            case "noopTracer":
                return TraceKind.Nothing;
            default:
                json.Fail("tracer must be callTracer, prestateTracer, 4byteTracer or noopTracer, or missing for struct logs");
                return default;
        }
    }

    private static ulong ReadLimit(ref JsonObject json)
    {
        ulong limit = 0;
        if (json.Has("limit", out JsonElement value) && !(value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out limit)))
            json.Fail("limit must be a number");
        return limit;
    }

    /// <summary>A duration as Go writes it, of one unit: 500ms, 10s, 1m.</summary>
    private static TimeSpan? ReadTimeout(ref JsonObject json)
    {
        if (!json.Has("timeout", out JsonElement value))
            return null;
        string text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        (string unit, double seconds) = text.EndsWith("ms", StringComparison.Ordinal) ? ("ms", 0.001) : text.EndsWith('m') ? ("m", 60) : ("s", 1);
        if (text.EndsWith(unit, StringComparison.Ordinal)
            && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
            && count * seconds is > 0 and < 3600)
        {
            return TimeSpan.FromSeconds(count * seconds);
        }

        json.Fail("timeout must be a duration of one unit, such as 500ms or 10s");
        return null;
    }
}

/// <summary>The kinds of traces, as geth has them.</summary>
internal enum TraceKind
{
    /// <summary>Every instruction.</summary>
    StructLogs,

    /// <summary>callTracer: the tree of calls.</summary>
    Calls,

    /// <summary>prestateTracer: the accounts and slots that were touched, as they were before.</summary>
    Prestate,

    /// <summary>4byteTracer: how often each function was called, by selector and length of its arguments.</summary>
    Selectors,

    /// <summary>noopTracer: nothing.</summary>
    Nothing,
}
