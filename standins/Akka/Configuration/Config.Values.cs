using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <content>The typed getters: a missing path gives the default, a malformed value an error that names the path.</content>
public partial class Config
{
    public virtual string? GetString(string path, string? @default = null) => Read(path, @default, v => v.GetString());

    public virtual bool GetBoolean(string path, bool @default = false) => Read(path, @default, v => v.GetBoolean());

    public virtual int GetInt(string path, int @default = 0) => Read(path, @default, v => v.GetInt());

    public virtual long GetLong(string path, long @default = 0) => Read(path, @default, v => v.GetLong());

    public virtual float GetFloat(string path, float @default = 0) => Read(path, @default, v => v.GetFloat());

    public virtual double GetDouble(string path, double @default = 0) => Read(path, @default, v => v.GetDouble());

    public virtual decimal GetDecimal(string path, decimal @default = 0) => Read(path, @default, v => v.GetDecimal());

    public virtual long? GetByteSize(string path) => Read<long?>(path, null, v => v.GetByteSize());

    public virtual long? GetByteSize(string path, long? def = null) => Read(path, def, v => v.GetByteSize());

    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        Read(path, @default.GetValueOrDefault(), v => v.GetTimeSpan(allowInfinite));

    public virtual IList<string> GetStringList(string path) => Read<IList<string>>(path, [], v => v.GetStringList());

    public virtual IList<string> GetStringList(string path, string[] defaultPaths) =>
        Read<IList<string>>(path, defaultPaths, v => v.GetStringList());

    public virtual IList<bool> GetBooleanList(string path) => ReadRequired(path, v => v.GetBooleanList());

    public virtual IList<byte> GetByteList(string path) => ReadRequired(path, v => v.GetByteList());

    public virtual IList<int> GetIntList(string path) => ReadRequired(path, v => v.GetIntList());

    public virtual IList<long> GetLongList(string path) => ReadRequired(path, v => v.GetLongList());

    public virtual IList<float> GetFloatList(string path) => ReadRequired(path, v => v.GetFloatList());

    public virtual IList<double> GetDoubleList(string path) => ReadRequired(path, v => v.GetDoubleList());

    public virtual IList<decimal> GetDecimalList(string path) => ReadRequired(path, v => v.GetDecimalList());

    private T Read<T>(string path, T @default, Func<HoconValue, T> convert) =>
        GetValue(path) is { } value ? Convert(path, value, convert) : @default;

    private T ReadRequired<T>(string path, Func<HoconValue, T> convert) => GetValue(path) is { } value
        ? Convert(path, value, convert)
        : throw new ConfigurationException($"The configuration has no list at '{path}'.");

    private static T Convert<T>(string path, HoconValue value, Func<HoconValue, T> convert)
    {
        try
        {
            return convert(value);
        }
        catch (FormatException e)
        {
            var where = value.Line > 0 ? $" (line {value.Line})" : string.Empty;
            throw new FormatException($"Configuration key '{path}'{where}: {e.Message}", e);
        }
    }
}
