using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rollup.Node.Operations;

namespace Rollup.Node.Hosting;

/// <summary>
/// A part of the node that runs until the node stops. Its <paramref name="run"/> waits through everything that is expected of the world; what it
/// throws was not foreseen, so it is started again, ever more slowly, and <paramref name="parts"/> says so meanwhile.
/// </summary>
/// <remarks>A part that has to stop for good says so in a way of its own and returns.</remarks>
internal sealed partial class Worker(string name, Func<CancellationToken, Task> run, PartRegister parts, TimeProvider time, ILogger<Worker> logger) : BackgroundService
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>A part that ran this long has recovered: its next failure is a first one again.</summary>
    private static readonly TimeSpan Recovered = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The host starts its services one after the other.
        TimeSpan pause = ShortestPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            long started = time.GetTimestamp();
            try
            {
                await run(stoppingToken);
                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                if (time.GetElapsedTime(started) > Recovered)
                    pause = ShortestPause;
                LogFailed(exception, name, pause);
                parts.Fail(name, exception);
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                // The node stops; what is left undone is found in the database at the next start.
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Part} failed and starts again in {Pause}")]
    private partial void LogFailed(Exception exception, string part, TimeSpan pause);
}
