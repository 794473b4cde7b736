namespace Weir.Gateway.Telemetry;

/// <summary>All event ids of the gateway, in blocks of 100 by room, so that none is used twice.</summary>
internal static class EventIds
{
    public const int StoreFailed = 100;
    public const int BreakerOpened = 200;
    public const int BreakerClosed = 201;
    public const int FailedOver = 300;
    public const int FlightFailed = 301;
    public const int Incident = 400;
}
