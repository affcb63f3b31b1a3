using Npgsql;
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
