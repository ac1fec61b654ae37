/* How a page looks: light and dark as the reader's system wants it, one column on a phone, ink on paper. Colours of text keep a contrast
   of 4.5 to 1 on their grounds (WCAG 2.2, 1.4.3). */
#include "healthcheck/report/html.h"

/* A colour of text, its ground, and one for shapes. */
static const char *const light[] = {
    ":root{color-scheme:light dark;--page:#f5f6f8;--card:#fff;--sunk:#f2f4f7;--edge:#d8dde5;--text:#1a1f26;--muted:#566070;--link:#0a55c4;\n",
    "--fail:#ad1f16;--fail-ground:#fdefed;--warn:#8a4a00;--warn-ground:#fff5e0;--unknown:#5d3eb0;--unknown-ground:#f3f0fd;\n",
    "--ok:#13653a;--ok-ground:#e9f7ef;--skipped:#566070;--skipped-ground:#eef0f4;--ink:#fff;\n",
    "--p0:#2e8bc6;--p1:#0b5394;--p2:#b97400;--p3:#a8488f;--p4:#0a8462;--p5:#737c89;\n",
    "--mono:ui-monospace,SFMono-Regular,Consolas,\"Liberation Mono\",Menlo,monospace}\n",
};

static const char *const dark[] = {
    "@media screen and (prefers-color-scheme:dark){:root{--page:#0e1217;--card:#171c23;--sunk:#10151b;--edge:#303844;--text:#e7ebf0;\n",
    "--muted:#a2adbb;--link:#8fb8ff;--fail:#ff938a;--fail-ground:#35181a;--warn:#f3bd5c;--warn-ground:#33270f;--unknown:#c5adff;\n",
    "--unknown-ground:#261f3d;--ok:#74d99b;--ok-ground:#12291d;--skipped:#a2adbb;--skipped-ground:#222933;--ink:#12161c;\n",
    "--p0:#6cb8ea;--p1:#3f8fdb;--p2:#eba83a;--p3:#d98ac6;--p4:#35b88f;--p5:#8f9aa8}}\n",
};

static const char *const basis[] = {
    "*{box-sizing:border-box}\n",
    "html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}\n",
    "body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",sans-serif;\n",
    "overflow-wrap:anywhere}\n",
    "h1,h2,h3,h4,h5,h6{line-height:1.25;margin:0;font-weight:650}\n",
    "p,ul,ol,dl,dd,pre{margin:0;padding:0}ul,ol{list-style:none}\n",
    "a{color:var(--link);text-underline-offset:.15em}\n",
    ":focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}\n",
    "code,pre{font-family:var(--mono);font-size:.875em}\n",
    "p code{-webkit-box-decoration-break:clone;box-decoration-break:clone}p code,.said code{background:var(--sunk);border:1px solid ",
    "var(--edge);border-radius:4px;padding:.05em .3em}\n",
    ".muted{color:var(--muted);font-weight:400}.dot{color:var(--muted)}\n",
    ".unseen,.icons{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}\n",
    ".skip{position:absolute;left:-999rem;background:var(--card);padding:.5rem 1rem;z-index:1}.skip:focus{left:1rem;top:1rem}\n",
    ".bar{background:var(--card);border-bottom:1px solid var(--edge);padding:.65rem max(1rem,calc((100% - 80rem)/2 + 1.5rem))}\n",
    ".bar p{display:flex;flex-wrap:wrap;gap:0 .6rem;font-size:.9375rem}\n",
    "main,footer{max-width:80rem;margin:0 auto;padding:1.5rem}\n",
    "footer{color:var(--muted);font-size:.875rem;padding-top:0}\n",
    ".card{background:var(--card);border:1px solid var(--edge);border-radius:10px;padding:1rem 1.25rem}\n",
    ".icon{width:1.05em;height:1.05em;fill:currentColor;flex:none;vertical-align:-.15em}\n",
    ".ink,.line,.ring{fill:none;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}.ink{stroke:var(--ink)}.line,.ring{stroke:currentColor}",
    "\n",
    ".fail{--hue:var(--fail);--ground:var(--fail-ground)}.warn{--hue:var(--warn);--ground:var(--warn-ground)}\n",
    ".unknown{--hue:var(--unknown);--ground:var(--unknown-ground)}.ok{--hue:var(--ok);--ground:var(--ok-ground)}\n",
    ".skipped{--hue:var(--skipped);--ground:var(--skipped-ground)}\n",
};

