using System.Buffers;
using System.IO.Compression;
using Weir.Gateway.Fetching;

namespace Weir.Gateway.Sources;

/// <summary>Moves an upstream's body into the staging folder under the limits of its class.</summary>
internal static class BodyReader
{
    private const int BufferSize = 64 * 1024;
    private const int SlowBytes = 20 * 1024 * 30;
    private static readonly TimeSpan SlowWindow = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Reads to the end. The caller's <paramref name="timer"/>, which ends <paramref name="cancellation"/>, fires <see cref="FetchLimits.Idle"/> after the last byte.
    /// </summary>
    /// <exception cref="BodyException">The body is too long, too slow, or not the encoding it says it is.</exception>
    public static async Task<StagedBody> ReadAsync(
        HttpContent content, SourceRequest request, StagingFolder staging, TimeProvider time, CancellationTokenSource timer, CancellationToken cancellation)
    {
        var encoding = string.Join(',', content.Headers.ContentEncoding);
        await using var wire = await content.ReadAsStreamAsync(cancellation);
        return encoding switch
        {
            "" or "identity" => await PumpAsync(wire, content.Headers.ContentLength, request, staging, time, timer, cancellation),
            "gzip" => await UnzipAsync(wire, request, staging, time, timer, cancellation),
            _ => throw new BodyException($"a body encoded as {encoding}, which was not asked for"),
        };
    }

    private static async Task<StagedBody> UnzipAsync(
        Stream wire, SourceRequest request, StagingFolder staging, TimeProvider time, CancellationTokenSource timer, CancellationToken cancellation)
    {
        await using var plain = new GZipStream(wire, CompressionMode.Decompress);
        try
        {
            return await PumpAsync(plain, null, request, staging, time, timer, cancellation);
        }
        catch (InvalidDataException)
        {
            throw new BodyException("a body that says it is gzip and is not");
        }
    }

    private static async Task<StagedBody> PumpAsync(
        Stream from, long? length, SourceRequest request, StagingFolder staging, TimeProvider time, CancellationTokenSource timer, CancellationToken cancellation)
    {
        var limits = request.Limits;
        if (length > limits.MaxBytes)
            throw new BodyException($"a body of {length} bytes; the limit is {limits.MaxBytes}");
        using var writer = new StagedBodyWriter(staging);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var begun = time.GetTimestamp();
            var total = limits.TotalFor(length);
            var window = new SlowWindowCount(time.GetTimestamp(), 0);
            while (true)
            {
                var left = total - time.GetElapsedTime(begun);
                timer.CancelAfter(left < limits.Idle ? left > TimeSpan.Zero ? left : TimeSpan.FromTicks(1) : limits.Idle);
                var read = await from.ReadAsync(buffer.AsMemory(0, BufferSize), cancellation);
                if (read == 0)
                    break;
                request.OnBytes?.Invoke();
                if (writer.Length + read > limits.MaxBytes)
                    throw new BodyException($"a body longer than {limits.MaxBytes} bytes");
                writer.Append(buffer.AsSpan(0, read));
                window = window.After(read, time);
            }

            if (length is { } promised && writer.Length != promised)
                throw new BodyException($"{writer.Length} of {promised} bytes");
            return writer.Complete();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private readonly record struct SlowWindowCount(long Start, long Bytes)
    {
        public SlowWindowCount After(int read, TimeProvider time)
        {
            var elapsed = time.GetElapsedTime(Start);
            if (elapsed < SlowWindow)
                return this with { Bytes = Bytes + read };
            if (Bytes + read < SlowBytes)
                throw new BodyException($"a drip: {Bytes + read} bytes in {elapsed.TotalSeconds:0} s");
            return new SlowWindowCount(time.GetTimestamp(), 0);
        }
    }
}

/// <summary>A body that cannot be what was asked for; the message is the noun phrase of an error text.</summary>
internal sealed class BodyException(string message) : IOException(message);
