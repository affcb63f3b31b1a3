namespace Rollup.Node.Configuration;

/// <summary>Checked settings: <see cref="NodeOptions"/> with every value read and every secret resolved.</summary>
/// <param name="Options">The settings as given.</param>
/// <param name="Roles">What the process does.</param>
/// <param name="Deployment">The chain it runs.</param>
/// <param name="ConnectionString">The database.</param>
/// <param name="PrivateKey">The sequencer's L1 key; empty without the settler's role or with a remote signer. Never to be logged.</param>
public sealed record NodeSettings(NodeOptions Options, NodeRoles Roles, Deployment Deployment, string ConnectionString, string PrivateKey)
{
    /// <summary>The roles only: a record's own text would hold the secrets.</summary>
    public override string ToString() => Roles.ToString();
}
