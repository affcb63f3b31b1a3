using Rollup.Storage.Migrations;

namespace Rollup.Storage;

/// <summary>Keys of the PostgreSQL advisory locks in use. They are global to the database, so they are named in one place.</summary>
internal static class AdvisoryLocks
{
    /// <summary>Held while migrations run.</summary>
    public const long Migration = 0x526f6c6c_00000001;

    /// <summary>Held by the one leading sequencer, on its own session, for as long as it leads.</summary>
    public const long Sequencer = 0x526f6c6c_00000002;

    /// <summary>Held by the one settler that posts to L1, on its own session, for as long as it does.</summary>
    public const long Settler = 0x526f6c6c_00000003;
}
