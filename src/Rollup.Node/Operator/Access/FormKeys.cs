using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Rollup.Node.Operator.Access;

/// <summary>The keys that protect forms, in memory: a form that was loaded before the process started anew has to be loaded again.</summary>
internal sealed class FormKeys : IXmlRepository
{
    private readonly Lock _lock = new();
    private readonly List<XElement> _keys = [];

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_lock)
            return [.. _keys.Select(key => new XElement(key))];
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_lock)
            _keys.Add(new XElement(element));
    }
}
