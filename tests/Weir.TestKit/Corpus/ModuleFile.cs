namespace Weir.TestKit.Corpus;

/// <summary>A regular file of a module, named relative to the module's root with forward slashes.</summary>
public readonly record struct ModuleFile(string Name, byte[] Content);
