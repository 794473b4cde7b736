namespace Weir.Gateway.Routing;

/// <summary>The built-in catalogue: proxies the world shares. Private paths never reach them; failures may move on between them.</summary>
public static class PublicMirrors
{
    /// <summary>Hosts of public module proxies.</summary>
    public static readonly IReadOnlyList<string> Hosts =
    [
        "proxy.golang.org", "goproxy.cn", "goproxy.io", "mirrors.aliyun.com", "athens.azurefd.net", "mirrors.cloud.tencent.com",
        "repo.huaweicloud.com", "mirrors.huaweicloud.com", "goproxy.baidu.com",
    ];

    /// <summary>The chain without configuration: the best public mirrors as alternatives, then version control.</summary>
    public const string DefaultChain = "https://proxy.golang.org|https://goproxy.cn,direct";

    /// <summary>True when a URL belongs to a public proxy of the catalogue.</summary>
    public static bool Knows(Uri url) => Hosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase);
}
