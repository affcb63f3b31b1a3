using Rollup.GuestCompiler.Building;
using Rollup.GuestCompiler.Library;
using Rollup.GuestCompiler.Tests.Programs;

namespace Rollup.GuestCompiler.Tests;

/// <summary>What translation refuses, and that it always gives the same.</summary>
public class TranslationTests
{
    [Theory]
    [InlineData(typeof(RefusedPrograms.NewArray), "NewArray::Sum, IL_0001", "newarr")]
    [InlineData(typeof(RefusedPrograms.Throwing), "Throwing::Fail, IL_0000", "NotSupportedException")]
    [InlineData(typeof(RefusedPrograms.FloatingPoint), "Half", "")]
    [InlineData(typeof(RefusedPrograms.Catching), "Catching::Run", "handles exceptions")]
    [InlineData(typeof(RefusedPrograms.MutableStatic), "MutableStatic::Run, IL_0000", "static field")]
    [InlineData(typeof(RefusedPrograms.UnlistedCall), "UnlistedCall::Run, IL_0002", "not on the list")]
    [InlineData(typeof(RefusedPrograms.WithoutEntry), "WithoutEntry", "no static method Run")]
    public void What_is_outside_the_subset_is_refused_by_method_and_offset(Type program, string place, string reason)
    {
        GuestCompilationException refusal = Should.Throw<GuestCompilationException>(() => Translate(program));
        refusal.Message.ShouldContain(place);
        refusal.Message.ShouldContain(reason);
    }

    [Fact]
    public void The_same_program_is_translated_to_the_same_module() =>
        Translate(typeof(FeaturePrograms)).ShouldBe(Translate(typeof(FeaturePrograms)));

    [Fact]
    public void Only_what_the_entry_reaches_is_translated()
    {
        string module = Translate(typeof(StoppingProgram));
        module.ShouldContain("define void @StoppingProgram.Run()");
        module.ShouldNotContain("FeaturePrograms");
    }

    [Theory]
    [InlineData("System.Span`1", "Slice", true)]
    [InlineData("System.Span`1", "ToArray", false)]
    [InlineData("System.Math", "Sqrt", false)]
    [InlineData("System.Console", "WriteLine", false)]
    public void What_may_be_called_is_what_has_a_translation(string type, string method, bool isAllowed) =>
        ProvableLibrary.IsAllowed(type, method).ShouldBe(isAllowed);

    private static string Translate(Type program) => GuestToolchain.Translate(new GuestSource(program.Assembly.Location, program.FullName!.Replace('+', '/')));
}
