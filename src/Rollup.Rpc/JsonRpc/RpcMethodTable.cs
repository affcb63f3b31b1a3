using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Rollup.Rpc.JsonRpc;

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
