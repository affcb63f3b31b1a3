using Npgsql;
using NpgsqlTypes;
using Rollup.Kernel.Primitives;

namespace Rollup.Storage.StateData;

/// <summary>Writes contract code.</summary>
public static class CodeWriter
{
    /// <summary>Stores what is not there yet, in the transaction that is open on <paramref name="connection"/>.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyCollection<CodeRow> codes, CancellationToken cancellation)
    {
        if (codes.Count == 0) return;
        await using var insert = new NpgsqlCommand("INSERT INTO codes (hash, code) SELECT * FROM unnest($1, $2) ON CONFLICT (hash) DO NOTHING", connection)
        {
            Parameters =
            {
                new() { Value = codes.Select(row => row.Hash.AsSpan().ToArray()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                new() { Value = codes.Select(row => row.Code.ToArray()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
            },
        };
        await insert.ExecuteNonQueryAsync(cancellation);
    }
}

/// <summary>Contract code.</summary>
/// <param name="Hash">Keccak-256 of the bytes.</param>
/// <param name="Code">The bytes; never empty.</param>
public sealed record CodeRow(Hash256 Hash, ReadOnlyMemory<byte> Code);
