namespace AwacAkka.Clustering.Storage;

/// <summary>
/// The tables of a cluster's database: the journal and the snapshots of Akka.Persistence.Sql's default mapping, as it would make them itself, and
/// the runs and their datasets. An owner makes them; nodes read and write them with a role that can change nothing else.
/// </summary>
internal static class ClusterSchema
{
    /// <summary>The schema that the tables are in.</summary>
    public const string Name = "awac";

    /// <summary>The layout; a change of it gets the next number.</summary>
    public const int Version = 2;

    /// <summary>The tables.</summary>
    public const string Tables = """
        CREATE SCHEMA IF NOT EXISTS awac;
        CREATE TABLE awac.journal (
            ordering bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
            created bigint NOT NULL,
            deleted boolean NOT NULL,
            persistence_id text NOT NULL,
            sequence_number bigint NOT NULL,
            message bytea NOT NULL,
            manifest text NULL,
            identifier integer NULL,
            writer_uuid text NULL,
            CONSTRAINT "PK_journal" PRIMARY KEY (ordering),
            CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number));
        CREATE INDEX journal_created_idx ON awac.journal (created);
        CREATE INDEX journal_sequence_number_idx ON awac.journal (sequence_number);
        CREATE TABLE awac.tags (
            ordering_id bigint NOT NULL,
            tag text NOT NULL,
            sequence_nr bigint NOT NULL,
            persistence_id text NOT NULL,
            CONSTRAINT "PK_tags" PRIMARY KEY (ordering_id, tag));
        CREATE INDEX tags_persistence_id_sequence_nr_idx ON awac.tags (persistence_id, sequence_nr);
        CREATE INDEX tags_tag_idx ON awac.tags (tag);
        CREATE TABLE awac.snapshot (
            persistence_id text NOT NULL,
            sequence_number bigint NOT NULL,
            created bigint NOT NULL,
            snapshot bytea NULL,
            manifest text NULL,
            serializer_id integer NULL,
            CONSTRAINT "PK_snapshot" PRIMARY KEY (persistence_id, sequence_number));
        CREATE INDEX snapshot_sequence_number_idx ON awac.snapshot (sequence_number);
        CREATE INDEX snapshot_created_idx ON awac.snapshot (created);
        CREATE TABLE awac.datasets (
            hash text PRIMARY KEY CHECK (hash ~ '^[0-9a-f]{64}$'),
            transitions integer NOT NULL,
            observation_dimension integer NOT NULL,
            action_dimension integer NOT NULL,
            parts integer NOT NULL);
        CREATE TABLE awac.dataset_parts (
            hash text NOT NULL REFERENCES awac.datasets ON DELETE CASCADE,
            number integer NOT NULL,
            bytes bytea NOT NULL,
            PRIMARY KEY (hash, number));
        ALTER TABLE awac.dataset_parts ALTER COLUMN bytes SET STORAGE EXTERNAL;
        CREATE TABLE awac.runs (
            name text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,99}$'),
            configuration text NOT NULL,
            seed numeric(20, 0) NOT NULL,
            dataset_hash text NULL REFERENCES awac.datasets,
            data_return double precision NULL,
            submitted timestamptz NOT NULL DEFAULT now(),
            wanted text NOT NULL CHECK (wanted IN ('running', 'stopped')),
            state text NOT NULL CHECK (state IN ('queued', 'running', 'finished', 'failed')),
            outcome text NULL,
            submission uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
            incarnation bigint NOT NULL DEFAULT 0,
            arithmetic text NULL);
        CREATE TABLE awac.reports (
            kind text NOT NULL,
            name text NOT NULL,
            at timestamptz NOT NULL DEFAULT now(),
            report text NOT NULL,
            PRIMARY KEY (kind, name));
        CREATE TABLE awac.schema_version (version integer NOT NULL);
        """;

    /// <summary>What a node's role may do, by table; nothing else, and no change of a table's layout. A column behind the privilege limits it.</summary>
    public static readonly IReadOnlyList<(string Table, string Privilege, string? Column)> NodePrivileges =
    [
        ("schema_version", "SELECT", null),
        ("journal", "SELECT", null), ("journal", "INSERT", null),
        ("journal", "UPDATE", "deleted"), ("journal", "DELETE", null), // pruning marks events, then removes them
        ("tags", "SELECT", null), ("tags", "INSERT", null), ("tags", "DELETE", null),
        ("snapshot", "SELECT", null), ("snapshot", "INSERT", null), ("snapshot", "UPDATE", null), ("snapshot", "DELETE", null),
        ("datasets", "SELECT", null), ("datasets", "INSERT", null), ("datasets", "DELETE", null),
        ("dataset_parts", "SELECT", null), ("dataset_parts", "INSERT", null), ("dataset_parts", "DELETE", null),
        ("runs", "SELECT", null), ("runs", "INSERT", null), ("runs", "DELETE", null),
        ("runs", "UPDATE", "configuration"), ("runs", "UPDATE", "wanted"), ("runs", "UPDATE", "state"), ("runs", "UPDATE", "outcome"),
        ("runs", "UPDATE", "incarnation"), ("runs", "UPDATE", "arithmetic"),
        ("reports", "SELECT", null), ("reports", "INSERT", null), ("reports", "UPDATE", null), ("reports", "DELETE", null),
    ];

    /// <summary>Grants a role what a node needs; the role's name comes in quotation marks.</summary>
    public static string Grants(string quotedRole) => string.Join(
        '\n',
        NodePrivileges.Select(p => $"GRANT {p.Privilege}{(p.Column is { } column ? $" ({column})" : string.Empty)} ON {Name}.{p.Table} TO {quotedRole};")
            .Prepend($"GRANT USAGE ON SCHEMA {Name} TO {quotedRole};"));
}
