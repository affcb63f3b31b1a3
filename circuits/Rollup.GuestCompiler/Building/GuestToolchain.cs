using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace Rollup.GuestCompiler.Building;

/// <summary>
/// Debian's clang 19 and lld 19: LLVM IR to a static RV64 ELF without compressed instructions, its function symbols kept. Everything that could get
/// into the bytes (paths, times, host) is kept out of them: the same module and version give the same file.
/// </summary>
public sealed class GuestToolchain
{
    private const string Clang = "clang-19";
    private const string Linker = "ld.lld-19";
    private const string Module = "guest.ll";
    private const string LinkerScript = "link.ld";

    /// <summary>Loads and stores at any address are single instructions; division is a call (runtime); code is addressed relative to the pc.</summary>
    private static readonly string[] Target =
    [
        "--target=riscv64-unknown-none-elf", "-march=rv64i_zmmul_zba_zbb", "-mabi=lp64", "-mcmodel=medany", "-mno-relax", "-mno-strict-align",
        "-O3", "-ffunction-sections", "-fdata-sections",
    ];

    /// <summary>
    /// Beyond what clang finds worth it for real processors: here a call costs what its instructions cost, and code nothing as long as the program
    /// table holds it. Of 225 (the default) to 1,500, the least instructions per transfer are at 500 to 800 (tests/Rollup.Benchmarks/RESULTS.md).
    /// </summary>
    private static readonly string[] Inlining = ["-mllvm", "-inline-threshold=500"];

    private static readonly string[] Sources = ["start.c", "memory.c", "division.c"];

    private GuestToolchain(string version) => Version = version;

    /// <summary>What clang says its version is.</summary>
    public string Version { get; }

    /// <summary>The toolchain, or null where it is not installed (Debian: apt-get install clang-19 lld-19).</summary>
    public static GuestToolchain? Find()
    {
        if (!IsInstalled(Clang) || !IsInstalled(Linker))
            return null;
        return new(Execute(Clang, ["-dumpversion"], Environment.CurrentDirectory).Trim());
    }

    /// <summary>Compiles the program to LLVM IR: what the ELF depends on besides the version of this toolchain.</summary>
    public static string Translate(GuestSource source) => ProgramTranslator.Translate(source);

    public byte[] Build(string module)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("guest");
        try
        {
            File.WriteAllText(Path.Combine(directory.FullName, Module), module);
            foreach (string file in (string[])[.. Sources, LinkerScript])
                CopyResource(file, directory.FullName);
            // Names relative to the directory: they end up in the symbol table.
            _ = Execute(Clang, [.. Target, .. Inlining, "-Wno-override-module", "-c", Module, "-o", "guest.o"], directory.FullName);
            foreach (string source in Sources)
                _ = Execute(Clang, [.. Target, "-ffreestanding", "-fno-builtin", "-Wall", "-Werror", "-c", source, "-o", Path.ChangeExtension(source, ".o")], directory.FullName);
            IEnumerable<string> objects = Sources.Select(source => Path.ChangeExtension(source, ".o"));
            _ = Execute(Linker, ["--no-relax", "--gc-sections", "--build-id=none", "-static", "-T", LinkerScript, .. objects, "guest.o", "-o", "guest.elf"], directory.FullName);
            return File.ReadAllBytes(Path.Combine(directory.FullName, "guest.elf"));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(directory => File.Exists(Path.Combine(directory, program)));

    private static void CopyResource(string name, string directory)
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the resource {name} is missing");
        using FileStream file = File.Create(Path.Combine(directory, name));
        resource.CopyTo(file);
    }

    /// <summary>Runs a tool to its end and returns what it printed; what it has to complain about becomes the exception's message.</summary>
    private static string Execute(string program, string[] arguments, string directory)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.Append(line.Data).Append('\n');
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new GuestCompilationException($"{program}: {errors}");
    }
}
