using System.Globalization;
using System.Text.Json;
using Rollup.Kernel.Evm.Precompiles;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;

namespace Rollup.Rpc.Tracing;

/// <summary>How often each function was called, as geth's 4byteTracer counts: by selector and the length of what follows it, precompiles and creations left out.</summary>
/// <param name="json">Where it goes.</param>
internal sealed class SelectorRecorder(Utf8JsonWriter json) : TraceRecorder
{
    private const int SelectorSize = 4;

    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void OnEnter(scoped in TracedFrame frame)
    {
        bool isCall = frame.Opcode is Opcode.Call or Opcode.CallCode or Opcode.DelegateCall or Opcode.StaticCall;
        if (!isCall || frame.Input.Length < SelectorSize || Precompile.TryIdentify<RollupOsaka>(frame.To, out _))
            return;
        string key = string.Create(CultureInfo.InvariantCulture, $"0x{Convert.ToHexStringLower(frame.Input[..SelectorSize])}-{frame.Input.Length - SelectorSize}");
        _counts[key] = _counts.GetValueOrDefault(key) + 1;
    }

    /// <inheritdoc/>
    public override void Finish(TraceOutcome outcome)
    {
        json.WriteStartObject();
        foreach ((string key, int count) in _counts)
            json.WriteNumber(key, count);
        json.WriteEndObject();
    }
}

/// <summary>Nothing, as geth's noopTracer shows it.</summary>
/// <param name="json">Where it goes.</param>
internal sealed class NoopRecorder(Utf8JsonWriter json) : TraceRecorder
{
    /// <inheritdoc/>
    public override void Finish(TraceOutcome outcome)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }
}
