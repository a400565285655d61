using AwacAkka.Clustering.Reports;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace AwacAkka.Cli.Clusters;

/// <summary>Sends a node's metrics to a collector of OpenTelemetry, where the standard variables name one.</summary>
internal static class NodeTelemetry
{
    /// <summary>Variables of OpenTelemetry's specification; the exporter reads them, and others such as OTEL_EXPORTER_OTLP_HEADERS, itself.</summary>
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>Starts to send; null where no collector is named.</summary>
    public static IDisposable? Start() => Endpoints.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })
        ? Sdk.CreateMeterProviderBuilder()
            .AddMeter(NodeMetrics.MeterName)
            .AddMeter("Npgsql") // connections and statements of the database
            .AddMeter("System.Runtime")
            .AddOtlpExporter()
            .Build()
        : null;
}
