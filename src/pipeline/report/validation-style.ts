/** The parts that only the report of a validation has. */
export const validationStyle = `
.vt td,.vt tbody th{vertical-align:middle}.vt tbody th{font-weight:600;overflow-wrap:anywhere;min-width:120px}.vt .hb{width:34%}
.hbar{display:block;height:12px;min-width:2px;border-radius:0 2px 2px 0;background:var(--reject)}
.ex td{overflow-wrap:anywhere}.ex td:first-child{width:96px;white-space:nowrap}.ex td:nth-child(2){width:30%;color:var(--ink2)}
.exs>.panel+.panel{margin-top:16px}.exs h3{overflow-wrap:anywhere}.more{margin:10px 0 0;font-size:14px;color:var(--ink2)}
.sc td:first-child{width:120px}.sc td{overflow-wrap:anywhere}
.method li{margin:0 0 6px;max-width:78ch}.method{padding-left:20px;margin:0}
@media screen and (max-width:860px){
.vt thead,.ex thead{display:none}.vt,.vt tbody,.vt td,.vt tbody th,.ex,.ex tbody,.ex td{display:block}
.vt tr,.ex tr{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:2px 12px;padding:10px 0;border-bottom:1px solid var(--grid)}.vt tr:last-child,.ex tr:last-child{border:0}.vt td,.vt tbody th,.ex td{border:0;padding:0;width:auto!important}
.vt tbody th{min-width:0;grid-column:1/-1}.vt .hb{grid-column:1/-1;grid-row:3;padding:4px 0}.vt td:nth-child(5){grid-column:2}.vt td:nth-child(4){grid-column:1;text-align:left}
.ex td:first-child{font-weight:600}.ex td:nth-child(2){text-align:right}.ex td:nth-child(3){grid-column:1/-1}
}
`;
