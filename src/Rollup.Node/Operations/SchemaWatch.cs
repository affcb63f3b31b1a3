using Rollup.Storage;
using Rollup.Storage.Migrations;

namespace Rollup.Node.Operations;

/// <summary>
/// Notices that another process has changed the schema under this one, which an upgrade in the wrong order does: what this build writes may not be what the
/// newer one expects.
/// </summary>
internal sealed class SchemaWatch(MigrationRunner migrations, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private volatile string? _problem;

    /// <summary>Why this build and the schema do not belong together any more; null while they do.</summary>
    public string? Problem => _problem;

    /// <summary>Looks again and again, through outages of the database.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await migrations.VerifyAsync(cancellationToken);
                _problem = null;
            }
            catch (SchemaException exception)
            {
                _problem = exception.Message;
            }
            catch (DatabaseUnavailableException)
            {
                // Nothing is known; readiness says so.
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}
