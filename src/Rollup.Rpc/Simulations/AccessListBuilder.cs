using System.Text.Json;
using Rollup.Execution.Native;
using Rollup.Kernel.Evm.Precompiles;
using Rollup.Kernel.Evm.Rules;
using Rollup.Kernel.Evm.Tracing;
using Rollup.Kernel.Forks;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Calls;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.State;

namespace Rollup.Rpc.Simulations;

/// <summary>Finds a call's access list: running with a list may change what is touched, so it runs until the list does not change.</summary>
internal static class AccessListBuilder
{
    /// <summary>A call whose list changes with the list could go on forever.</summary>
    private const int MaxRounds = 16;

    /// <summary>Writes the list, the gas that the call uses with it, and why the call fails if it does.</summary>
    public static RpcError? Write(Simulation simulation, CallRequest request, ulong gas, Utf8JsonWriter result)
    {
        HashSet<Address> warm = WarmAccounts(request);
        SimulatedCall call;
        AccessListObserver observer;
        byte[] list = request.AccessList;
        int round = 0;
        bool isStable;
        do
        {
            observer = new AccessListObserver(warm);
            request = request with { AccessList = list };
            call = simulation.Run(request, gas, new StateOverlay(simulation.State), observer);
            if (call.Problem is not null)
                return call.Problem;
            byte[] next = CallLists.EncodeAccessList(observer.List);
            isStable = next.AsSpan().SequenceEqual(list);
            list = next;
        }
        while (!isStable && ++round < MaxRounds);

        result.WriteStartObject();
        result.WriteStartArray("accessList"u8);
        foreach ((Address address, SortedSet<U256> slots) in observer.List)
        {
            result.WriteStartObject();
            result.WriteData("address"u8, in address);
            result.WriteStartArray("storageKeys"u8);
            foreach (U256 slot in slots)
                result.WriteData(Hash256.FromU256(in slot).AsSpan());
            result.WriteEndArray();
            result.WriteEndObject();
        }

        result.WriteEndArray();
        if (call.Error is not null)
            result.WriteString("error"u8, call.Error);
        result.WriteQuantity("gasUsed"u8, call.GasUsed);
        result.WriteEndObject();
        return null;
    }

    /// <summary>The sender and the authorities; the observer finds out about the recipient, whose address is not known before if it is created.</summary>
    private static HashSet<Address> WarmAccounts(CallRequest request)
    {
        NativeHost host = new(memo: null);
        HashSet<Address> warm = [request.From];
        RlpReader entries = new(request.Authorizations().Content);
        while (Authorization.Read(ref entries, out Authorization authorization) == RlpError.None)
        {
            if (authorization.TryRecoverAuthority(ref host, out Address authority))
                warm.Add(authority);
        }

        return warm;
    }
}

/// <summary>
/// Gathers the slots that an execution touches, and the accounts that are not warm anyway: all but sender, recipient, precompiles and
/// authorities.
/// </summary>
/// <param name="warm">The accounts that are warm anyway, recipient and precompiles apart.</param>
internal sealed class AccessListObserver(IReadOnlySet<Address> warm) : ExecutionObserver
{
    private readonly SortedDictionary<Address, SortedSet<U256>> _list = [];
    private readonly List<Address> _frames = [];
    private Address _recipient;

    /// <summary>The slots by account.</summary>
    public IReadOnlyCollection<KeyValuePair<Address, SortedSet<U256>>> List => _list;

    /// <inheritdoc/>
    public override bool OnInstruction(scoped in TracedInstruction instruction)
    {
        ReadOnlySpan<U256> stack = instruction.Stack;
        switch (instruction.Opcode)
        {
            case (Opcode.SLoad or Opcode.SStore) when stack.Length >= 1:
                Slots(_frames[^1]).Add(stack[^1]);
                break;
            case (Opcode.ExtCodeCopy or Opcode.ExtCodeHash or Opcode.ExtCodeSize or Opcode.Balance or Opcode.SelfDestruct) when stack.Length >= 1:
                Touch(Address.FromU256(in stack[^1]));
                break;
            case (Opcode.DelegateCall or Opcode.Call or Opcode.StaticCall or Opcode.CallCode) when stack.Length >= 5:
                Touch(Address.FromU256(in stack[^2]));
                break;
        }

        return true;
    }

    /// <inheritdoc/>
    public override void OnEnter(scoped in TracedFrame frame)
    {
        if (frame.Depth == 0)
            _recipient = frame.To;
        _frames.Add(frame.Opcode is Opcode.DelegateCall or Opcode.CallCode ? _frames[^1] : frame.To);
    }

    /// <inheritdoc/>
    public override void OnExit(int depth, string? error, long gasLeft, ReadOnlySpan<byte> output) => _frames.RemoveAt(_frames.Count - 1);

    private void Touch(Address address)
    {
        if (!warm.Contains(address) && address != _recipient && !Precompile.TryIdentify<RollupOsaka>(in address, out _))
            _ = Slots(address);
    }

    private SortedSet<U256> Slots(Address address)
    {
        if (!_list.TryGetValue(address, out SortedSet<U256>? slots))
            _list.Add(address, slots = []);
        return slots;
    }
}
