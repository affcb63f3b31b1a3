using System.Text;
using System.Text.Json;
using Rollup.Kernel.Primitives;
using Rollup.Rpc.Json;

namespace Rollup.Rpc.JsonRpc;

/// <summary>
/// Reads a call's parameters one after the other. The first malformed one stops it: later reads give default values, and
/// <see cref="End"/>, which every method calls before it uses any of them, returns what is wrong.
/// </summary>
public ref struct ParameterReader
{
    private Utf8JsonReader _json;
    private int _index; // Of the parameter last read.
    private RpcError? _error;
    private bool _ended;

    internal ParameterReader(ReadOnlySpan<byte> array)
    {
        _json = new Utf8JsonReader(array);
        _index = -1;
        if (array.IsEmpty)
            _ended = true;
        else
            _json.Read();
    }

    /// <summary>The error of the first malformed, missing or superfluous parameter; null when all were read.</summary>
    public RpcError? End()
    {
        if (_error is null && !_ended && _json.Read() && _json.TokenType != JsonTokenType.EndArray)
            Fail($"too many arguments: expected at most {_index + 1}");
        return _error;
    }

    /// <summary>A required address.</summary>
    public Address Address(string name)
    {
        Span<byte> bytes = stackalloc byte[Kernel.Primitives.Address.Size];
        return Required(name) && Data(name, bytes) ? Kernel.Primitives.Address.FromSpan(bytes) : default;
    }

    /// <summary>A required hash.</summary>
    public Hash256 Hash(string name)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        return Required(name) && Data(name, bytes) ? Hash256.FromSpan(bytes) : default;
    }

    /// <summary>A required quantity below 2^64.</summary>
    public ulong Quantity(string name)
    {
        U256 value = default;
        if (Required(name) && !(TryText(out ReadOnlySpan<byte> text) && HexText.TryReadQuantity(text, out value) && value.IsUInt64))
            Invalid(name, "a quantity: 0x and up to 16 hex digits without leading zeros");
        return value.L0;
    }

    /// <summary>An optional quantity below 2^64; null when it is missing or null.</summary>
    public ulong? QuantityOrNull(string name)
    {
        if (!Present())
            return null;
        if (TryText(out ReadOnlySpan<byte> text) && HexText.TryReadQuantity(text, out U256 value) && value.IsUInt64)
            return value.L0;
        Invalid(name, "a quantity: 0x and up to 16 hex digits without leading zeros");
        return null;
    }

    /// <summary>A required number of at most 256 bits, with or without leading zeros.</summary>
    public U256 Slot(string name)
    {
        U256 value = default;
        if (Required(name) && !(TryText(out ReadOnlySpan<byte> text) && HexText.TryReadDigits(text, out value)))
            Invalid(name, "a storage slot: 0x and 1 to 64 hex digits");
        return value;
    }

    /// <summary>A required number as plain JSON or as a quantity: clients send both where geth takes both.</summary>
    public ulong NumberOrQuantity(string name) => Required(name) ? ReadNumberOrQuantity(name) : 0;

    /// <summary>An optional number as plain JSON or as a quantity; null when it is missing or null.</summary>
    public ulong? NumberOrQuantityOrNull(string name) => Present() ? ReadNumberOrQuantity(name) : null;

    /// <summary>An optional boolean.</summary>
    public bool BooleanOr(bool otherwise, string name)
    {
        if (!Present())
            return otherwise;
        if (_json.TokenType is JsonTokenType.True or JsonTokenType.False)
            return _json.TokenType == JsonTokenType.True;
        Invalid(name, "true or false");
        return otherwise;
    }

    /// <summary>A required string of at most <paramref name="maxLength"/> bytes.</summary>
    public string Text(string name, int maxLength)
    {
        if (!Required(name))
            return "";
        if (TryText(out ReadOnlySpan<byte> text) && text.Length <= maxLength)
            return Encoding.UTF8.GetString(text);
        Invalid(name, $"a string of at most {maxLength} characters");
        return "";
    }

    /// <summary>A required string of data of at most <paramref name="maxLength"/> bytes.</summary>
    public byte[] Bytes(string name, int maxLength)
    {
        if (!Required(name))
            return [];
        int length = TryText(out ReadOnlySpan<byte> text) ? HexText.DataLength(text) : -1;
        if (length > maxLength)
        {
            Invalid(name, $"at most {maxLength} bytes, not {length}");
            return [];
        }

        byte[] bytes = new byte[Math.Max(length, 0)];
        if (!HexText.TryReadData(text, bytes))
            Invalid(name, "data: 0x and an even number of hex digits");
        return bytes;
    }

    /// <summary>An optional list of percentages: strictly ascending numbers from 0 to 100 (as geth has it), at most <paramref name="maxCount"/>.</summary>
    public double[] Percentiles(string name, int maxCount)
    {
        List<double> values = [];
        if (!Present())
            return [];
        bool valid = _json.TokenType == JsonTokenType.StartArray;
        while (valid && _json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            valid = _json.TokenType == JsonTokenType.Number && _json.TryGetDouble(out double value)
                && value is >= 0 and <= 100 && values.Count < maxCount && (values.Count == 0 || value > values[^1]);
            if (valid)
                values.Add(_json.GetDouble());
        }

        if (!valid)
            Invalid(name, $"a strictly ascending array of at most {maxCount} numbers from 0 to 100");
        return [.. values];
    }

    /// <summary>A required list of at most <paramref name="maxCount"/> numbers of at most 256 bits, with or without leading zeros.</summary>
    public U256[] Slots(string name, int maxCount)
    {
        List<U256> slots = [];
        if (!Required(name))
            return [];
        bool valid = _json.TokenType == JsonTokenType.StartArray;
        while (valid && _json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            U256 slot = default;
            valid = slots.Count < maxCount && TryText(out ReadOnlySpan<byte> text) && HexText.TryReadDigits(text, out slot);
            slots.Add(slot);
        }

        if (!valid)
            Invalid(name, $"an array of at most {maxCount} storage slots: 0x and 1 to 64 hex digits each");
        return [.. slots];
    }

    /// <summary>A required parameter of any JSON type.</summary>
    public JsonElement Value(string name) => Required(name) ? JsonElement.ParseValue(ref _json) : default;

    /// <summary>An optional parameter of any JSON type; null when it is missing or null.</summary>
    public JsonElement? ValueOrNull() => Present() ? JsonElement.ParseValue(ref _json) : null;

    /// <summary>Records that the current parameter is not what was <paramref name="expected"/>.</summary>
    public void Invalid(string name, string expected) => Fail($"invalid argument {_index} ({name}): expected {expected}");

    private ulong ReadNumberOrQuantity(string name)
    {
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetUInt64(out ulong number))
            return number;
        if (TryText(out ReadOnlySpan<byte> text) && HexText.TryReadQuantity(text, out U256 value) && value.IsUInt64)
            return value.L0;
        Invalid(name, "a number or a quantity");
        return 0;
    }

    private readonly bool TryText(out ReadOnlySpan<byte> text)
    {
        text = _json.TokenType != JsonTokenType.String ? default
            : _json.ValueIsEscaped ? Encoding.UTF8.GetBytes(_json.GetString()!)
            : _json.ValueSpan;
        return _json.TokenType == JsonTokenType.String;
    }

    private bool Data(string name, scoped Span<byte> bytes)
    {
        if (TryText(out ReadOnlySpan<byte> text) && HexText.TryReadData(text, bytes))
            return true;
        Invalid(name, $"0x and {2 * bytes.Length} hex digits");
        return false;
    }

    private bool Required(string name)
    {
        if (Present())
            return true;
        if (_error is null)
            Fail($"missing value for required argument {_index} ({name})");
        return false;
    }

    private bool Present()
    {
        if (_error is not null)
            return false;
        _index++;
        if (!_ended)
        {
            _json.Read();
            _ended = _json.TokenType == JsonTokenType.EndArray;
        }

        return !_ended && _json.TokenType != JsonTokenType.Null;
    }

    private void Fail(string message) => _error ??= RpcError.InvalidParams(message);
}
