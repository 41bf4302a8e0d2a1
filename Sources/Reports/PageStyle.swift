/// How pages look, and what they are allowed: nothing from elsewhere, no script, and no style but this one.
enum PageStyle {
    /// What a page begins with. The policy names the style sheet by its hash (Content Security Policy Level 3 §6.7.3);
    /// a test reckons it again.
    static let head: StaticString = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-82pzhKGHvI0qBytUeDHSnFlYcjIr4OokO1R6e4KWWfM='; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">

        """

    /// The style sheet as an element; its text counts to the last character.
    static let element: StaticString = """
        <style>
        :root{color-scheme:light dark;--fg:#1b1f24;--bg:#fff;--soft:#f3f5f7;--line:#d5dae0;--dim:#57606a;
        --fault:#b3261e;--warn:#8a5a00;--good:#1a6b3c;--calling:#1f5fbf;--called:#7a3fb0;--loss:#c62828;--hold:#c9b458}
        @media(prefers-color-scheme:dark){:root{--fg:#e6e9ee;--bg:#14171b;--soft:#1e2329;--line:#39414b;--dim:#a3adb8;
        --fault:#ff8a80;--warn:#f0c05a;--good:#7bd6a0;--calling:#7fb1ff;--called:#cfa3ff;--loss:#ff6b6b;--hold:#a08f3c}}
        body{font:16px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);max-width:62rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.15rem;margin-top:2rem}
        article{border:1px solid var(--line);border-left:6px solid var(--dim);border-radius:6px;padding:.8rem 1rem;margin:1rem 0;background:var(--soft)}
        article.fault{border-left-color:var(--fault)}article.warning{border-left-color:var(--warn)}
        article h3{margin:.1rem 0 .5rem;font-size:1.05rem}.fault h3{color:var(--fault)}.warning h3{color:var(--warn)}
        code{font:.9em ui-monospace,monospace}.dim{color:var(--dim)}
        table{border-collapse:collapse;width:100%;font-size:.92rem}caption{text-align:left;font-weight:600;padding:.4rem 0}
        th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}th,td.s{white-space:nowrap}td.n,th.n{text-align:right}
        ul{margin:.3rem 0;padding-left:1.2rem}svg{width:100%;height:auto;margin:.4rem 0}svg text{font:12px system-ui,sans-serif;fill:var(--fg)}
        </style>
        """
}
