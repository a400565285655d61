namespace AwacAkka.Randomness.Tests;

public class PortableMathTests
{
    [Fact]
    public void Exp_and_tanh_agree_with_the_C_library_to_rounding()
    {
        for (var x = -30.0; x <= 30; x += 0.0137)
        {
            Assert.Equal(Math.Exp(x), PortableMath.Exp(x), 4e-15 * Math.Exp(x));
            Assert.Equal(Math.Tanh(x), PortableMath.Tanh(x), 1e-15);
        }
    }
}
