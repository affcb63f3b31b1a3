using System.Text.Json;
using Rollup.Kernel.Evm.Journaling;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Simulations;

namespace Rollup.Rpc.Tracing;

/// <summary>The tree of calls, as geth's callTracer shows it.</summary>
/// <param name="options">What to show.</param>
/// <param name="json">Where it goes.</param>
/// <param name="budget">Ends an execution whose trace gets too large.</param>
/// <param name="maxBytes">The most bytes of JSON.</param>
/// <param name="logsBefore">Logs of the transactions before it in its block: indices count within the block.</param>
internal sealed class CallRecorder(TraceOptions options, Utf8JsonWriter json, ExecutionBudget budget, int maxBytes, int logsBefore) : TraceRecorder
{
    private const int BytesPerFrame = 300; // JSON of a frame or log without its data.

    private readonly Stack<CallFrame> _open = [];
    private readonly Stack<int> _logsAtEntry = []; // Of every frame, hidden ones included: a frame that fails gives the indices of its logs back.
    private CallFrame? _top;
    private long _size;
    private int _logs = logsBefore;

    /// <inheritdoc/>
    public override bool OnInstruction(scoped in TracedInstruction instruction) => _size <= maxBytes;

    /// <inheritdoc/>
    public override void OnEnter(scoped in TracedFrame frame)
    {
        _logsAtEntry.Push(_logs);
        if (IsHidden(frame.Depth))
            return;
        Count(frame.Input.Length);
        var call = new CallFrame
        {
            Opcode = frame.Opcode, From = frame.From, To = frame.To, Value = frame.Value, Gas = (ulong)frame.Gas, Input = frame.Input.ToArray(),
        };
        if (_open.TryPeek(out CallFrame? parent))
            parent.Calls.Add(call);
        else
            _top = call;
        _open.Push(call);
    }

    /// <inheritdoc/>
    public override void OnExit(int depth, string? error, long gasLeft, ReadOnlySpan<byte> output)
    {
        int logsAtEntry = _logsAtEntry.Pop();
        if (error is not null)
            _logs = logsAtEntry;
        if (IsHidden(depth))
            return;
        CallFrame call = _open.Pop();
        call.GasUsed = call.Gas - (ulong)gasLeft;
        call.Error = error;
        Count(output.Length);
        call.Output = output.ToArray();
    }

    /// <inheritdoc/>
    public override void OnLog(in LogEntry log)
    {
        _logs++;
        if (!options.WithLog || IsHidden(_logsAtEntry.Count - 1))
            return;
        Count(log.DataLength + (log.TopicCount * Hash256.Size));
        CallFrame frame = _open.Peek();
        var topics = new Hash256[log.TopicCount];
        for (int i = 0; i < topics.Length; i++)
            topics[i] = log.Topic(i);
        frame.Logs.Add(new CallLog(log.Address, topics, log.DataSpan.ToArray(), _logs - 1, frame.Calls.Count));
    }

    /// <inheritdoc/>
    public override void Finish(TraceOutcome outcome)
    {
        CallFrame top = _top ?? outcome.Unexecuted ?? throw new InvalidOperationException("A transaction was executed without a frame.");
        top.Gas = outcome.GasLimit;
        top.GasUsed = outcome.GasUsed;
        CallFrameJson.Write(json, top, isUndone: false);
    }

    private bool IsHidden(int depth) => options.OnlyTopCall && depth > 0;

    private void Count(int bytes)
    {
        _size += BytesPerFrame + (2 * bytes);
        if (_size > maxBytes)
            budget.Stop(TooLarge);
    }
}

/// <summary>A call of a trace.</summary>
internal sealed class CallFrame
{
    /// <summary>The instruction that made it.</summary>
    public required byte Opcode { get; init; }

    public required Address From { get; init; }

    public required Address To { get; init; }

    /// <summary>In wei.</summary>
    public required U256 Value { get; init; }

    /// <summary>The gas it was given.</summary>
    public required ulong Gas { get; set; }

    /// <summary>The gas it used.</summary>
    public ulong GasUsed { get; set; }

    public required byte[] Input { get; init; }

    public byte[] Output { get; set; } = [];

    /// <summary>Why it failed; null if it succeeded.</summary>
    public string? Error { get; set; }

    /// <summary>The calls it made, in order.</summary>
    public List<CallFrame> Calls { get; } = [];

    /// <summary>The logs it emitted, in order.</summary>
    public List<CallLog> Logs { get; } = [];
}

/// <summary>A log of a trace.</summary>
/// <param name="Address">The contract that emitted it.</param>
/// <param name="Topics">Its topics.</param>
/// <param name="Data">Its data.</param>
/// <param name="Index">How many logs the block had before, without those that are undone by then.</param>
/// <param name="Position">How many calls its frame had made before.</param>
internal sealed record CallLog(Address Address, Hash256[] Topics, byte[] Data, int Index, int Position);
