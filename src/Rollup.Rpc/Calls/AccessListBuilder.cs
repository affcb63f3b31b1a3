using System.Text.Json;
using Rollup.Execution.Native;
using Rollup.Kernel.Primitives;
using Rollup.Kernel.Rlp;
using Rollup.Kernel.Transactions;
using Rollup.Rpc.Json;
using Rollup.Rpc.JsonRpc;
using Rollup.State;

namespace Rollup.Rpc.Calls;

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
        if (request.AuthorizationList is not { } encoded)
            return warm;
        RlpReader reader = new(encoded);
        AuthorizationList.Read(ref reader, out AuthorizationList authorizations);
        RlpReader entries = new(authorizations.Content);
        while (Authorization.Read(ref entries, out Authorization authorization) == RlpError.None)
        {
            if (authorization.TryRecoverAuthority(ref host, out Address authority))
                warm.Add(authority);
        }

        return warm;
    }
}
