/** The parts that only the report of a dedup run has. */
export const dedupStyle = `
.flow{margin:20px 0 18px}
.eq{margin:0;padding:12px 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line);display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline;font-size:15px}
.eq b{font-weight:650;white-space:nowrap}.eq .o{color:var(--ink3);margin-right:6px}.eq span{white-space:nowrap}.eq small{color:var(--ink2);font-size:13px}.eq .ok{margin-left:auto;color:var(--ok);font-weight:600}
.tl{width:38%}td.tl,th.tl{padding-right:20px}.ph td,.rj td{vertical-align:middle}
.scale{position:relative;display:block;height:18px}.scale i{position:absolute;font-style:normal;font-size:12px;color:var(--ink3);transform:translateX(-50%);white-space:nowrap}.scale i:first-child{transform:none}.scale i:last-child{transform:translateX(-100%)}
.track{position:relative;display:block;height:12px;background:linear-gradient(var(--grid),var(--grid)) center/100% 1px no-repeat}.track b{position:absolute;top:0;height:12px;border-radius:0 2px 2px 0;background:var(--kept)}.u{color:var(--ink3)}
.hbar{display:block;height:12px;min-width:2px;border-radius:0 2px 2px 0;background:var(--reject)}.why{overflow-wrap:anywhere}
.made{margin-top:20px!important}
.tools{display:flex;gap:12px;align-items:center;margin:0 0 14px;flex-wrap:wrap}.tools input{font:inherit;font-size:15px;flex:1 1 240px;max-width:420px;min-width:0;color:var(--ink);background:var(--surface);border:1px solid var(--ink3);border-radius:6px;padding:7px 12px}.tools input::placeholder{color:var(--ink3);opacity:1}.tools output{font-size:14px;color:var(--ink2)}
.list{border-top:1px solid var(--line)}.cluster{border-bottom:1px solid var(--line)}
.cluster summary{display:flex;gap:14px;padding:12px 4px;align-items:flex-start}.cluster summary:hover{background:var(--sunk)}
.cn{flex:0 0 auto;min-width:92px;font-weight:650;text-align:right;white-space:nowrap}.cn small{font-weight:400;color:var(--ink2);font-size:13px}.ct{flex:1;min-width:0;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}.cr{flex:none;color:var(--ink2);font-size:14px}
.cluster[open] .ct{visibility:hidden}
.cb{padding:0 0 16px 28px}.pair{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr) 84px;background:var(--surface);border:1px solid var(--line);border-radius:8px;margin-bottom:10px}.side{padding:14px 18px;min-width:0}.side+.side{border-left:1px solid var(--line)}
.who{margin:0 0 6px;font-size:13px;color:var(--ink2);overflow-wrap:anywhere}.txt{display:block;line-height:1.65;overflow-wrap:anywhere}.txt i,.ct i{color:var(--ink3)}.sim{margin:0;padding:14px 14px 0 0;text-align:right;line-height:1.2}.sim b{font-size:20px;font-weight:650;display:block}.sim span{font-size:13px;color:var(--ink2)}
mark{color:var(--ins);background:var(--insBg);border-radius:3px;padding:1px 3px;font-weight:600;text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:3px;-webkit-box-decoration-break:clone;box-decoration-break:clone}mark.b{color:var(--del);background:var(--delBg);text-decoration-style:dotted}
.more{margin:4px 0 0;font-size:14px;color:var(--ink2);overflow-wrap:anywhere}.legend{font-size:14px;color:var(--ink2);margin:0 0 14px;display:flex;gap:6px 12px;flex-wrap:wrap}
.als{list-style:none;margin:0;padding:0;border-top:1px solid var(--line)}.al{display:grid;grid-template-columns:72px minmax(0,1fr) minmax(0,1fr);gap:4px 20px;padding:14px 0;border-bottom:1px solid var(--line);align-items:baseline}.al p{margin:0;overflow-wrap:anywhere}.nb{white-space:nowrap}.af{color:var(--ink2);font-size:15px}
.outs{margin-top:20px}.outs td:first-child{width:46%}.outs td:last-child,.outs th:last-child{padding-left:12px;width:22%}
.man>summary{display:flex;gap:10px;align-items:flex-start;font-size:24px;line-height:1.25;font-weight:650;letter-spacing:-.012em}.man>summary .chev{margin-top:10px}.man pre{margin:16px 0 0;padding:16px 18px;background:var(--surface);border:1px solid var(--line);border-radius:8px;font-size:13px;line-height:1.5;white-space:pre-wrap;overflow-wrap:anywhere;max-height:70vh;overflow:auto}
@media screen and (max-width:860px){
.eq{font-size:14px}.eq .ok{margin-left:0;flex-basis:100%}
.ph thead,.rj thead,.outs thead{display:none}.ph,.ph tbody,.ph td,.rj,.rj tbody,.rj td,.outs,.outs tbody,.outs td{display:block}
.ph tr,.rj tr,.outs tr{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:2px 12px;padding:8px 0;border-bottom:1px solid var(--grid)}.ph tr:last-child,.rj tr:last-child{border:0}.ph td,.rj td,.outs td{border:0;padding:0!important;width:auto!important}
.ph .tl,.rj .tl{grid-column:1/-1;grid-row:2;padding:4px 0!important}.ph td:nth-child(3),.rj td:nth-child(3){grid-row:1;grid-column:2;font-weight:600}.ph td:nth-child(n+4){font-size:13px;color:var(--ink2)}.ph td:nth-child(4){text-align:left}.rj td:nth-child(4){display:none}
.outs td:first-child{grid-column:1/-1}.outs td:nth-child(4){grid-row:2;grid-column:1;color:var(--ink2)}.outs td:nth-child(3){grid-row:2;grid-column:2}.outs td:nth-child(2){grid-row:3;grid-column:2;color:var(--ink2)}.outs td:nth-child(2):empty{display:none}
.cluster summary{flex-wrap:wrap;gap:2px 10px;padding:12px 0}.cn{min-width:0;text-align:left}.cr{margin-left:auto}.ct{order:3;flex-basis:100%;padding-left:20px;white-space:normal;display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;font-size:15px;line-height:1.45;overflow-wrap:anywhere}.cluster[open] .ct{display:none}
.cb{padding-left:0}.pair{grid-template-columns:minmax(0,1fr)}.side{padding:12px 14px}.side+.side{border-left:0;border-top:1px solid var(--line)}.sim{grid-row:1;text-align:left;padding:10px 14px 0}.sim b{display:inline;font-size:17px;margin-right:6px}
.man>summary{font-size:21px}.tools input{flex-basis:100%;max-width:none;font-size:16px}.al{grid-template-columns:minmax(0,1fr);gap:5px}dl.made{grid-template-columns:minmax(0,1fr);gap:2px}dl.made dd{margin-bottom:8px}
}
@media print{.cluster[open] .ct{visibility:visible}.man pre{max-height:none;overflow:visible}.legend{break-after:avoid}}
`;