static const char *const verdict[] = {
    ".verdict{display:grid;grid-template-columns:auto 1fr auto;gap:.75rem 1.25rem;align-items:center;background:var(--card);\n",
    "border:1px solid var(--edge);border-top:5px solid var(--hue);border-radius:10px;padding:1.25rem 1.5rem;margin-bottom:1.5rem}\n",
    ".verdict>.icon{width:3.5rem;height:3.5rem;color:var(--hue)}\n",
    ".verdict .word{color:var(--hue);font-weight:700;text-transform:uppercase;letter-spacing:.06em;font-size:.875rem}\n",
    ".verdict h1,.verdict h2{font-size:1.75rem}.lead{font-size:1.0625rem}.when{color:var(--muted);font-size:.875rem}\n",
    ".counts{display:flex;flex-wrap:wrap;gap:.5rem;justify-content:flex-end;max-width:26rem}\n",
    ".counts li{background:var(--ground);color:var(--hue);border-radius:99px;padding:.25rem .75rem;font-size:.9375rem}\n",
    ".counts li a{color:inherit;text-decoration:none}.counts li a:hover{text-decoration:underline}.counts .icon{margin-right:.4em}\n",
    ".strip{grid-column:1/-1;display:flex;gap:2px;height:6px;border-radius:3px;overflow:hidden}.strip i{background:var(--hue);min-width:4px}\n",
    ".strip .skipped{opacity:.35}\n",
    ".columns{display:grid;grid-template-columns:minmax(0,1fr) 21rem;gap:1.5rem;align-items:start}\n",
    ".side{grid-column:2;grid-row:1;display:grid;gap:1rem}.body{grid-column:1;grid-row:1;display:grid;grid-template-columns:minmax(0,1fr);gap:2.",
    "25rem}\n",
    ".single,.single>.side,.single>.body{display:grid;grid-template-columns:minmax(0,1fr);grid-column:1;grid-row:auto}\n",
    ".body h2,.host .body h3{font-size:1.375rem;margin-bottom:.75rem}\n",
    ".contents ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem}\n",
    ".labels h2,.labels h3{font-size:1rem;margin-bottom:.5rem}\n",
    ".labels dl>div{padding:.4rem 0;border-top:1px solid var(--edge)}.labels dt{color:var(--muted);font-size:.8125rem}\n",
    ".labels dd{font-size:.9375rem}\n",
    ".host{margin-top:2.5rem}h1{margin-bottom:.25rem}.wide{overflow-x:auto}main>h1{margin-bottom:1rem}\n",
};

