namespace TorchSharp;

/// <summary>Kinds of devices, numbered as in libtorch.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
}

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);

    public static Device CUDA => new(DeviceType.CUDA);

    public static Device device(string description) => new(description);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    /// <summary>Where a tensor lies: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    public class Device
    {
        public Device(string description)
        {
            var parts = description.Split(':');
            type = parts[0] switch
            {
                "cpu" => DeviceType.CPU,
                "cuda" => DeviceType.CUDA,
                _ => throw new ArgumentException($"unknown device '{description}': use cpu, cuda or cuda:0"),
            };
            index = parts.Length == 1 ? Normal(type, -1)
                : parts.Length == 2 && int.TryParse(parts[1], out var number) && number >= 0 ? Normal(type, number)
                : throw new ArgumentException($"the device '{description}' has no valid index: use cpu, cuda or cuda:0");
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = Normal(deviceType, index);
        }

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => type == DeviceType.CPU ? "cpu" : $"cuda:{index}";

        private static int Normal(DeviceType type, int index) => type == DeviceType.CPU ? -1 : Math.Max(index, 0);
    }
}
