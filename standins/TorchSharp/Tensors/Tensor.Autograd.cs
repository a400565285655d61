using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public void backward() => Failures.Check(NativeMethods.awactorch_backward(Handle));

        public Tensor detach() => Failures.Checked(NativeMethods.awactorch_detach(Handle));

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }
    }
}