static const char *const findings[] = {
    ".group+.group{margin-top:1.5rem}.group>h3,.group>h4{font-size:1rem;color:var(--muted);margin-bottom:.5rem}\n",
    ".finding{border-left:5px solid var(--hue);margin-bottom:.75rem;display:grid;gap:.6rem}\n",
    ".finding>h4,.finding>h5{display:flex;flex-wrap:wrap;align-items:center;gap:.35rem .6rem;font-size:1.0625rem}\n",
    ".badge{display:inline-flex;align-items:center;gap:.35em;background:var(--ground);color:var(--hue);border-radius:99px;\n",
    "padding:.1rem .6rem;font-size:.8125rem;font-weight:700;text-transform:uppercase;letter-spacing:.04em}\n",
    ".id{color:var(--muted);font-weight:400;font-size:.8125rem}\n",
    ".remedy{background:var(--sunk);border-radius:8px;padding:.6rem .9rem}.label{font-size:.8125rem;font-weight:650;color:var(--muted)}\n",
    ".remedy code{background:var(--card)}\n",
    "summary{cursor:pointer;border-radius:4px}.evidence>summary{font-size:.9375rem;width:fit-content}\n",
    ".facts{display:grid;gap:.15rem;margin-top:.5rem}.facts dt{margin-top:.4rem;font-size:.875rem;color:var(--muted)}\n",
    ".facts dd{background:var(--sunk);border:1px solid var(--edge);border-radius:6px;padding:.4rem .7rem;font-size:.9375rem}\n",
    "pre{white-space:pre-wrap}\n",
    ".more{color:var(--muted);font-size:.8125rem;display:flex;flex-wrap:wrap;gap:.25rem 1rem}.command{user-select:all}\n",
    ".lines{padding:.25rem 1.25rem}.lines>li+li{border-top:1px solid var(--edge)}\n",
    ".lines summary,.alone{display:grid;grid-template-columns:1rem 3.75rem 14rem minmax(0,1fr);gap:.1rem .5rem;padding:.5rem ",
    "0;align-items:baseline;\n",
    "font-size:.9375rem}\n",
    ".lines summary{list-style:none}.lines summary::-webkit-details-marker{display:none}\n",
    ".lines summary::before,.alone::before{content:\"\";width:.45rem;height:.45rem;align-self:start;margin-top:.5em}\n",
    ".lines summary::before{border:solid var(--muted);border-width:0 2px 2px 0;transform:rotate(-45deg)}\n",
    ".lines details[open]>summary::before{transform:rotate(45deg)}\n",
    ".lines details[open]{padding-bottom:.75rem}.lines .facts,.lines .more{margin-left:1.5rem}.lines .more{margin-top:.5rem}\n",
    ".word{color:var(--hue);font-weight:650;white-space:nowrap}.word .icon{margin-right:.35em}.title{font-weight:550}.said{color:var(--muted)}\n",
    ".folded th{width:35%}.folded>summary{font-size:.9375rem}.folded table{margin-top:.75rem}\n",
    "table{border-collapse:collapse;width:100%;font-size:.875rem}th,td{text-align:left;vertical-align:top;padding:.45rem .9rem .45rem 0;\n",
    "border-top:1px solid var(--edge);font-weight:400}thead th{border-top:0;color:var(--muted);font-size:.8125rem;font-weight:650}\n",
    "caption{text-align:left;color:var(--muted);padding-bottom:.4rem}.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}",
    "\n",
};

