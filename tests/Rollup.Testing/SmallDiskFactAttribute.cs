using System.Diagnostics;
using Xunit;

namespace Rollup.Testing;

/// <summary>A fact that needs a file system of its own size, which only root, and not in every container, may mount.</summary>
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly bool CanMount = Try();

    public SmallDiskFactAttribute()
    {
        if (!CanMount)
            Skip = "no file system can be mounted here (that takes root, and a container with CAP_SYS_ADMIN), so no disk can be filled";
    }

    private static bool Try()
    {
        if (!Environment.IsPrivilegedProcess)
            return false;
        string folder = Directory.CreateTempSubdirectory("rollup-mount-").FullName;
        try
        {
            using Process process = Process.Start("/bin/sh", ["-c", $"mount -t tmpfs -o size=1m tmpfs {folder} 2>/dev/null && umount {folder}"]);
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        finally
        {
            Directory.Delete(folder);
        }
    }
}
