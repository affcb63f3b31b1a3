using Microsoft.Extensions.Hosting;
using Rollup.Node.Operations;

namespace Rollup.Node.Hosting;

/// <summary>
/// A part of the node that runs until the node stops. A part that ends by an exception has stopped for good: the node stays up to
/// say so.
/// </summary>
internal sealed class Worker(string name, Func<CancellationToken, Task> run, HaltRegister halts) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The host starts its services one after the other.
        try
        {
            await run(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
        catch (Exception exception)
        {
            halts.Halt(name, exception);
        }
    }
}