static const char *const details[] = {
    ".proxy>h3,.proxy>h4,.bundle>h3,.bundle>h4{font-size:1rem;color:var(--muted);margin:1.25rem 0 .5rem}\n",
    ".conclusion{display:flex;gap:.6rem;margin-bottom:.75rem}.conclusion .icon{color:var(--hue);margin-top:.25em}\n",
    ".connectivity>p,.bundle>p{margin-bottom:.75rem}\n",
    ".route{display:flex;flex-wrap:wrap;align-items:stretch;gap:.75rem 3.25rem}\n",
    ".stop{position:relative;flex:1 1 9rem;background:var(--card);border:2px solid var(--hue,var(--edge));border-radius:10px;padding:.6rem .9rem}\n",
    ".stop b,.stop span{display:block}.stop span{color:var(--muted);font-size:.875rem}.stop.fail b{color:var(--hue)}\n",
    ".stop+.stop::before{content:\"\\2192\";position:absolute;right:calc(100% + .25rem);width:2.75rem;top:50%;translate:0 -50%;\n",
    "text-align:center;font-size:1.75rem;line-height:1;color:var(--muted)}.stop.broken::before{content:\"\\2717\";color:var(--fail)}\n",
    ".sources{counter-reset:source}.sources>li{position:relative;padding:.1rem 0 1.1rem 3rem;counter-increment:source}\n",
    ".sources>li::before{content:counter(source);position:absolute;left:0;top:0;width:1.9rem;height:1.9rem;line-height:1.7rem;text-align:center;\n",
    "border:2px solid var(--edge);border-radius:50%;background:var(--card);color:var(--muted);font-weight:650;z-index:0}\n",
    ".sources>.chosen::before{background:var(--hue);border-color:var(--hue);color:var(--ink)}\n",
    ".sources>li:not(:last-child)::after{content:\"\";position:absolute;left:calc(.95rem - 1px);top:2.15rem;bottom:.25rem;\n",
    "border-left:2px solid var(--edge)}.sources>li:last-child{padding-bottom:.1rem}\n",
    ".source-title{display:flex;flex-wrap:wrap;gap:.1rem .75rem;align-items:baseline}.state{color:var(--hue);font-size:.9375rem}\n",
    ".state .icon{margin-right:.35em}.chosen.ok>.source-title .state,.chosen.fail>.source-title .state{font-weight:650}\n",
    ".sources dl,.pairs{margin-top:.4rem;font-size:.9375rem}.sources dl>div,.pairs>div{display:grid;grid-template-columns:7rem minmax(0,1fr);\n",
    "gap:.25rem .75rem;padding:.15rem 0}.pairs>div{grid-template-columns:14rem minmax(0,1fr);padding:.35rem 0}.pairs>div+div{border-top:1px solid \n",
    "var(--edge)}.sources dt,.pairs dt{color:var(--muted)}.card>.pairs:first-child{margin-top:0}.ways summary{white-space:nowrap}\n",
    ".urls{margin-top:.4rem;display:grid;gap:.15rem;font-size:.8125rem}\n",
    ".legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.8125rem;color:var(--muted);margin-bottom:.5rem}\n",
    ".legend i{display:inline-block;width:.8rem;height:.8rem;border-radius:3px;margin-right:.35rem;vertical-align:-.1em}\n",
    ".p0{background:var(--p0)}.p1{background:var(--p1)}.p2{background:var(--p2)}.p3{background:var(--p3)}.p4{background:var(--p4)}\n",
    ".p5,.rest{background:var(--p5)}i.lost{background:repeating-linear-gradient(135deg,var(--fail) 0 3px,var(--fail-ground) ",
    "3px 7px)}\n",
    ".falls .result{width:9.5rem}.falls .time{width:17rem}.via,.times,.detail,.why{font-size:.8125rem;color:var(--muted)}.via{display:block}\n",
    ".why{color:var(--text)}.aside th{color:var(--muted)}.falls .result code{display:block;margin-top:.15rem}\n",
    ".fall{display:flex;height:.85rem;background:var(--sunk);border-radius:4px;overflow:hidden;margin:.25rem 0}\n",
    ".fall.cut{-webkit-mask:linear-gradient(90deg,#000 88%,transparent);mask:linear-gradient(90deg,#000 88%,transparent)}\n",
    ".fall i+i{box-shadow:-1px 0 var(--sunk)}.times b{color:var(--text);font-weight:600}\n",
    ".files .path{width:34%;font-family:var(--mono);font-size:.8125rem}.files p:empty{display:none}.collector .from{display:none}\n",
    ".collector>summary{padding:.45rem 0}.collector+.collector{border-top:1px solid var(--edge)}.collector table{margin:.25rem 0 .75rem}\n",
};

