namespace Rollup.Storage;

/// <summary>The database's schema and this build do not belong together; the message says what to do.</summary>
public sealed class SchemaException : Exception
{
    /// <param name="message">What is wrong and what to do.</param>
    public SchemaException(string message) : base(message)
    {
    }
}
