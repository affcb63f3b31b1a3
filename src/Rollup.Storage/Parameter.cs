using Npgsql;
using NpgsqlTypes;
using Rollup.Kernel.Primitives;

namespace Rollup.Storage;

/// <summary>Positional parameters of the kernel's value types.</summary>
internal static class Parameter
{
    public static NpgsqlParameter Of(ulong value) => new NpgsqlParameter<long> { TypedValue = checked((long)value) };

    public static NpgsqlParameter Of(in Hash256 value) => Of(value.AsSpan().ToArray());

    public static NpgsqlParameter Of(in Address value) => Of(value.AsSpan().ToArray());

    public static NpgsqlParameter Of(in U256 value)
    {
        var bytes = new byte[32];
        value.WriteBigEndian(bytes);
        return Of(bytes);
    }

    public static NpgsqlParameter Of(ReadOnlyMemory<byte> value) => new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bytea };

    public static NpgsqlParameter Of(DateTimeOffset value) => new NpgsqlParameter<DateTime> { TypedValue = value.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
