/** The parts that only the report of drift has. */
export const driftStyle = `
.cols td,.cols tbody th{vertical-align:middle}.cols tbody th a{font-weight:600;overflow-wrap:anywhere}
.cols tbody th{min-width:150px}.cols .why{color:var(--ink2);overflow-wrap:anywhere}.cols .eff{width:22%;min-width:120px}
.meter{position:relative;display:block;height:12px;background:var(--sunk)}.meter b{position:absolute;inset:0 auto 0 0;background:var(--kept);border-radius:0 2px 2px 0}.meter b.over{background:var(--exact)}.meter i{position:absolute;top:-3px;bottom:-3px;left:50%;width:1.5px;background:var(--ink)}
.legend{font-size:14px;color:var(--ink2);margin:0 0 14px;display:flex;gap:6px 20px;flex-wrap:wrap}.legend .key{vertical-align:-1px}
.key.ref{background:var(--mute);border:1px solid var(--ink3)}.key.cur{height:3px;width:16px;background:var(--kept);vertical-align:4px;border-radius:0}
.pairs{display:grid;grid-template-columns:1fr 1fr;gap:24px}.pairs>.panel{min-width:0}
.panel h3{overflow-wrap:anywhere}.panel h3 .flag{margin-left:8px;vertical-align:1px}
.pairs .plot{margin-top:4px}.pairs dl.kv{margin-top:12px}
.rest>summary{display:inline-flex;gap:8px;color:var(--link)}.rest[open]>summary{margin-bottom:16px}
.method li{margin:0 0 6px;max-width:78ch}.method{padding-left:20px;margin:0}
@media screen and (max-width:1120px){.pairs{grid-template-columns:minmax(0,1fr)}}
@media screen and (max-width:860px){
.cols thead{display:none}.cols,.cols tbody,.cols td,.cols tbody th{display:block}.cols tr{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:2px 12px;padding:10px 0;border-bottom:1px solid var(--grid)}.cols tr:last-child{border:0}.cols td,.cols tbody th{border:0;padding:0;width:auto}
.cols tbody th{min-width:0}.cols .eff{grid-column:1/-1;grid-row:2;width:auto;padding:4px 0}.cols .why{grid-column:1/-1}.pairs{gap:16px}
}
`;
