using Microsoft.Extensions.Logging;

namespace Rollup.Node.Operations;

/// <summary>Why a part of this process stopped for good. It goes on answering, so that an operator can look.</summary>
public sealed partial class HaltRegister(ILogger<HaltRegister> logger)
{
    private string? _reason;

    /// <summary>The first reason; null while all is well.</summary>
    public string? Reason => Volatile.Read(ref _reason);

    /// <summary>Records that <paramref name="part"/> stopped for good.</summary>
    public void Halt(string part, Exception cause)
    {
        LogHalted(cause, part);
        Interlocked.CompareExchange(ref _reason, $"{part}: {cause.Message}", null);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "HALTED: {Part} stopped for good")]
    private partial void LogHalted(Exception cause, string part);
}
