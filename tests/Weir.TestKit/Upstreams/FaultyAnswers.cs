using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Weir.TestKit.Upstreams;

/// <summary>Acts out each <see cref="Fault"/>.</summary>
internal static class FaultyAnswers
{
    private const string Portal = "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body>Please sign in to use this network.</body></html>\n";

    public static Task SendAsync(this HttpContext http, SoundAnswer sound, Fault? fault) => fault switch
    {
        null => http.WholeAsync(sound),
        Fault.Status f => http.StatusAsync(f),
        Fault.Hang => http.NeverAsync(),
        Fault.StallAfter f => http.PartAsync(sound, f.Bytes, then: h => h.NeverAsync()),
        Fault.Drip f => http.DripAsync(sound, f.BytesPerSecond),
        Fault.ResetBeforeHeaders => http.ResetAsync(),
        Fault.ResetAfter f => http.PartAsync(sound, f.Bytes, then: ResetAsync),
        // Kestrel ends the connection of a handler that wrote less than it promised.
        Fault.Truncate f => http.PartAsync(sound, f.Bytes, then: _ => Task.CompletedTask),
        Fault.TruncateConsistent f => http.WholeAsync(sound with { Body = sound.Body[..Math.Min(f.Bytes, sound.Body.Length)] }),
        Fault.Html200 => http.WholeAsync(new(200, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(Portal))),
        Fault.Empty200 => http.WholeAsync(sound with { Status = 200, Body = [] }),
        Fault.BadJson => http.WholeAsync(new(200, "application/json", "{\"Version\":\"v1."u8.ToArray())),
        Fault.WrongVersionInfo f => http.WholeAsync(new(200, "application/json", Encoding.UTF8.GetBytes($$"""{"Version":"{{f.Version}}"}"""))),
        Fault.BitFlip f => http.WholeAsync(sound with { Body = Flipped(sound.Body, f.Offset) }),
        Fault.GzipLie => http.GzipAsync(sound),
        Fault.GzipUndeclared => http.WholeAsync(sound with { Body = Gzip(sound.Body) }),
        Fault.GzipDeclared => http.GzipAsync(sound with { Body = Gzip(sound.Body) }),
        Fault.RedirectLoop => http.RedirectAsync(http.Request.Path, 302),
        Fault.RedirectTo f => http.RedirectAsync(f.Url.EndsWith('/') ? f.Url.TrimEnd('/') + http.Request.Path : f.Url, f.Code),
        Fault.Latency f => http.LateAsync(sound, Task.Delay(f.By, http.RequestAborted)),
        Fault.Held f => http.LateAsync(sound, f.Until.PassAsync(http.RequestAborted)),
        Fault.HeldAfterHead f => http.HeadAsync(sound, f.Until.PassAsync(http.RequestAborted)),
        _ => throw new InvalidOperationException($"no wire behaviour for {fault}"),
    };

    private static void Head(this HttpContext http, SoundAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        http.Response.ContentLength = answer.Body.Length;
    }

    private static async Task WholeAsync(this HttpContext http, SoundAnswer answer)
    {
        http.Head(answer);
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(answer.Body, http.RequestAborted);
    }

    private static async Task PartAsync(this HttpContext http, SoundAnswer answer, int bytes, Func<HttpContext, Task> then)
    {
        http.Head(answer);
        await http.Response.Body.WriteAsync(answer.Body.AsMemory(0, Math.Min(bytes, answer.Body.Length)), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        await then(http);
    }

    private static async Task DripAsync(this HttpContext http, SoundAnswer answer, int bytesPerSecond)
    {
        http.Head(answer);
        var step = Math.Max(1, bytesPerSecond / 10);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Max(100, 1000 / Math.Max(1, bytesPerSecond))));
        for (var sent = 0; sent < answer.Body.Length; sent += step)
        {
            await http.Response.Body.WriteAsync(answer.Body.AsMemory(sent, Math.Min(step, answer.Body.Length - sent)), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await beat.WaitForNextTickAsync(http.RequestAborted);
        }
    }

    private static async Task LateAsync(this HttpContext http, SoundAnswer sound, Task until)
    {
        await until;
        await http.WholeAsync(sound);
    }

    private static async Task HeadAsync(this HttpContext http, SoundAnswer sound, Task until)
    {
        await until;
        await http.PartAsync(sound, 0, then: h => h.NeverAsync());
    }

    private static Task NeverAsync(this HttpContext http) => Task.Delay(Timeout.Infinite, http.RequestAborted);

    private static Task ResetAsync(this HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    private static Task StatusAsync(this HttpContext http, Fault.Status fault)
    {
        foreach (var (name, value) in fault.Headers)
            http.Response.Headers.Append(name, value);
        var body = Encoding.UTF8.GetBytes(fault.Body);
        if (body.Length > 0)
            return http.WholeAsync(new(fault.Code, fault.ContentType, body));
        http.Response.StatusCode = fault.Code;
        return Task.CompletedTask;
    }

    private static Task GzipAsync(this HttpContext http, SoundAnswer sound)
    {
        http.Response.Headers.ContentEncoding = "gzip";
        return http.WholeAsync(sound);
    }

    private static Task RedirectAsync(this HttpContext http, string to, int code)
    {
        http.Response.StatusCode = code;
        http.Response.Headers.Location = to;
        return Task.CompletedTask;
    }

    private static byte[] Flipped(byte[] body, int? offset)
    {
        var copy = body.ToArray();
        if (copy.Length > 0)
            copy[offset switch { null => copy.Length / 2, < 0 => copy.Length + offset.Value, _ => Math.Min(offset.Value, copy.Length - 1) }] ^= 0x10;
        return copy;
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(plain);
        return packed.ToArray();
    }
}
