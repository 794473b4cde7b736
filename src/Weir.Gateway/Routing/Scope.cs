namespace Weir.Gateway.Routing;

/// <summary>Who may hear which module paths.</summary>
public enum Scope
{
    /// <summary>A source of ours: it may be asked for private paths. Every source that is not marked public.</summary>
    Private,

    /// <summary>A source the world shares (in the built-in catalogue, or marked so): private paths never reach it.</summary>
    Public,
}
