using Rollup.GuestCompiler.Building;
using Xunit;

namespace Rollup.Testing.Guests;

/// <summary>A fact that compiles programs for the machine; ops/test.sh installs what that needs where it can.</summary>
public sealed class ToolchainFactAttribute : FactAttribute
{
    private static readonly bool IsInstalled = GuestToolchain.Find() is not null;

    public ToolchainFactAttribute()
    {
        if (!IsInstalled)
            Skip = "clang 19 and lld 19 are not installed, so no program can be compiled for the machine (Debian: apt-get install clang-19 lld-19)";
    }
}
