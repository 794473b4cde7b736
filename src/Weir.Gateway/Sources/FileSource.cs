using Weir.Gateway.Fetching;
using Weir.Gateway.Health;
using Weir.Gateway.Routing;

namespace Weir.Gateway.Sources;

/// <summary>A <c>file://</c> source: a folder laid out like a module proxy, as the go command reads it (a missing file is a 404).</summary>
internal sealed class FileSource(string name, string folder, Scope scope, StagingFolder staging, TimeProvider time) : ISource
{
    private const int BufferSize = 64 * 1024;

    public string Name { get; } = name;

    public Scope Scope { get; } = scope;

    public bool UsesCredential => false;

    public Task<SourceReply> FetchAsync(SourceRequest request, CancellationToken cancellation) => Task.Run(
        () =>
        {
            var start = time.GetTimestamp();
            return Read(request, cancellation) with { Took = time.GetElapsedTime(start) };
        },
        cancellation);

    private SourceReply Read(SourceRequest request, CancellationToken cancellation)
    {
        FileStream file;
        try
        {
            file = new FileStream(Path.Combine(folder, request.Name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new SourceReply(Outcome.Neg, 404, "no such file") { Text = $"not found: no file {request.Name} below {Name}" };
        }
        catch (UnauthorizedAccessException)
        {
            return new SourceReply(Outcome.Deny, 403, "permission denied");
        }
        catch (IOException e)
        {
            return SourceReply.Failure(Outcome.Fail, e.Message);
        }

        using (file)
        {
            if (file.Length > request.Limits.MaxBytes)
                return SourceReply.Failure(Outcome.Corrupt, $"a file of {file.Length} bytes; the limit is {request.Limits.MaxBytes}");
            using var writer = new StagedBodyWriter(staging);
            var buffer = new byte[BufferSize];
            try
            {
                for (int read; (read = file.Read(buffer)) > 0;)
                {
                    cancellation.ThrowIfCancellationRequested();
                    request.OnBytes?.Invoke();
                    writer.Append(buffer.AsSpan(0, read));
                }
            }
            catch (IOException e)
            {
                return SourceReply.Failure(Outcome.Local, $"cannot keep the body: {e.Message}");
            }

            return new SourceReply(Outcome.Ok, 200, null) { Body = writer.Complete() };
        }
    }
}
