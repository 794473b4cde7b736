using Weir.Modules.GoEnv;

namespace Weir.Modules.Tests.GoEnv;

public class GoEnvFileTests
{
    [Fact]
    public void Values_are_verbatim_and_the_last_one_wins()
    {
        var variables = GoEnvFile.Parse("# GOX=1\nGOPROXY=a\n GOSUMDB=b\nlower=c\nexport GOY=d\nGOPRIVATE=x.y\r\nGOPROXY=\"https://a=b\" \nGOFLAGS=\nJUNK");
        Assert.Equal(["GOFLAGS", "GOPRIVATE", "GOPROXY"], variables.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("\"https://a=b\" ", variables["GOPROXY"]);
        Assert.Equal("x.y\r", variables["GOPRIVATE"]);
        Assert.Equal("", variables["GOFLAGS"]);
    }
}