static const char *const narrow[] = {
    "@media (max-width:60rem){.columns{grid-template-columns:minmax(0,1fr)}.side,.body{grid-column:1;grid-row:auto}\n",
    ".columns{display:flex;flex-direction:column;align-items:stretch}.side{display:contents}.labels{order:2}\n",
    ".labels dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:0 1.5rem}\n",
    ".verdict{grid-template-columns:auto 1fr}.counts{grid-column:1/-1;justify-content:flex-start;max-width:none}}\n",
    "@media (max-width:40rem){main,footer{padding:1rem .75rem}.card,.verdict{padding:.85rem .9rem}.verdict>.icon{width:2.25rem;height:2.25rem}\n",
    ".verdict h1,.verdict h2{font-size:1.375rem}.verdict{gap:.75rem}.lines{padding:.25rem .9rem}\n",
    ".lines summary,.alone{grid-template-columns:1rem auto minmax(0,1fr)}.lines .said{grid-column:2/-1}\n",
    ".route{flex-direction:column;gap:2rem}.stop{flex:none}.stop+.stop::before{content:\"\\2193\";right:auto;left:0;width:100%;top:-1.05rem}\n",
    ".stop.broken::before{content:\"\\2717\"}.sources>li{padding-left:2.6rem}.pairs>div,.sources dl>div{grid-template-columns:minmax(0,1fr);gap:0}\n",
    ".falls,.files,.ways,:is(.falls,.files,.ways) :is(tbody,tr,th,td){display:block;width:auto}\n",
    ":is(.falls,.files,.ways) thead{position:absolute;clip-path:inset(50%)}:is(.falls,.files,.ways) tr{border-top:1px solid ",
    "var(--edge);padding:.6rem 0}\n",
    ":is(.falls,.files,.ways) :is(th,td){border:0;padding:.1rem 0;text-align:left}.falls :is(.result,.time){width:auto}.falls .result ",
    "code{display:inline}.files .path{width:auto}.files ",
    "td:not(:last-child){display:inline-block;margin-right:.75rem}\n",
    ".lines .facts,.lines .more{margin-left:0}.labels dl>div{display:grid;grid-template-columns:9rem 1fr;gap:.5rem}}\n",
};

/* Paper has no clicks: the evidence of what is not ok is open there. */
static const char *const paper[] = {
    "@page{margin:14mm}\n",
    "@media print{html{font-size:13px}body{background:none}main,footer{padding:0;max-width:none}.skip,.contents{display:none}\n",
    ".bar{padding:0 0 .5rem}.card,.verdict{break-inside:avoid;print-color-adjust:exact;-webkit-print-color-adjust:exact}\n",
    ".lines,.folded,.facts,.sources,.finding,.card:has(table){break-inside:auto}.lines>li,tr,.remedy,.facts ",
    "dd{break-inside:avoid}h2,h3,h4{break-after:avoid}\n",
    ".columns,.single{display:block}.labels{margin-bottom:1.5rem}.labels dl{display:grid;grid-template-columns:repeat(3,1fr);gap:0 1.25rem}\n",
    ".body{display:block}.body>section+section{margin-top:1.5rem}\n",
    ":is(.evidence,.folded,.ways details)::details-content{content-visibility:visible;block-size:auto}.lines summary::before{visibility:hidden}\n",
    ".strip,.badge,.counts li{print-color-adjust:exact;-webkit-print-color-adjust:exact}a{color:inherit;text-decoration:none}}\n",
    "@media (prefers-contrast:more){:root{--muted:var(--text);--edge:currentColor}}\n",
    "@media (forced-colors:active){.strip,.badge,.finding,.verdict{forced-color-adjust:auto}.icon{fill:CanvasText}.ink{stroke:Canvas}}\n",
};

static void write(struct text *out, const char *const *rules, size_t count)
{
    for (size_t i = 0; i < count; i++)
        text_append(out, rules[i]);
}

#define WRITE(rules) write(out, rules, sizeof(rules) / sizeof((rules)[0]))

void html_style(struct text *out)
{
    WRITE(light);
    WRITE(dark);
    WRITE(basis);
    WRITE(verdict);
    WRITE(findings);
    WRITE(details);
    WRITE(narrow);
    WRITE(paper);
}
