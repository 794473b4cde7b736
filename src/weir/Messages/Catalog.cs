namespace Weir.Messages;

/// <summary>Everything the command line says to people. Ids, JSON keys, log lines and bodies of the protocol are English only.</summary>
internal static class Catalog
{
    public static readonly Message About = new(
        "Weir keeps Go builds running when module proxies fail.",
        "Weir：模块代理出故障时，Go 构建照常进行。");

    public static readonly Message Serve = new(
        "Run the gateway: a Go module proxy in front of your sources.",
        "运行网关：位于各来源之前的 Go 模块代理。");

    public static readonly Message GoProxy = new(
        "Sources in Go's syntax: | joins alternatives, , goes on after a 404 [default: public mirrors, then direct]",
        "来源列表，语法同 Go：| 连接互为备份的来源，, 表示 404 后再问下一级 [默认：公共镜像，然后 direct]");

    public static readonly Message GoSumdb = new(
        "Checksum databases to relay, in Go's syntax, or off [default: sum.golang.org]",
        "要转发的校验和数据库，语法同 Go，或 off [默认：sum.golang.org]");

    public static readonly Message GoPrivate = new(
        "Globs of private module paths: public sources never hear of them [default: GOPRIVATE]",
        "私有模块路径的通配模式：公共来源绝不会得知 [默认：GOPRIVATE]");

    public static readonly Message GoNoSumdb = new(
        "Globs of module paths not to look up in checksum databases [default: GONOSUMDB, else the private ones]",
        "不在校验和数据库中查询的模块路径模式 [默认：GONOSUMDB，否则同私有模式]");

    public static readonly Message Verify = new(
        "When the checksum database cannot be asked: require (503), prefer (serve unproved) or off [default: require]",
        "无法查询校验和数据库时：require（返回 503）、prefer（先提供未验证的内容）或 off [默认：require]");

    public static readonly Message TrustGoSum = new(
        "go.sum file whose hashes are believed without asking a checksum database (repeatable)",
        "直接信任其哈希、无需查询校验和数据库的 go.sum 文件（可重复）");

    public static readonly Message Sumdb = new(
        "Look at the checksum databases and decide about forks.", "查看校验和数据库，并对分叉作出决定。");

    public static readonly Message SumdbShow = new(
        "Show the trusted head of each checksum database, and the evidence of a fork.", "显示每个校验和数据库的可信树头，以及分叉的证据。");

    public static readonly Message SumdbAccept = new(
        "Go on with the head that did not fit, after a person has found out why.", "在查明原因之后，接受与之前不符的树头并继续。");

    public static readonly Message SumdbName = new("Name of the database", "数据库名称");

    public static readonly Message NoFork = new("weir: no fork of {0} waits for a decision", "weir：没有等待决定的 {0} 分叉");

    public static readonly Message NoSumdb = new("weir: no checksum database {0} is configured", "weir：没有配置校验和数据库 {0}");

    public static readonly Message ForkAccepted = new(
        "{0} is trusted again, from the head of size {1} on", "已重新信任 {0}，从大小为 {1} 的树头开始");

    public static readonly Message CacheVerify = new(
        "Prove every stored .mod and .zip against the checksum databases; wrong ones go to the quarantine.",
        "用校验和数据库验证存储中的每个 .mod 和 .zip；不符的移入隔离区。");

    public static readonly Message CacheVerifyAfter = new(
        "Go on after this file: the last name an interrupted run printed", "从此文件之后继续：上次中断时打印的最后一个文件名");

    public static readonly Message Verified = new(
        "{0} proved, {1} unknown to the databases, {2} could not be asked about, {3} quarantined, {4} unreadable",
        "{0} 个已验证，{1} 个数据库未知，{2} 个无法查询，{3} 个已隔离，{4} 个无法读取");

    public static readonly Message VerifyInterrupted = new(
        "weir: interrupted; go on with --after {0}", "weir：已中断；可用 --after {0} 继续");

    public static readonly Message Public = new(
        "URL of a source that is public though the catalogue does not know it (repeatable)",
        "声明某来源为公共来源（目录未收录时；可重复）");

    public static readonly Message Mount = new(
        "/PREFIX=URL: relay one upstream under a prefix, unchecked (repeatable)",
        "/前缀=URL：在某前缀下原样转发一个上游，不作检查（可重复）");

    public static readonly Message BasePath = new(
        "Path below which the protocol lies, such as /go; operations stay at the root",
        "协议所在的路径前缀，例如 /go；运维接口仍在根路径");

    public static readonly Message Listen = new(
        "HOST:PORT or unix:/PATH to listen on (repeatable) [default: 127.0.0.1:8080]",
        "监听地址 HOST:PORT 或 unix:/路径（可重复） [默认：127.0.0.1:8080]");

