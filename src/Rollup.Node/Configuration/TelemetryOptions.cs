using Microsoft.Extensions.Logging;

namespace Rollup.Node.Configuration;

/// <summary>Logs and metrics.</summary>
public sealed record TelemetryOptions
{
    /// <summary>The least severe messages that are logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Where metrics are pushed to by OTLP (gRPC), for instance http://collector:4317; nowhere unless given. /metrics works either way.</summary>
    public string? OtlpEndpoint { get; init; }
}
