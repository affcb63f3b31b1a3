using FsCheck;
using FsCheck.Fluent;
using Npgsql;
using Rollup.Kernel.Primitives;
using Rollup.Storage.Blocks;
using Rollup.Storage.Transactions;

namespace Rollup.Storage.Tests;

public class LogTests
{
    private static readonly Address[] Emitters = [LedgerFixture.Account(1), LedgerFixture.Account(2)];
    private static readonly Hash256[] Topics = [LedgerFixture.Hash(1), LedgerFixture.Hash(2)];

    [Fact]
    public async Task Filters_find_what_a_scan_of_all_logs_finds()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        var random = new Random(1);
        var all = new List<LogRow>();
        for (ulong number = 1; number <= 10; number++)
        {
            TransactionRow[] rows = [.. Enumerable.Range(0, 3).Select(i => LedgerFixture.Transaction((long)(number * 10) + i))];
            await ledger.StoreAsync(rows);
            LogRow[] logs = [.. Enumerable.Range(0, 6).Select(i => new LogRow(
                number, i, i / 2, Emitters[random.Next(2)], [.. Enumerable.Range(0, random.Next(5)).Select(_ => Topics[random.Next(2)])], new byte[] { (byte)i }))];
            await BlockWriter.WriteAsync(ledger.Lease, LedgerFixture.Block(number, rows) with { Logs = logs }, default);
            all.AddRange(logs);
        }

        var reader = new LogQueries(ledger.Database);
        Gen<LogFilter> filters =
            from ends in Gen.Two(Gen.Choose(0, 11))
            from addresses in Gen.SubListOf(Emitters)
            from topics in Gen.Choose(0, 4).SelectMany(count => Gen.SubListOf(Topics).Select(list => (IReadOnlyList<Hash256>)[.. list]).ArrayOf(count))
            select new LogFilter((ulong)ends.Item1, (ulong)ends.Item2, [.. addresses], topics);
        foreach (LogFilter filter in Gen.Sample(filters, 100, 20))
        {
            IReadOnlyList<FoundLog> found = await reader.FindAsync(filter, 1000, long.MaxValue, default);
            found.Select(log => (log.Log.BlockNumber, log.Log.LogIndex)).ShouldBe(all.Where(log => Matches(filter, log)).Select(log => (log.BlockNumber, log.LogIndex)));
            foreach (FoundLog log in found)
            {
                log.TransactionHash.ShouldBe(LedgerFixture.Transaction((long)(log.Log.BlockNumber * 10) + log.Log.TransactionPosition).Hash);
                log.BlockHash.ShouldBe(LedgerFixture.Block(log.Log.BlockNumber, []).Row.Hash);
                log.Log.Topics.ShouldBe(all.Single(row => row.BlockNumber == log.Log.BlockNumber && row.LogIndex == log.Log.LogIndex).Topics);
            }
        }
    }

    [Fact]
    public async Task The_limits_of_number_and_size_cut_the_result()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        TransactionRow row = LedgerFixture.Transaction(1);
        await ledger.StoreAsync(row);
        LogRow[] logs = [.. Enumerable.Range(0, 5).Select(i => new LogRow(1, i, 0, Emitters[0], [], new byte[10]))];
        await BlockWriter.WriteAsync(ledger.Lease, LedgerFixture.Block(1, [row]) with { Logs = logs }, default);

        (await new LogQueries(ledger.Database).FindAsync(new LogFilter(0, 9, [], []), 3, long.MaxValue, default)).Select(log => log.Log.LogIndex).ShouldBe([0, 1, 2]);
        (await new LogQueries(ledger.Database).FindAsync(new LogFilter(0, 9, [], []), 9, 10, default)).Select(log => log.Log.LogIndex).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task Filters_of_addresses_first_topics_or_few_blocks_use_the_indexes()
    {
        await using LedgerFixture ledger = await LedgerFixture.CreateAsync();
        await using (NpgsqlCommand fill = ledger.Database.DataSource.CreateCommand(
            """
            INSERT INTO logs (block, log_index, transaction, address, topic0, data)
              SELECT i / 50, i % 50, 0, decode(lpad(to_hex(i % 500), 40, '0'), 'hex'), decode(lpad(to_hex(i % 700), 64, '0'), 'hex'), '' FROM generate_series(1, 50000) i;
            ANALYZE logs;
            """))
        {
            await fill.ExecuteNonQueryAsync();
        }

        (await PlanAsync(new LogFilter(0, 1000, Emitters, []))).ShouldContain("logs_address");
        (await PlanAsync(new LogFilter(0, 1000, [], [Topics]))).ShouldContain("logs_topic0");
        (await PlanAsync(new LogFilter(7, 27, [], [[], Topics]))).ShouldContain("logs_pkey");

        async Task<string> PlanAsync(LogFilter filter)
        {
            await using NpgsqlCommand command = new LogQueries(ledger.Database).CreateCommand(filter, 10_001);
            command.CommandText = "EXPLAIN " + command.CommandText;
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            string plan = "";
            while (await reader.ReadAsync())
                plan += reader.GetString(0) + "\n";
            plan.ShouldNotContain("Seq Scan on logs");
            return plan;
        }
    }

    private static bool Matches(LogFilter filter, LogRow log)
    {
        if (log.BlockNumber < filter.FromBlock || log.BlockNumber > filter.ToBlock) return false;
        if (filter.Addresses.Count > 0 && !filter.Addresses.Contains(log.Address)) return false;
        if (log.Topics.Count < filter.Topics.Count) return false;
        return !filter.Topics.Where((allowed, i) => allowed.Count > 0 && !allowed.Contains(log.Topics[i])).Any();
    }
}
