import Escaping
import Plots

/// How pages of analyses look, and what they are allowed: nothing from elsewhere, and no style and no script but these.
enum AnalysisPage {
    /// What a page begins with. The policy names style sheets and script by their hashes (Content Security Policy Level 3
    /// §6.7.3); a test reckons them again. Sound may stand within the page.
    static let head: StaticString = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-rOFwzwTiasKwvf9wj0wLgvBbl5mWrM7aF3Kvcx21gPY=' 'sha256-gb2hC19vkp8wgcJyvIKCFHAUcMcYrn7zKthnzBM44xw='; script-src 'sha256-SiqDBtvv6i/6e7fl3ruF5n21I2crIDnR8vJJtDZI0Vc='; media-src data:; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">

        """

    /// Begins a page.
    static func begin(_ page: inout EscapedText, title: String) {
        page.markup(head)
        page.element("title", title)
        page.markup("<style>")
        page.markup(sheet)
        page.markup("</style><style>")
        page.markup(PlotStyle.sheet)
        page.markup("</style></head><body>\n<a class=\"skip\" href=\"#main\">To the result</a><main id=\"main\">\n")
    }

    /// Ends a page; a page with a long list can be searched and sorted.
    static func end(_ page: inout EscapedText, isSearchable: Bool) {
        page.markup("</main>")
        if isSearchable {
            page.markup("<script>")
            page.markup(script)
            page.markup("</script>")
        }
        page.markup("</body></html>\n")
    }

    /// The style sheet; its text counts to the last character.
    static let sheet: StaticString = """
        :root{color-scheme:light dark;--fg:#1b1f24;--bg:#fff;--soft:#f5f7f9;--line:#d5dae0;--dim:#57606a;--link:#0b57a4;
        --fault:#b3261e;--warn:#8a5a00;--good:#1a6b3c;--calling:#1f5fbf;--called:#7a3fb0}
        @media(prefers-color-scheme:dark){:root{--fg:#e6e9ee;--bg:#14171b;--soft:#1c2127;--line:#39414b;--dim:#a3adb8;--link:#8ab8ff;
        --fault:#ff8a80;--warn:#f0c05a;--good:#7bd6a0;--calling:#7fb1ff;--called:#cfa3ff}}
        *{box-sizing:border-box}
        body{font:16px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);max-width:74rem;margin:1.5rem auto;padding:0 1rem}
        h1{font-size:1.5rem;line-height:1.25;margin:.2rem 0}h2{font-size:1.15rem;margin:2rem 0 .4rem}h3{font-size:1rem;margin:1.2rem 0 .3rem}
        h1.fault,.fault>h3,td.fault,b.fault{color:var(--fault)}h1.warning,.warning>h3,td.warning,b.warning{color:var(--warn)}h1.clear,td.clear,b.clear{color:var(--good)}
        a{color:var(--link)}.skip{position:absolute;left:-99rem}.skip:focus{left:1rem}
        p{margin:.35rem 0;overflow-wrap:anywhere}.dim{color:var(--dim)}small{font-weight:400;color:var(--dim)}
        article{border:1px solid var(--line);border-left:6px solid var(--dim);border-radius:6px;padding:.6rem .9rem;margin:.7rem 0;background:var(--soft)}
        article.fault{border-left-color:var(--fault)}article.warning{border-left-color:var(--warn)}article h3,article h4{margin:.1rem 0 .3rem;font-size:1rem}
        code,pre{font:.88em ui-monospace,monospace}code{overflow-wrap:anywhere}pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3rem 0 .9rem;padding:.5rem .7rem;background:var(--soft);border-radius:6px}
        .scroll{overflow-x:auto}.scroll:focus{outline:2px solid var(--link)}
        table{border-collapse:collapse;width:100%;font-size:.9rem}caption{text-align:left;font-weight:600;padding:.4rem 0}
        th,td{text-align:left;padding:.25rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}th{white-space:nowrap}
        td.s{white-space:nowrap}td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
        th button{all:unset;cursor:pointer;font-weight:600}th button:focus-visible{outline:2px solid var(--link)}
        ul{margin:.3rem 0;padding-left:1.2rem}li{overflow-wrap:anywhere}
        details.call{border:1px solid var(--line);border-radius:6px;margin:.5rem 0;padding:0 .9rem}details.call[open]{padding-bottom:.8rem}
        details.call>summary{padding:.55rem 0;font-weight:600;cursor:pointer;overflow-wrap:anywhere}details.call:target{outline:2px solid var(--link)}
        summary{cursor:pointer;padding:.3rem 0}summary:focus-visible{outline:2px solid var(--link)}
        .search{display:block;margin:.6rem 0}.search input{font:inherit;width:100%;max-width:26rem;padding:.3rem .5rem;border:1px solid var(--dim);border-radius:6px;background:var(--bg);color:inherit}
        .ladder{font:13px ui-monospace,monospace}.ladder .lane{stroke:var(--line)}.ladder line,.ladder path{stroke:var(--fg);fill:none}.ladder text{fill:var(--fg);font:12px ui-monospace,monospace}
        .ladder text.dim{fill:var(--dim)}.ladder .bad text{fill:var(--fault)}.ladder .bad line,.ladder .bad path{stroke:var(--fault)}.ladder .good line,.ladder .good path{stroke:var(--good)}
        .ladder .again{opacity:.6}.ladder .media line,.ladder .media path{stroke-width:3;stroke:var(--called)}.ladder .media.calling line,.ladder .media.calling path{stroke:var(--calling)}
        .ladder .found text{fill:var(--fault);font-weight:600}.ladder .found.warning text{fill:var(--warn)}
        .ladder.wide,.ladder.narrow{display:block;width:100%;height:auto}.ladder.narrow{display:none}
        @media(max-width:599px){.ladder.wide{display:none}.ladder.narrow{display:block}body{margin:.8rem auto}th,td{padding:.25rem .4rem}
        table.list thead{position:absolute;left:-99rem}table.list tr{display:flex;flex-wrap:wrap;gap:0 .7rem;border-bottom:1px solid var(--line);padding:.35rem 0}table.list td{border:0;padding:0;text-align:left;overflow-wrap:anywhere}}
        audio{width:100%;max-width:30rem;display:block}
        @page{size:A4;margin:14mm}
        @media print{body{max-width:none;margin:0;padding:0;font-size:10pt}tr,article,figure,.ladder{break-inside:avoid}thead{display:table-header-group}h2,h3,summary{break-after:avoid}
        .search,.skip{display:none}details.call:not([open]){display:none}table{font-size:8.5pt}th,td{padding:1pt 4pt}article{padding:4pt 8pt;margin:5pt 0}.scroll{overflow:visible}}
        """

    /// Search and sort of the list; without it the list is read as it stands.
    static let script: StaticString = """
        (function(){var t=document.getElementById("calls");if(!t)return;var b=t.tBodies[0],l=document.createElement("label"),i=document.createElement("input"),
        n=document.createElement("span");l.className="search";l.textContent="Search the list ";i.type="search";n.className="dim";n.setAttribute("role","status");
        l.appendChild(i);l.appendChild(n);t.closest(".scroll").before(l);
        i.addEventListener("input",function(){var q=i.value.toLowerCase(),c=0;Array.prototype.forEach.call(b.rows,function(r){
        var s=r.textContent.toLowerCase().indexOf(q)>=0;r.hidden=!s;if(s)c++});n.textContent=q?" "+c+" of "+b.rows.length:""});
        Array.prototype.forEach.call(t.tHead.rows[0].cells,function(h,k){var u=document.createElement("button"),d=1;u.type="button";u.textContent=h.textContent;
        h.textContent="";h.appendChild(u);u.addEventListener("click",function(){var rows=Array.prototype.slice.call(b.rows);rows.sort(function(x,y){
        var a=x.cells[k].dataset.v||x.cells[k].textContent,c=y.cells[k].dataset.v||y.cells[k].textContent;return d*a.localeCompare(c,"en",{numeric:true})});
        d=-d;Array.prototype.forEach.call(t.tHead.rows[0].cells,function(o){o.removeAttribute("aria-sort")});h.setAttribute("aria-sort",d<0?"ascending":"descending");
        rows.forEach(function(r){b.appendChild(r)})})});
        function open(){var e=location.hash.length>1&&document.getElementById(location.hash.slice(1));if(e&&e.tagName==="DETAILS")e.open=true}
        addEventListener("hashchange",open);open()})();
        """
}
