namespace Rollup.Node.Configuration;

/// <summary>What a node process does. Any combination works; by default one process does everything.</summary>
[Flags]
public enum NodeRoles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Answers wallets and dApps; without the sequencer's role it passes submissions on to the sequencer.</summary>
    Rpc = 1,

    /// <summary>Takes transactions (by JSON-RPC too), builds blocks and seals batches while it holds the lease; waits for it otherwise.</summary>
    Sequencer = 2,

    /// <summary>Commits sealed batches on L1.</summary>
    Settler = 4,

    /// <summary>Everything.</summary>
    All = Rpc | Sequencer | Settler,
}
