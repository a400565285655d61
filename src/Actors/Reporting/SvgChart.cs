using System.Security;
using System.Text;

namespace AwacAkka.Actors.Reporting;

/// <summary>A picture with a title and a pair of axes, drawn as SVG from left to right and top to bottom. Lengths are its pixels.</summary>
public sealed class SvgChart
{
    /// <summary>The right end of the horizontal axis.</summary>
    public const double Right = 790;

    /// <summary>The upper end of the vertical axis.</summary>
    public const double Top = 48;

    /// <summary>Where the horizontal axis lies.</summary>
    public const double Bottom = 372;

    private const double Width = 820;
    private const double Height = 440;
    private readonly StringBuilder svg = new();

    /// <summary>Begins a picture.</summary>
    /// <param name="title">Its heading.</param>
    /// <param name="left">Where the vertical axis lies; its labels have their place left of it.</param>
    public SvgChart(string title, double left)
    {
        Left = left;
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\">");
        Line($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Text((left + Right) / 2, 26, title, "middle", " font-size=\"16\"");
    }

    /// <summary>Where the vertical axis lies.</summary>
    public double Left { get; }

    /// <summary>Draws the horizontal axis.</summary>
    public void HorizontalAxis() => Segment(Left, Bottom, Right, Bottom, " stroke=\"black\"");

    /// <summary>Draws the vertical axis.</summary>
    public void VerticalAxis() => Segment(Left, Top, Left, Bottom, " stroke=\"black\"");

    /// <summary>Labels a place on the horizontal axis.</summary>
    public void Label(double x, string text) => Text(x, Bottom + 20, text, "middle");

    /// <summary>Says what a stretch of the horizontal axis is of.</summary>
    /// <param name="x">Its middle.</param>
    /// <param name="text">The words.</param>
    public void NameHorizontal(double x, string text) => Text(x, Bottom + 44, text, "middle");

    /// <summary>Says what the vertical axis is of, along it.</summary>
    /// <param name="x">Where the words stand.</param>
    /// <param name="text">The words.</param>
    public void NameVertical(double x, string text) => Text(
        x, (Top + Bottom) / 2, text, "middle", FormattableString.Invariant($" transform=\"rotate(-90 {x} {(Top + Bottom) / 2})\""));

    /// <summary>Draws a line.</summary>
    /// <param name="x1">From here,</param>
    /// <param name="y1">and here,</param>
    /// <param name="x2">to there,</param>
    /// <param name="y2">and there.</param>
    /// <param name="style">Attributes, behind a blank.</param>
    public void Segment(double x1, double y1, double x2, double y2, string style) =>
        Line($"<line x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"{style}/>");

    /// <summary>Writes words.</summary>
    /// <param name="x">Where,</param>
    /// <param name="y">on which line,</param>
    /// <param name="text">the words.</param>
    /// <param name="anchor">Which end of them stands there: <c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="style">Attributes, behind a blank.</param>
    public void Text(double x, double y, string text, string anchor, string style = "") =>
        Line($"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\"{style}>{SecurityElement.Escape(text)}</text>");

    /// <summary>Adds an element of one's own.</summary>
    public void Line(FormattableString element) => svg.Append(FormattableString.Invariant(element)).Append('\n');

    /// <summary>Ends the picture.</summary>
    /// <returns>The file's text.</returns>
    public string End()
    {
        Line($"</svg>");
        return svg.ToString();
    }
}
