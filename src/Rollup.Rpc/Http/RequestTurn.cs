using System.Threading.RateLimiting;

namespace Rollup.Rpc.Http;

/// <summary>A request's right to be worked on, which it may give up and ask for again. For one thread at a time.</summary>
/// <param name="admission">Gives the right.</param>
/// <param name="leaving">Called when the right is given up, and at the end: what else the request occupies while it is worked on.</param>
public sealed class RequestTurn(RequestAdmission admission, Action? leaving = null) : IDisposable
{
    private RateLimitLease? _lease;

    /// <summary>Waits for the right; false if too many requests wait already.</summary>
    public async ValueTask<bool> EnterAsync(CancellationToken cancellationToken)
    {
        _lease = await admission.EnterAsync(cancellationToken);
        return _lease.IsAcquired;
    }

    /// <summary>Waits for the right again after <see cref="Leave"/>.</summary>
    public async ValueTask ReturnAsync(CancellationToken cancellationToken) => _lease = await admission.ReturnAsync(cancellationToken);

    /// <summary>Gives the right up; does nothing if it is not held.</summary>
    public void Leave()
    {
        _lease?.Dispose();
        _lease = null;
        leaving?.Invoke();
    }

    /// <inheritdoc/>
    public void Dispose() => Leave();
}
