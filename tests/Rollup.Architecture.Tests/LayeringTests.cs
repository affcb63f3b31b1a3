namespace Rollup.Architecture.Tests;

/// <summary>Within a project, namespaces are layers: none uses one that, directly or not, uses it.</summary>
public sealed class LayeringTests
{
    [Fact]
    public void Namespaces_of_the_kernel_form_no_cycle() =>
        new NamespaceGraph(Repository.Projects.Single(project => project.Name == "Rollup.Kernel")).Cycles().ShouldBeEmpty();
}
