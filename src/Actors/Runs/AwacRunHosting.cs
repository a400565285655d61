using Akka.Actor;
using Akka.Hosting;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Actors.Runs;

/// <summary>A run in a program that has a host. One without starts runs through <see cref="RunLauncher"/>.</summary>
public static class AwacRunHosting
{
    /// <summary>
    /// Adds a run in an actor system of its own, <c>awac</c>, which starts and stops with the host. The program waits for
    /// <see cref="AwacRun.Completion"/>; the host goes on when the run has ended. A run that is stopped with the host is gone on with when a host has
    /// the same folder again.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="request">The run.</param>
    /// <param name="progress">Hears how it gets on.</param>
    /// <param name="workers">How worker processes are started; null for a program that has none.</param>
    /// <exception cref="RunConfigException">The configuration asks for worker processes, and there are none.</exception>
    /// <exception cref="StorageException">The journal cannot be used.</exception>
    public static AwacRun AddAwacRun(this IServiceCollection services, RunRequest request, IRunProgress progress, WorkerLaunch? workers = null)
    {
        var run = AwacRun.Open(request, progress, workers);
        services.AddSingleton(_ => run); // by a function, and asked for below: the container disposes what it has made
        services.AddAkka("awac", (builder, provider) =>
            builder.AddAwacRun(provider.GetRequiredService<AwacRun>(), provider.GetRequiredService<ILoggerFactory>()));
        return run;
    }

    /// <summary>
    /// Adds a run to an actor system that holds no other: the journal's plugin belongs to the run's folder. Its guardian is registered as
    /// <see cref="RunGuardian"/>.
    /// </summary>
    public static AkkaConfigurationBuilder AddAwacRun(this AkkaConfigurationBuilder builder, AwacRun run, ILoggerFactory loggers) => builder
        .AddHocon(RunSystem.Configuration(), HoconAddMode.Prepend)
        .AddSetup(JournalDatabase.PluginSetup(run.Folder))
        .ConfigureLoggers(log => log.AddLoggerFactory(loggers))
        .WithActors((system, registry) =>
        {
            var guardian = run.Start(system);
            registry.Register<RunGuardian>(guardian);
            CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "stop the learner and the workers", () =>
            {
                run.Stop();
                system.Stop(guardian);
                run.StopWorkers();
                return Task.FromResult(Akka.Done.Instance);
            });
        });
}
