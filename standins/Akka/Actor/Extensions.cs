namespace Akka.Actor;

/// <summary>Something an actor system has one of.</summary>
public interface IExtension;

/// <summary>The key of an extension; makes it on first use.</summary>
public interface IExtensionId
{
    Type ExtensionType { get; }

    object Apply(ActorSystem system);

    object Get(ActorSystem system);

    object CreateExtension(ExtendedActorSystem system);
}

/// <summary>The key of an extension of one type.</summary>
public interface IExtensionId<out T> : IExtensionId
    where T : IExtension
{
    new T Apply(ActorSystem system);

    new T Get(ActorSystem system);

    new T CreateExtension(ExtendedActorSystem system);
}

/// <summary>Base of extension keys.</summary>
public abstract class ExtensionIdProvider<T> : IExtensionId<T>
    where T : IExtension
{
    public Type ExtensionType => typeof(T);

    public T Apply(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return (T)system.RegisterExtension(this);
    }

    public T Get(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return (T)system.GetExtension(this);
    }

    public abstract T CreateExtension(ExtendedActorSystem system);

    object IExtensionId.Apply(ActorSystem system) => Apply(system);

    object IExtensionId.Get(ActorSystem system) => Get(system);

    object IExtensionId.CreateExtension(ExtendedActorSystem system) => CreateExtension(system);

    public override bool Equals(object? obj) => obj is ExtensionIdProvider<T>;

    public override int GetHashCode() => typeof(T).GetHashCode();
}

/// <summary>Finds or makes extensions by the type of their key.</summary>
public static class ActorSystemWithExtensions
{
    public static T WithExtension<T>(this ActorSystem system)
        where T : class, IExtension => system.GetExtension<T>();

    public static T WithExtension<T>(this ActorSystem system, Type extensionId)
        where T : class, IExtension => (T)system.RegisterExtension((IExtensionId)Activator.CreateInstance(extensionId)!);

    public static T WithExtension<T, TI>(this ActorSystem system)
        where T : class, IExtension
        where TI : IExtensionId => system.WithExtension<T>(typeof(TI));
}

/// <summary>The extensions of one system; each is made once, whoever asks first.</summary>
internal sealed class ExtensionRegistry(ActorSystemImpl system)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Type, object> _byType = [];

    public object Register(IExtensionId id)
    {
        lock (_lock)
        {
            if (!_byType.TryGetValue(id.ExtensionType, out var extension))
            {
                extension = id.CreateExtension(system);
                _byType.Add(id.ExtensionType, extension);
            }
            return extension;
        }
    }

    public bool TryGet(Type type, out object? extension)
    {
        lock (_lock) return _byType.TryGetValue(type, out extension);
    }
}
