namespace AwacAkka.Environments.Adroit;

/// <summary>
/// Conversions between unit quaternions (w, x, y, z) and angles in radians about x, then the turned y, then the twice turned z:
/// R = Rx Ry Rz, the convention of Gymnasium-Robotics' <c>rotations</c>.
/// </summary>
internal static class Euler
{
    // Below this cosine of the middle angle the outer two turn about one axis and only their sum is known.
    private const double Degenerate = 4 * 2.220446049250313e-16;

    public static void ToQuaternion(Point angles, Span<double> quaternion)
    {
        var (sx, cx) = Math.SinCos(angles.X / 2);
        var (sy, cy) = Math.SinCos(angles.Y / 2);
        var (sz, cz) = Math.SinCos(angles.Z / 2);
        quaternion[0] = cx * cy * cz - sx * sy * sz;
        quaternion[1] = sx * cy * cz + cx * sy * sz;
        quaternion[2] = cx * sy * cz - sx * cy * sz;
        quaternion[3] = cx * cy * sz + sx * sy * cz;
    }

    public static Point FromQuaternion(ReadOnlySpan<double> quaternion)
    {
        var (w, x, y, z) = (quaternion[0], quaternion[1], quaternion[2], quaternion[3]);
        var scale = 2 / (w * w + x * x + y * y + z * z);
        var m00 = 1 - scale * (y * y + z * z);
        var m01 = scale * (x * y - w * z);
        var m02 = scale * (x * z + w * y);
        var m10 = scale * (x * y + w * z);
        var m11 = 1 - scale * (x * x + z * z);
        var m12 = scale * (y * z - w * x);
        var m22 = 1 - scale * (x * x + y * y);
        var cosine = Math.Sqrt(m22 * m22 + m12 * m12);
        var middle = Math.Atan2(m02, cosine);
        return cosine > Degenerate
            ? new Point(Math.Atan2(-m12, m22), middle, Math.Atan2(-m01, m00))
            : new Point(0, middle, Math.Atan2(m10, m11));
    }
}
