using System.Text;
using Mono.Cecil;
using Rollup.GuestCompiler.Emission;
using Rollup.GuestCompiler.Methods;
using Rollup.GuestCompiler.Types;

namespace Rollup.GuestCompiler;

/// <summary>Translates a whole program, from its entry to everything that can be reached, to one LLVM module.</summary>
internal sealed class ProgramTranslator
{
    private readonly IReadOnlySet<int> _disabledInstructions;
    private GuestMethod? _entry;

    private ProgramTranslator(IReadOnlySet<int> disabledInstructions)
    {
        _disabledInstructions = disabledInstructions;
        Methods = new MethodTable(Types);
    }

    public TypeTable Types { get; } = new();

    public MethodTable Methods { get; }

    public StaticData Data { get; } = new();

    /// <summary>Whether this is the function that the start-up code calls, the only one that others than the module see.</summary>
    public bool IsEntry(GuestMethod method) => method == _entry;

    public bool IsEnabled(int instruction) => !_disabledInstructions.Contains(instruction);

    /// <summary>The module as text: the same for the same assemblies and settings, to the byte.</summary>
    public static string Translate(GuestSource source)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(Path.GetFullPath(source.AssemblyPath)));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        using ModuleDefinition module = ModuleDefinition.ReadModule(source.AssemblyPath, new ReaderParameters { AssemblyResolver = resolver });
        TypeDefinition type = module.GetType(source.EntryType)
            ?? throw new GuestCompilationException($"{source.AssemblyPath} has no type {source.EntryType}");
        MethodDefinition entry = type.Methods.SingleOrDefault(method => method is { Name: GuestSource.EntryMethod, IsStatic: true, Parameters.Count: 0 })
            ?? throw new GuestCompilationException($"{source.EntryType} has no static method {GuestSource.EntryMethod} without parameters");
        return new ProgramTranslator(source.DisabledInstructions).Translate(type, entry);
    }

    private string Translate(TypeDefinition type, MethodDefinition entry)
    {
        _entry = Methods.Get(entry, Types.Struct(type, []), []);
        var functions = new StringBuilder();
        while (Methods.TryTakeUntranslated(out GuestMethod method))
            functions.Append(new MethodTranslator(this, method).Translate());
        return new StringBuilder()
            .Append("source_filename = \"guest\"\n")
            .Append("target datalayout = \"e-m:e-p:64:64-i64:64-i128:128-n32:64-S128\"\n")
            .Append("target triple = \"riscv64-unknown-none-elf\"\n")
            .Append(Data.Definitions)
            .Append(functions)
            .Append($"@guest_entry = alias void (), ptr @{_entry.Symbol}\n")
            .Append("declare i32 @memcmp(ptr nocapture readonly, ptr nocapture readonly, i64) memory(argmem: read) nounwind willreturn\n")
            .Append("!0 = !{!\"branch_weights\", i32 1000000, i32 1}\n")
            .ToString();
    }
}
