using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);

        public static Tensor operator -(Tensor left, Tensor right) => left.add(right, -1);

        public static Tensor operator -(Tensor left, Scalar right) => left.add(right.Negated());

        public static Tensor operator -(Scalar left, Tensor right)
        {
            using var negated = right.neg();
            return negated.add(left);
        }

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);

        public static Tensor operator /(Tensor left, Tensor right) =>
            Failures.Checked(NativeMethods.awactorch_div(left.Handle, right.Handle));

        public static Tensor operator /(Tensor left, Scalar right) =>
            Failures.Checked(NativeMethods.awactorch_div_scalar(left.Handle, right.Value));

        public static Tensor operator /(Scalar left, Tensor right) =>
            Failures.Checked(NativeMethods.awactorch_rdiv_scalar(right.Handle, left.Value));
    }
}
