/// How pictures look, in light and in dark: the one style sheet that they need.
///
/// It stands in the style element of a page, or within a picture that stands alone. A page that has colours of its own
/// sets the variables that begin with `--plot-`.
public enum PlotStyle {
    /// The style sheet.
    public static let sheet: StaticString = """
        .plot{--plot-fg:#1b1f24;--plot-dim:#57606a;--plot-line:#dfe3e8;--plot-bg:#fff;--plot-calling:#1f5fbf;--plot-called:#7a3fb0;--plot-other:#4a6572;--plot-lost:#c62828;--plot-late:#d98200;--plot-hold:#e8dca6;--plot-good:#1a7f4b;--plot-fair:#9a6700}
        @media(prefers-color-scheme:dark){.plot{--plot-fg:#e6e9ee;--plot-dim:#a3adb8;--plot-line:#323a44;--plot-bg:#14171b;--plot-calling:#7fb1ff;--plot-called:#cfa3ff;--plot-other:#9fb8c4;--plot-lost:#ff6b6b;--plot-late:#f0a840;--plot-hold:#4d4627;--plot-good:#6fd39b;--plot-fair:#e3b341}}
        .plot{display:block;width:100%;height:auto}
        .plot text{font:11px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--plot-fg);stroke:var(--plot-bg);stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
        .plot .tick,.plot .note,.plot .key{fill:var(--plot-dim)}.plot .name{font-weight:600;font-size:12px}
        .plot .mid{text-anchor:middle}.plot .end{text-anchor:end}
        .plot .grid{stroke:var(--plot-line);stroke-width:1;fill:none}.plot .base{stroke:var(--plot-dim);stroke-width:1;fill:none;opacity:.6}
        .plot path.event{stroke:var(--plot-dim);stroke-width:1;stroke-dasharray:2 3;fill:none}
        .plot path.event.good{stroke:var(--plot-good)}.plot path.event.bad{stroke:var(--plot-lost)}
        .plot text.event{fill:var(--plot-dim)}.plot text.good{fill:var(--plot-good)}.plot text.bad{fill:var(--plot-lost)}
        .plot .hold{fill:var(--plot-hold);opacity:.55}
        .plot .calling{fill:var(--plot-calling)}.plot .called{fill:var(--plot-called)}.plot .other{fill:var(--plot-other)}
        .plot .unheard{fill:var(--plot-lost);opacity:.14}.plot .cross{stroke:var(--plot-lost);stroke-width:1.5;fill:none}
        .plot .soft{opacity:.35}.plot .lost{fill:var(--plot-lost)}.plot .late{fill:var(--plot-late)}
        .plot .curve{fill:none;stroke-width:1.5;stroke-linejoin:round}
        .plot .curve.calling{stroke:var(--plot-calling)}.plot .curve.called{stroke:var(--plot-called)}.plot .curve.other{stroke:var(--plot-other)}
        .plot .limit{stroke:var(--plot-late);stroke-width:1.2;stroke-dasharray:6 3;fill:none}
        .plot .mosgood{fill:var(--plot-good)}.plot .mosfair{fill:var(--plot-fair)}.plot .mosbad{fill:var(--plot-lost)}
        .plot.narrow{display:none}
        @media(max-width:599px){.plot.wide{display:none}.plot.narrow{display:block}}
        """

    /// The style sheet for a picture that stands alone: it is shown however narrow the window.
    static let alone: StaticString =
        ".plot.wide,.plot.narrow{display:block}.plot .ground{fill:var(--plot-bg)}.plot .title{font-weight:600;font-size:13px}"
}
