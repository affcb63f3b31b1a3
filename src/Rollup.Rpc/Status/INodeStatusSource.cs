namespace Rollup.Rpc.Status;

/// <summary>Knows what the processes of this node are doing.</summary>
public interface INodeStatusSource
{
    /// <summary>The current status.</summary>
    ValueTask<NodeStatus> GetAsync(CancellationToken cancellationToken);
}