    public static readonly Message Data = new(
        "Folder for what is stored [default: the user's data folder]",
        "数据目录 [默认：用户数据目录]");

    public static readonly Message LogFormat = new("Form of the log on stderr: text or json", "stderr 日志格式：text 或 json");

    public static readonly Message LogLevel = new(
        "Least level that is logged: debug, info, warn, error; info logs one line a request",
        "最低日志级别：debug、info、warn、error；info 会为每个请求记一行");

    public static readonly Message ShutdownTimeout = new(
        "How long running downloads may go on after SIGTERM, such as 30s",
        "收到 SIGTERM 后允许正在进行的下载继续多久，例如 30s");

    public static readonly Message Lang = new("Language of messages: en, zh or auto", "消息语言：en、zh 或 auto");

    public static readonly Message Cache = new("Fill, empty and keep the store.", "填充、清理和维护存储。");

    public static readonly Message CacheImport = new(
        "Take the modules of a GOMODCACHE into the store.", "把 GOMODCACHE 中的模块导入存储。");

    public static readonly Message CacheImportFolder = new(
        "The GOMODCACHE folder: $(go env GOMODCACHE)", "GOMODCACHE 目录：$(go env GOMODCACHE)");

    public static readonly Message CacheFetch = new(
        "Fetch what a go.sum names into the store.", "把 go.sum 中列出的内容取入存储。");

    public static readonly Message CacheFetchFile = new("A go.sum file", "go.sum 文件");

    public static readonly Message CachePurge = new(
        "Remove a module, or one version of it, from the store.", "从存储中删除某模块或其某个版本。");

    public static readonly Message CachePurgeModule = new("MODULE or MODULE@VERSION", "模块 或 模块@版本");

    public static readonly Message Format = new("Form of the result on stdout: text or json", "stdout 结果格式：text 或 json");

    public static readonly Message Ready = new(
        "weir: serving on {0}; what is stored lies in {1}", "weir：正在 {0} 提供服务；数据目录为 {1}");

    public static readonly Message CopyThis = new("weir: copy this line into your shell:", "weir：把下面这行复制到你的终端：");

    public static readonly Message DirectSkipped = new(
        "weir: direct is skipped: this version does not fetch from version control yet",
        "weir：已跳过 direct：此版本尚不支持直接从版本控制获取");

    public static readonly Message NoSources = new(
        "weir: no sources are configured: only what is stored can be served",
        "weir：没有配置任何来源：只能提供已存储的内容");

    public static readonly Message NotLoopback = new(
        "weir: warning: {0} is reachable from other machines and reading needs no token",
        "weir：警告：{0} 可从其他机器访问，且读取不需要令牌");

    public static readonly Message PrivateOnlyPublic = new(
        "weir: warning: private paths are configured ({0}) but every source is public: Weir will not ask anybody for them",
        "weir：警告：配置了私有路径（{0}），但所有来源都是公共的：Weir 不会向任何来源请求它们");

    public static readonly Message Stopping = new(
        "weir: stopping; {0} downloads may go on for {1}", "weir：正在停止；{0} 个下载最多可继续 {1}");

    public static readonly Message Problems = new("weir: {0} problems, nothing was started:", "weir：发现 {0} 个问题，未启动：");

    public static readonly Message CannotListen = new("weir: cannot listen on {0}: {1}", "weir：无法监听 {0}：{1}");

    public static readonly Message CannotOpenData = new(
        "weir: cannot use the data folder {0}: {1}", "weir：无法使用数据目录 {0}：{1}");

    public static readonly Message Imported = new(
        "imported {0} files of {1} versions, {2} were there before, {3} refused",
        "已导入 {1} 个版本的 {0} 个文件，{2} 个原已存在，{3} 个被拒绝");

    public static readonly Message NoGoModCache = new(
        "weir: {0} is no GOMODCACHE: there is no folder cache/download in it", "weir：{0} 不是 GOMODCACHE：其中没有 cache/download 目录");

    public static readonly Message Fetched = new(
        "{0} files in the store ({1} were there before), {2} could not be had",
        "存储中已有 {0} 个文件（其中 {1} 个原已存在），{2} 个未能取得");

    public static readonly Message Purged = new("removed {0} files of {1}", "已删除 {1} 的 {0} 个文件");

    public static readonly Message NothingToPurge = new("nothing of {0} is stored", "存储中没有 {0} 的内容");

    public static readonly Message ServerToldToForget = new(
        "the running server has forgotten it too", "正在运行的服务器也已清除");

    public static readonly Message Interrupted = new("weir: interrupted", "weir：已中断");
}
