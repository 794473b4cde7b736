using Weir.Gateway.Storage;
using Weir.TestKit.Stores;

namespace Weir.Gateway.Tests.Storage;

public sealed class DiskStoreContractTests : ModuleStoreContract
{
    private readonly DiskStore _store;

    public DiskStoreContractTests() => _store = DiskStore.Open(Temp.Path, Staging);

    protected override IModuleStore Store => _store;
}
