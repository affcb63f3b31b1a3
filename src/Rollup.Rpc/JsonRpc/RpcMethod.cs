using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text;

namespace Rollup.Rpc.JsonRpc;

/// <summary>A method and what answers it: one call at a time, or consecutive calls of a batch together.</summary>
public sealed class RpcMethod
{
    /// <summary>A method that is answered call by call.</summary>
    public RpcMethod(string name, RpcHandler handler) => (Name, Handler) = (name, handler);

    /// <summary>A method whose consecutive calls are answered together.</summary>
    public RpcMethod(string name, RpcGroupHandler groupHandler) => (Name, GroupHandler) = (name, groupHandler);

    /// <summary>A method without parameters whose answer is at hand.</summary>
    internal static RpcMethod Constant(string name, Action<Utf8JsonWriter> write) => new(name, (parameters, result, _) =>
    {
        if (parameters.RequireNone() is { } error)
            return ValueTask.FromResult<RpcError?>(error);
        write(result);
        return ValueTask.FromResult<RpcError?>(null);
    });

    /// <summary>The name by which it is called.</summary>
    public string Name { get; }

    /// <summary>
    /// Whether what one block holds bounds the result. Alone in a request it is then answered in full, whatever its size: nobody who follows the chain could
    /// get past a block that is too large to ask for.
    /// </summary>
    public bool IsBoundedByBlock { get; init; }

    /// <summary>Set unless <see cref="GroupHandler"/> is.</summary>
    public RpcHandler? Handler { get; }

    /// <summary>Set unless <see cref="Handler"/> is.</summary>
    public RpcGroupHandler? GroupHandler { get; }
}

/// <summary>
/// Answers one call: reads the parameters, writes the result as one JSON value and returns null, or returns why there is none
/// (whatever it has written by then is discarded).
/// </summary>
public delegate ValueTask<RpcError?> RpcHandler(RpcParameters parameters, Utf8JsonWriter result, CancellationToken cancellationToken);

/// <summary>
/// Answers consecutive calls of one method in a batch together, for methods that are far cheaper in bulk. The writer it returns
/// is asked for every call in order.
/// </summary>
public delegate ValueTask<RpcResultWriter> RpcGroupHandler(IReadOnlyList<RpcParameters> calls, CancellationToken cancellationToken);

/// <summary>Writes the result of the call at <paramref name="index"/> of a group and returns null, or returns why there is none.</summary>
public delegate RpcError? RpcResultWriter(int index, Utf8JsonWriter result);

/// <summary>The methods a server answers, by name.</summary>
public sealed class RpcMethodTable
{
    private const int MaxNameLength = 64;

    private readonly FrozenDictionary<string, RpcMethod> _methods;
    private readonly FrozenDictionary<string, RpcMethod>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    /// <summary>A table of <paramref name="methods"/>, whose names are distinct, ASCII and at most 64 characters long.</summary>
    public RpcMethodTable(IEnumerable<RpcMethod> methods)
    {
        _methods = methods.ToFrozenDictionary(method => method.Name);
        _bySpan = _methods.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The names of all methods.</summary>
    public IEnumerable<string> Names => _methods.Keys;

    /// <summary>Finds a method; false when there is none of that name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out RpcMethod? method) => _methods.TryGetValue(name, out method);

    /// <summary>Finds the shared string of a known name without allocating; false when the name is not known.</summary>
    public bool TryGetName(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? name)
    {
        Span<char> characters = stackalloc char[MaxNameLength];
        name = null;
        if (utf8.Length > MaxNameLength || Ascii.ToUtf16(utf8, characters, out int length) != System.Buffers.OperationStatus.Done)
            return false;
        if (!_bySpan.TryGetValue(characters[..length], out RpcMethod? method))
            return false;
        name = method.Name;
        return true;
    }
}
