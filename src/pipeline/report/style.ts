import { customProperties, dark, fates, light, type Tokens } from "./tokens.ts";

const lightProperties = customProperties(light);
const darkProperties = customProperties(dark);
const print: Tokens = { ...light, bg: "#ffffff" };

const marks = [...fates, "bg", "ink3", "mute", "surface"]
  .map((name) => `.f-${name}{fill:var(--${name})}.s-${name}{stroke:var(--${name})}`)
  .concat(fates.map((name) => `.b-${name}{background:var(--${name})}`))
  .join("");

/** What every report looks like: colours, type, space, and the parts they share. */
export const pageStyle = `
:root{color-scheme:light;${lightProperties}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${darkProperties}}}
:root[data-theme=dark]{color-scheme:dark;${darkProperties}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{-webkit-text-size-adjust:100%;scroll-padding-top:64px;scroll-behavior:smooth}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 "Segoe UI",Roboto,"Helvetica Neue",Arial,system-ui,sans-serif;font-variant-numeric:tabular-nums}
code,pre{font-family:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.875em}
code{overflow-wrap:anywhere}
a{color:var(--link);text-underline-offset:3px;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:3px}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999px}.skip:focus{left:16px;top:12px;z-index:9;background:var(--surface);padding:8px 12px}
.wrap{max-width:1120px;margin:0 auto;padding:0 24px}
.bar{position:sticky;top:0;z-index:5;background:var(--bg);border-bottom:1px solid var(--line)}
.bar .wrap{display:flex;align-items:center;gap:20px;height:52px}
.mark{display:flex;align-items:center;gap:9px;font-weight:650;letter-spacing:-.01em;white-space:nowrap}.mark svg{display:block}.mark span{font-weight:400;color:var(--ink2)}
.bar nav{display:flex;gap:18px;margin-left:auto;font-size:14px}
.bar nav a{color:var(--ink2);text-decoration:none;white-space:nowrap}.bar nav a:hover{color:var(--ink);text-decoration:underline}
button{font:inherit;color:inherit;cursor:pointer}
.btn{border:1px solid var(--line);background:var(--surface);border-radius:6px;padding:5px 12px;font-size:14px;line-height:20px;color:var(--ink);white-space:nowrap}
.btn:hover{border-color:var(--ink3)}
.sample{font-size:12px;font-weight:600;letter-spacing:.04em;color:var(--warn);background:var(--warnBg);border-radius:4px;padding:2px 8px;white-space:nowrap}
header.top{padding:44px 0 8px}
.eyebrow{margin:0 0 10px;color:var(--ink2);font-size:14px;display:flex;flex-wrap:wrap;gap:4px 14px;align-items:center}.eyebrow>*{min-width:0;overflow-wrap:anywhere}
h1{font-size:40px;line-height:1.12;letter-spacing:-.022em;font-weight:650;margin:0 0 12px;text-wrap:balance;max-width:24ch}
.lede{font-size:18px;line-height:1.5;color:var(--ink2);max-width:66ch;margin:0;text-wrap:pretty}
section{padding:44px 0 0}
h2{font-size:24px;line-height:1.25;letter-spacing:-.012em;font-weight:650;margin:0 0 4px}
h3{font-size:16px;line-height:1.35;font-weight:650;margin:0 0 2px}
.sub{color:var(--ink2);margin:0 0 16px;max-width:78ch;text-wrap:pretty;overflow-wrap:anywhere}
.sub:last-child{margin-bottom:0}
h3+.sub{font-size:14px;line-height:1.45;margin-bottom:12px}
.panel{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:24px}
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 24px}.two>.panel{min-width:0;display:grid;grid-row:span 4;grid-template-rows:subgrid;grid-template-columns:minmax(0,1fr)}
.alone>.panel{display:grid;grid-template-columns:minmax(0,1fr) 474px;gap:0 48px;grid-template-rows:auto auto 1fr}.alone .plot{grid-column:2;grid-row:1/4}.alone .nums{grid-column:1/-1}
.facts{display:grid;grid-template-columns:repeat(6,1fr);margin:16px 0 0;border-bottom:1px solid var(--line)}
.facts>div{padding:14px 16px 14px 0;min-width:0}.facts dt{font-size:13px;color:var(--ink2);margin:0}
.facts dd{margin:0;font-size:22px;line-height:1.3;font-weight:600;letter-spacing:-.01em;white-space:nowrap}
.facts dd small{font-size:13px;font-weight:400;color:var(--ink2);letter-spacing:0;display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;overflow:hidden;line-height:1.35;white-space:normal;overflow-wrap:anywhere}
.plot svg{display:block;max-width:100%;height:auto;overflow:visible}.plot .medium,.plot .narrow{display:none}.narrow svg{width:100%;max-width:430px}
svg text{font-size:12px;fill:var(--ink2)}svg .tk{fill:var(--ink3)}svg .lab{fill:var(--ink);font-weight:600}svg .big{font-size:20px;font-weight:650;letter-spacing:-.01em;fill:var(--ink)}
svg .on{fill:var(--keptInk);font-weight:600}svg .quiet{font-weight:400}svg .look{fill:var(--warn);font-weight:600}
svg .g{stroke:var(--grid);stroke-width:1}svg .ax{stroke:var(--ink3);stroke-width:1}svg .rule{stroke:var(--ink);stroke-width:1.5}
.nofill{fill:none}
${marks}
table{border-collapse:collapse;width:100%;font-size:14px;line-height:1.4}
th{text-align:left;font-weight:500;color:var(--ink2);padding:6px 12px 6px 0;border-bottom:1px solid var(--line);vertical-align:bottom}
td,tbody th{padding:7px 12px 7px 0;border-bottom:1px solid var(--grid);vertical-align:top}
tbody th{font-weight:400;color:var(--ink)}
tr:last-child>td,tbody tr:last-child>th{border-bottom:0}.num{text-align:right;white-space:nowrap}th:last-child,td:last-child{padding-right:0}
details>summary{cursor:pointer;list-style:none}details>summary::-webkit-details-marker{display:none}
.chev{flex:none;width:10px;height:10px;margin-top:7px;transition:transform .15s}details[open]>summary .chev{transform:rotate(90deg)}
.nums{margin-top:14px;font-size:14px;border-top:1px solid var(--grid);padding-top:10px}.nums>summary{display:inline-flex;gap:8px;color:var(--ink2)}.nums>summary:hover{color:var(--ink);text-decoration:underline}.nums .chev{margin-top:6px}
.scroll{max-height:340px;overflow:auto;margin-top:8px;padding-right:12px}.scroll thead th{position:sticky;top:0;background:var(--surface)}
.flag{font-size:13px;font-weight:600;white-space:nowrap;border-radius:4px;padding:2px 7px}.flag.warn{color:var(--warn);background:var(--warnBg)}.flag.info{color:var(--ink2);background:var(--sunk)}
footer{margin:56px 0 0;padding:20px 0 40px;border-top:1px solid var(--line);color:var(--ink2);font-size:14px}
dl.kv{display:grid;grid-template-columns:minmax(110px,max-content) minmax(0,1fr);gap:5px 20px;margin:0;font-size:14px;line-height:1.45}dl.kv dt{color:var(--ink2)}dl.kv dd{margin:0;overflow-wrap:anywhere;min-width:0}
.key{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:7px;vertical-align:-1px}
@media screen and (max-width:1120px){.flow .wide{display:none}.flow .medium{display:block}.facts{grid-template-columns:repeat(3,1fr)}.facts>div:nth-child(n+4){border-top:1px solid var(--grid)}}
@media screen and (max-width:1120px){.two,.alone>.panel{grid-template-columns:minmax(0,1fr);gap:0}.two>.panel+.panel{margin-top:16px}.alone .plot{grid-column:1;grid-row:auto}}
@media screen and (max-width:860px){
.wrap{padding:0 16px}.bar nav{display:none}.bar .btn{margin-left:auto}
.facts{grid-template-columns:repeat(2,1fr)}.facts>div{padding:10px 12px 10px 0}.facts>div:nth-child(n+3){border-top:1px solid var(--grid)}
header.top{padding-top:28px}h1{font-size:30px}.lede{font-size:16px}section{padding-top:36px}h2{font-size:21px}.panel{padding:16px 15px}
.plot .wide,.plot .medium{display:none}.plot .narrow{display:block}
}
@media (prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important;scroll-behavior:auto!important}}
@media print{
:root,:root[data-theme],:root:not([data-theme=light]){color-scheme:light;${customProperties(print)}}
@page{size:A4;margin:14mm 12mm}body{font-size:10.5pt}.wrap{padding:0;max-width:none}
.two,.alone>.panel{grid-template-columns:minmax(0,1fr)}.two>.panel+.panel{margin-top:14px}.alone .plot{grid-column:1;grid-row:auto}
.facts dd{font-size:17px}h1{font-size:28px}header.top{padding-top:16px}.panel{padding:14px 16px}
.plot .wide svg{width:100%;max-width:560px}.flow .wide{display:none}.flow .medium{display:block}.flow .medium svg{max-width:100%}.bar{position:static}
.bar nav,.btn,.tools,.skip,.nums:not([open]){display:none!important}.scroll{max-height:none;overflow:visible}
.panel,tr,.pair,.flow{break-inside:avoid}section{padding-top:20pt}h2,h3,.sub{break-after:avoid}a{color:inherit}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`;
