namespace AwacAkka.Learning.Algorithms.Cql;

/// <summary>
/// CQL's values (Kumar et al., arXiv 2006.04779), CQL(H): SAC whose critics are pushed down on actions that the data do not take. The defaults are
/// those of young-geng/CQL, which others build on.
/// </summary>
public sealed record CqlConfig : ConservativeConfig
{
    /// <inheritdoc />
    public override string Algorithm => "cql";
}
