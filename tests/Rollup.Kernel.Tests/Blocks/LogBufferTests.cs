using Rollup.Kernel.Logs;
using Rollup.Kernel.Primitives;
using static Rollup.Kernel.Tests.Protocol.TestValues;

namespace Rollup.Kernel.Tests.Blocks;

public class LogBufferTests
{
    [Fact]
    public void Logs_are_read_back_in_order()
    {
        var logs = new LogBuffer(new byte[1000]);
        for (int i = 0; i <= LogBuffer.MaxTopics; i++)
        {
            logs.TryAppend(AddressOf($"{i}"), Topics(i), i * 10, out Span<byte> data).ShouldBeTrue();
            Bytes(i * 10).CopyTo(data);
        }

        var reader = new LogReader(logs.Written);
        for (int i = 0; i <= LogBuffer.MaxTopics; i++)
        {
            reader.TryRead(out Log log).ShouldBeTrue();
            log.Address.ShouldBe(AddressOf($"{i}"));
            log.Topics.Length.ShouldBe(32 * i);
            log.Data.ToArray().ShouldBe(Bytes(i * 10));
        }

        reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void A_log_that_does_not_fit_marks_the_buffer_until_it_is_cleared()
    {
        var logs = new LogBuffer(new byte[100]);
        logs.TryAppend(AddressOf("a"), Topics(0), 75, out _).ShouldBeTrue();
        logs.TryAppend(AddressOf("a"), Topics(0), 0, out _).ShouldBeFalse();
        logs.Overflowed.ShouldBeTrue();
        logs.Clear();
        logs.Overflowed.ShouldBeFalse();
        logs.TryAppend(AddressOf("a"), Topics(0), int.MaxValue, out _).ShouldBeFalse();
        logs.Written.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Bytes_that_are_no_logs_end_the_sequence()
    {
        byte[] bytes = new byte[25];
        bytes[20] = 5;
        new LogReader(bytes).TryRead(out _).ShouldBeFalse();
        bytes[20] = 0;
        new LogReader(bytes).TryRead(out _).ShouldBeTrue();
        bytes[24] = 0xff;
        new LogReader(bytes).TryRead(out _).ShouldBeFalse();
        new LogReader(bytes.AsSpan(0, 24)).TryRead(out _).ShouldBeFalse();
    }

    private static Hash256[] Topics(int count) => [.. Enumerable.Range(0, count).Select(i => HashOf($"topic {i}"))];
}
