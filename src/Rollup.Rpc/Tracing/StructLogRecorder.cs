using System.Text.Json;
using Rollup.Ethereum.Hex;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Json;
using Rollup.Rpc.Simulations;

namespace Rollup.Rpc.Tracing;

/// <summary>
/// Every instruction in geth's form, written as the execution runs. An entry stays open until what its instruction cost is known, at
/// the next event.
/// </summary>
/// <param name="options">What to show.</param>
/// <param name="json">Where it goes.</param>
/// <param name="budget">Ends an execution whose trace gets too large.</param>
/// <param name="maxBytes">The most bytes of JSON.</param>
internal sealed class StructLogRecorder(TraceOptions options, Utf8JsonWriter json, ExecutionBudget budget, int maxBytes) : TraceRecorder
{
    private readonly List<Address> _frames = []; // Whose storage each frame works on.
    private readonly Dictionary<Address, SortedDictionary<U256, U256>> _storage = []; // What the execution has seen of it.
    private bool _isStarted;
    private bool _isOpen;
    private ulong _count;

    // Of the open entry.
    private byte _opcode;
    private long _gas;
    private U256 _slot;

    /// <inheritdoc/>
    public override bool OnInstruction(scoped in TracedInstruction instruction)
    {
        if (_isOpen && _opcode == Opcode.SLoad)
            Slots()[_slot] = instruction.Stack[^1];
        Close(_gas - instruction.Gas);
        if (options.Limit != 0 && _count >= options.Limit)
            return true;
        Open(in instruction);
        if (json.BytesCommitted + json.BytesPending <= maxBytes)
            return true;
        budget.Stop(TooLarge);
        return false;
    }

    /// <inheritdoc/>
    public override void OnEnter(scoped in TracedFrame frame)
    {
        // As in geth, the gas passed on counts to the cost of a call, but not of a creation.
        bool isCreation = frame.Opcode is Opcode.Create or Opcode.Create2;
        Close(_gas - frame.CallerGas - (isCreation ? frame.Gas : 0));
        _frames.Add(frame.Opcode is Opcode.DelegateCall or Opcode.CallCode ? _frames[^1] : frame.To);
    }

    /// <inheritdoc/>
    public override void OnHalt(int depth, string? error, long gas)
    {
        bool isSeenBefore = error is not null && (error.StartsWith("out of gas", StringComparison.Ordinal) || error.StartsWith("stack", StringComparison.Ordinal));
        if (_isOpen && isSeenBefore)
            json.WriteString("error"u8, error);
        if (_opcode == Opcode.SLoad)
            _opcode = 0; // It failed: what it would have read is not known.
        Close(_gas - gas);
    }

    /// <inheritdoc/>
    public override void OnExit(int depth, string? error, long gasLeft, ReadOnlySpan<byte> output) => _frames.RemoveAt(_frames.Count - 1);

    /// <inheritdoc/>
    public override void Finish(TraceOutcome outcome)
    {
        Start();
        json.WriteEndArray();
        json.WriteNumber("gas"u8, outcome.GasUsed);
        json.WriteBoolean("failed"u8, !outcome.Succeeded);
        json.WriteData("returnValue"u8, outcome.Output.Span);
        json.WriteEndObject();
    }

    private void Start()
    {
        if (_isStarted)
            return;
        json.WriteStartObject();
        json.WriteStartArray("structLogs"u8);
        _isStarted = true;
    }

    private void Open(scoped in TracedInstruction instruction)
    {
        Start();
        _isOpen = true;
        _count++;
        _opcode = instruction.Opcode;
        _gas = instruction.Gas;
        ReadOnlySpan<U256> stack = instruction.Stack;
        if (_opcode == Opcode.SLoad && stack.Length >= 1)
            _slot = stack[^1];
        else if (_opcode == Opcode.SStore && stack.Length >= 2)
            Slots()[stack[^1]] = stack[^2];

        json.WriteStartObject();
        json.WriteNumber("pc"u8, instruction.Position);
        json.WriteString("op"u8, OpcodeNames.Of(_opcode));
        json.WriteNumber("gas"u8, instruction.Gas);
        json.WriteNumber("depth"u8, instruction.Depth + 1);
        if (!options.DisableStack)
        {
            json.WriteStartArray("stack"u8);
            foreach (ref readonly U256 item in stack)
                json.WriteQuantity(in item);
            json.WriteEndArray();
        }

        if (options.EnableReturnData && !instruction.ReturnData.IsEmpty)
            json.WriteData("returnData"u8, instruction.ReturnData);
        if (options.EnableMemory && !instruction.Memory.IsEmpty)
            WriteMemory(instruction.Memory);
        if (instruction.Refund > 0)
            json.WriteNumber("refund"u8, instruction.Refund);
    }

    private void Close(long cost)
    {
        if (!_isOpen)
            return;
        json.WriteNumber("gasCost"u8, cost);
        if (!options.DisableStorage && _opcode is Opcode.SLoad or Opcode.SStore && Slots() is { Count: > 0 } slots)
            WriteStorage(slots);
        json.WriteEndObject();
        _isOpen = false;
    }

    private void WriteMemory(ReadOnlySpan<byte> memory)
    {
        json.WriteStartArray("memory"u8);
        for (; memory.Length >= U256.Size; memory = memory[U256.Size..])
            json.WriteData(memory[..U256.Size]);
        json.WriteEndArray();
    }

    private void WriteStorage(SortedDictionary<U256, U256> slots)
    {
        json.WriteStartObject("storage"u8);
        foreach ((U256 slot, U256 value) in slots)
            json.WriteString(slot.ToHex(), value.ToHex());
        json.WriteEndObject();
    }

    private SortedDictionary<U256, U256> Slots()
    {
        if (!_storage.TryGetValue(_frames[^1], out SortedDictionary<U256, U256>? slots))
            _storage.Add(_frames[^1], slots = []);
        return slots;
    }
}
