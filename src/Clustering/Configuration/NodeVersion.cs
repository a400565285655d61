using System.Globalization;
using Akka.Cluster;
using AwacAkka.Actors.Journal;

namespace AwacAkka.Clustering.Configuration;

/// <summary>
/// What a node's program is, as the others see it. Programs of several versions may be in one cluster while it is upgraded, as long as they
/// understand each other, which the wire number says: members show it as a role of theirs.
/// </summary>
/// <param name="Program">Version of the program.</param>
/// <param name="Wire">Number of the messages between nodes and of their layouts. Raised where a node of the number before would not understand one.</param>
public sealed record NodeVersion(string Program, int Wire)
{
    private const string RolePrefix = "wire-";

    /// <summary>That of this program.</summary>
    public static NodeVersion OfThisProgram { get; } = new(RunSystem.Version.Split('+')[0], Wire: 1);

    /// <summary>The role by which members show their wire number.</summary>
    public string Role => RolePrefix + Wire.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a member shows; the wire number is 0 where it shows none.</summary>
    public static NodeVersion Of(Member member) => new(
        member.AppVersion.Version,
        member.Roles.Where(IsRole).Select(role => int.TryParse(role[RolePrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var wire) ? wire : 0)
            .FirstOrDefault());

    /// <summary>Whether a member's role is none of its work.</summary>
    public static bool IsRole(string role) => role.StartsWith(RolePrefix, StringComparison.Ordinal);
}
