using System.Reflection;

namespace Rollup.Guest;

/// <summary>
/// The program of the kernel of this version, as the proofs' keys know it: compiled once, committed, and the same for everybody. A change of the kernel
/// changes it; <see cref="RepinCommand"/> compiles and pins the new one, and a test fails until that is done.
/// </summary>
public static class PinnedGuest
{
    /// <summary>What pins the program again after a change of the kernel; needs clang 19 and lld 19.</summary>
    public const string RepinCommand = "dotnet run -c Release --project circuits/Rollup.Stark.Cli -- guest build";

    /// <summary>The folder, in this project's, of the files.</summary>
    public const string Folder = "Pinned";

    public const string ElfFile = "guest.elf";

    public const string DescriptionFile = "guest.json";

    public const string KeysFile = "guest.keys.json";

    /// <summary>The program's file: a static RV64 ELF with the symbols of its functions.</summary>
    public static byte[] ReadElf() => Read(ElfFile);

    public static PinnedDescription ReadDescription() => PinnedDescription.Parse(Read(DescriptionFile));

    public static PinnedKeys ReadKeys() => PinnedKeys.Parse(Read(KeysFile));

    private static byte[] Read(string name)
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the resource {name} is missing: {RepinCommand}");
        byte[] bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
