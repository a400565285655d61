namespace Akka.Actor;

/// <summary>An actor could not be made or its PreStart failed; by default it is stopped.</summary>
public class ActorInitializationException : AkkaException
{
    public ActorInitializationException()
    {
    }

    public ActorInitializationException(string message)
        : base(message)
    {
    }

    public ActorInitializationException(string message, Exception cause)
        : base(message, cause)
    {
    }

    public ActorInitializationException(IActorRef? actor, string message, Exception? cause = null)
        : base(message, cause) => Actor = actor;

    public IActorRef? Actor { get; set; }

    public override string ToString() => Actor is null ? base.ToString() : $"{Actor}: {base.ToString()}";
}

/// <summary>PreRestart threw; it is logged, the restart goes on.</summary>
public class PreRestartException : ActorInitializationException
{
    public PreRestartException(IActorRef actor, Exception restartException, Exception cause, object? optionalMessage)
        : base(actor, $"PreRestart threw ({restartException?.Message}) while restarting after {cause?.GetType().Name}", restartException)
    {
        RestartException = restartException;
        OptionalMessage = optionalMessage;
    }

    public Exception? RestartException { get; }

    public object? OptionalMessage { get; }
}

/// <summary>The fresh instance could not be made, or its PostRestart threw.</summary>
public class PostRestartException : ActorInitializationException
{
    public PostRestartException(IActorRef actor, Exception cause, Exception originalCause)
        : base(actor, $"PostRestart threw ({cause?.Message}) while restarting after {originalCause?.GetType().Name}", cause) =>
            OriginalCause = originalCause;

    public Exception? OriginalCause { get; }
}

/// <summary>What <see cref="Kill"/> throws.</summary>
public class ActorKilledException : AkkaException
{
    public ActorKilledException()
    {
    }

    public ActorKilledException(string message)
        : base(message)
    {
    }
}

/// <summary>A watched actor stopped and the watcher did not handle <see cref="Terminated"/>.</summary>
public class DeathPactException : AkkaException
{
    public DeathPactException(IActorRef deadActor)
        : base($"Unhandled {nameof(Terminated)} of the watched actor {deadActor}") => DeadActor = deadActor;

    public IActorRef DeadActor { get; }
}

/// <summary>No answer came in time.</summary>
public class AskTimeoutException : AkkaException
{
    public AskTimeoutException(string message)
        : base(message)
    {
    }
}

/// <summary>The name holds characters that a path cannot, or is taken.</summary>
public class InvalidActorNameException : AkkaException
{
    public InvalidActorNameException(string message)
        : base(message)
    {
    }

    public InvalidActorNameException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A message was null.</summary>
public class InvalidMessageException : AkkaException
{
    public InvalidMessageException()
    {
    }

    public InvalidMessageException(string message)
        : base(message)
    {
    }
}

/// <summary>The selection leads to no actor.</summary>
public class ActorNotFoundException : AkkaException
{
    public ActorNotFoundException()
    {
    }

    public ActorNotFoundException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

/// <summary>Misuse of the stash, such as stashing one message twice.</summary>
public class IllegalActorStateException : AkkaException
{
    public IllegalActorStateException(string message)
        : base(message)
    {
    }
}

/// <summary>A configured logger did not start.</summary>
public class LoggerInitializationException : AkkaException
{
    public LoggerInitializationException()
    {
    }

    public LoggerInitializationException(string message)
        : base(message)
    {
    }

    public LoggerInitializationException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
