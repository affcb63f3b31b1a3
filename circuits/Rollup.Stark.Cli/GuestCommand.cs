using System.Security.Cryptography;
using System.Text;
using Rollup.Guest;
using Rollup.GuestCompiler;
using Rollup.GuestCompiler.Building;
using Rollup.Machine.Programs;

namespace Rollup.Stark.Cli;

/// <summary>
/// <c>guest build</c>: compiles the kernel's transition for the machine and pins it in the source tree, with the keys that follow, or writes it to another folder. <c>guest check</c>:
/// whether the pinned program is the kernel's.
/// </summary>
internal static class GuestCommand
{
    public const string ProjectFolder = "circuits/Rollup.Guest";

    /// <summary>The program of the assembly beside this one; with some of the machine's custom instructions left out, it does in software what they do.</summary>
    public static GuestSource Source(IReadOnlySet<int> disabledInstructions) =>
        new(typeof(BatchProgram).Assembly.Location, typeof(BatchProgram).FullName!) { DisabledInstructions = disabledInstructions };

    public static int Build(string? folder, IReadOnlySet<int> disabledInstructions, TextWriter output, TextWriter errors)
    {
        string? root = SourceTree.Find();
        bool pins = folder is null;
        if (pins && root is null)
        {
            errors.WriteLine("not inside the source tree: give a folder with --out");
            return 1;
        }

        folder ??= Path.Combine(root!, ProjectFolder, PinnedGuest.Folder);

        if (GuestToolchain.Find() is not { } toolchain)
        {
            errors.WriteLine("clang-19 and ld.lld-19 are not installed (Debian: apt-get install clang-19 lld-19)");
            return 1;
        }

        string module = GuestToolchain.Translate(Source(disabledInstructions));
        byte[] elf = toolchain.Build(module);
        var description = new PinnedDescription(HashOf(Encoding.UTF8.GetBytes(module)), HashOf(elf), toolchain.Version);
        _ = Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, PinnedGuest.ElfFile), elf);
        File.WriteAllText(Path.Combine(folder, PinnedGuest.DescriptionFile), description.ToJson());
        output.WriteLine($"{Path.Combine(folder, PinnedGuest.ElfFile)}: {elf.Length} bytes, SHA-256 {description.ElfHash}");
        if (pins)
            KeysCommand.Pin(root!, ProgramImage.FromElf(elf), output);
        return 0;
    }

    public static int Check(TextWriter output)
    {
        string module = GuestToolchain.Translate(Source(new HashSet<int>()));
        bool isCurrent = HashOf(Encoding.UTF8.GetBytes(module)) == PinnedGuest.ReadDescription().ModuleHash;
        output.WriteLine(isCurrent ? "the pinned program is the kernel's" : $"the kernel has changed since its program was pinned: {PinnedGuest.RepinCommand}");
        return isCurrent ? 0 : 1;
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
