namespace Weir.TestKit.Upstreams;

/// <summary>
/// The ways in which module proxies were seen to break and which show without a hash: by the status, by the connection, or because the content cannot be what was asked for.
/// </summary>
public static class SourceFaults
{
    /// <summary>Answers with a status.</summary>
    public static IReadOnlyList<SourceFault> Statuses { get; } =
    [
        Code(404, "Not Found"), Code(410, "Gone"), Code(400, "Bad Request"), Code(401, "Unauthorized"), Code(403, "Forbidden"),
        All("429 Too Many Requests", "429 请求过多", new Fault.Status(429, "slow down", Headers: ("Retry-After", "30"))),
        Code(451, "Unavailable For Legal Reasons"), Code(500, "Internal Server Error"), Code(501, "Not Implemented"), Code(502, "Bad Gateway"),
        All("503 Service Unavailable", "503 服务不可用", new Fault.Status(503, "maintenance", Headers: ("Retry-After", "120"))),
        Code(504, "Gateway Timeout"), Code(204, "No Content"),
    ];

    /// <summary>The connection does not come about, or ends early.</summary>
    public static IReadOnlyList<SourceFault> Connections { get; } =
    [
        new("connection refused", "拒绝连接", null, () => Task.FromResult(DeadPort.Refused()), Everywhere: true),
        All("connection reset", "连接被重置", new Fault.ResetBeforeHeaders()),
        All("redirect loop", "循环重定向", new Fault.RedirectLoop()),
        All("redirect to a dead port", "重定向到死端口", new Fault.RedirectTo("http://127.0.0.1:1/")),
        Only("reset in the middle of the zip", "zip 传输中途连接被重置", new Fault.ResetAfter(100), ".zip"),
        Only("zip shorter than its Content-Length", "zip 短于 Content-Length", new Fault.Truncate(100), ".zip"),
        Only(".info shorter than its Content-Length", ".info 短于 Content-Length", new Fault.Truncate(5), ".info"),
        Only(".mod shorter than its Content-Length", ".mod 短于 Content-Length", new Fault.Truncate(5), ".mod"),
    ];

    /// <summary>The one where not even a connection comes about. It stands before the lists, which are filled in the order of the text.</summary>
    public static SourceFault PacketsDropped { get; } = new("drops every packet", "丢弃所有数据包", null, DeadPort.BlackHoleAsync, Everywhere: true);

    /// <summary>Nothing comes, and nobody says so.</summary>
    public static IReadOnlyList<SourceFault> Stalls { get; } =
    [
        All("accepts and never answers", "接受连接但从不应答", new Fault.Hang()),
        PacketsDropped,
        new("takes the connection and never reads", "建立连接但从不读取", null, () => Task.FromResult(DeadPort.Silent()), Everywhere: true),
        Only("stalls in the middle of the zip", "zip 传输中途停滞", new Fault.StallAfter(100), ".zip"),
    ];

    /// <summary>200, and not what was asked for.</summary>
    public static IReadOnlyList<SourceFault> Lies { get; } =
    [
        Only("captive portal: 200 and an HTML page", "强制门户：200 和 HTML 页面", new Fault.Html200(), "list", "@latest", ".info", ".mod", ".zip"),
        Only("an HTML page as zip", "以 HTML 页面充当 zip", new Fault.Html200(), ".zip"),
        Only("zip cut short, Content-Length to match", "zip 被截断且 Content-Length 相符", new Fault.TruncateConsistent(300), ".zip"),
        Only("an empty zip body", "空的 zip 响应体", new Fault.Empty200(), ".zip"),
        Only("a flipped bit in the zip", "zip 中有一位翻转", new Fault.BitFlip(), ".zip"),
        Only("an empty .info", "空的 .info", new Fault.Empty200(), ".info"),
        Only(".info cut short, Content-Length to match", ".info 被截断且 Content-Length 相符", new Fault.TruncateConsistent(12), ".info"),
        Only(".info with broken JSON", ".info 的 JSON 损坏", new Fault.BadJson(), ".info"),
        Only(".info of another version", ".info 为其他版本", new Fault.WrongVersionInfo(), ".info"),
        Only("says gzip and is not", "声称 gzip 但并非如此", new Fault.GzipLie(), "list", "@latest", ".info", ".mod", ".zip"),
        Only("gzip that nobody declared", "未声明的 gzip", new Fault.GzipUndeclared(), ".info", ".zip"),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SourceFault> Every { get; } = [.. Statuses, .. Connections, .. Stalls, .. Lies];

    /// <summary>The one with this name.</summary>
    public static SourceFault Named(string name) => Every.Single(f => f.Name == name);

    private static SourceFault Code(int code, string reason) => All($"{code} {reason}", $"{code}", new Fault.Status(code, code == 204 ? "" : "no\n"));

    private static SourceFault All(string name, string chinese, Fault fault) => new(name, chinese, _ => fault, null, Everywhere: true);

    private static SourceFault Only(string name, string chinese, Fault fault, params string[] kinds) =>
        new(name, chinese, r => kinds.Contains(r.Kind, StringComparer.Ordinal) ? fault : null, null, Everywhere: false);
}
