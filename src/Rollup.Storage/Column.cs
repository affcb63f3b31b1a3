using Npgsql;
using NpgsqlTypes;
using Rollup.Kernel.Primitives;

namespace Rollup.Storage;

/// <summary>Columns of a buffered row as the kernel's value types.</summary>
internal static class Column
{
    public static ulong Number(this NpgsqlDataReader reader, int column) => (ulong)reader.GetInt64(column);

    public static byte[] Bytes(this NpgsqlDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static Hash256 Hash(this NpgsqlDataReader reader, int column) => Hash256.FromSpan(reader.Bytes(column));

    public static Address Address(this NpgsqlDataReader reader, int column) => Kernel.Primitives.Address.FromSpan(reader.Bytes(column));

    public static U256 U256(this NpgsqlDataReader reader, int column) => Kernel.Primitives.U256.ReadBigEndian(reader.Bytes(column));

    public static DateTimeOffset Time(this NpgsqlDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column);
}

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

/// <summary>Short forms for statements without a result.</summary>
internal static class NpgsqlConnectionExtensions
{
    /// <summary>Runs a statement without parameters on the connection's current transaction, if any.</summary>
    public static async Task ExecuteAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
