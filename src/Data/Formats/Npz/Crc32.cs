namespace AwacAkka.Data.Formats.Npz;

/// <summary>The checksum of ZIP entries (reflected polynomial 0xEDB88320): the runtime's reader does not compare it.</summary>
internal struct Crc32()
{
    private static readonly uint[] Table = MakeTable();
    private uint register = uint.MaxValue;

    public readonly uint Value => ~register;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var crc = register;
        foreach (var b in bytes)
        {
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        register = crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < table.Length; n++)
        {
            var value = n;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? 0xEDB88320u ^ (value >> 1) : value >> 1;
            }

            table[n] = value;
        }

        return table;
    }
}
