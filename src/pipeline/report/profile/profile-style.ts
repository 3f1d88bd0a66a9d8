const scales = [
  ...Array.from({ length: 6 }, (_, i) => `seq${i}`),
  ...Array.from({ length: 9 }, (_, i) => `div${i}`),
]
  .map((name) => `.f-${name}{fill:var(--${name})}.k-${name}{background:var(--${name})}`)
  .join("");

/** The parts that only the report of a profile has. */
export const profileStyle = `
.paths{margin:0;padding-left:18px;font-size:14px;color:var(--ink2)}.paths li{overflow-wrap:anywhere;margin:0 0 4px}
${scales}
.lede{overflow-wrap:anywhere}.s-bad{stroke:var(--bad)}.s-ink{stroke:var(--ink)}
.flag.bad{color:var(--bad);background:var(--badBg)}.flag.ok{color:var(--ok);background:var(--okBg)}.flag.info{color:var(--ink2);background:var(--sunk)}
.alerts{list-style:none;margin:0;padding:0;border-top:1px solid var(--line)}.al{display:grid;grid-template-columns:76px minmax(0,1.5fr) minmax(0,1fr);gap:4px 20px;padding:14px 0;border-bottom:1px solid var(--line)}.al p{margin:0;overflow-wrap:anywhere}.at{font-weight:600}.at code{font-weight:600}.ad,.af{color:var(--ink2);font-size:14px;line-height:1.5}.af{padding-top:2px}
.ct td{vertical-align:middle}.ct .cs{padding-left:28px;width:148px}.ct th:nth-child(5){padding-left:28px}.sp{width:120px;height:26px}.sp svg{width:100%;height:100%;display:block}.ct .ctype{color:var(--ink2);overflow-wrap:anywhere}.ct .cname{overflow-wrap:anywhere;min-width:120px}.cf .flag{display:inline-block;margin:1px 4px 1px 0;white-space:normal}
.col{margin-top:24px}.chead{display:flex;align-items:baseline;gap:4px 12px;flex-wrap:wrap;min-width:0}.chead h3{font-size:18px;overflow-wrap:anywhere;min-width:0}.ty{font-size:13px;color:var(--ink2);overflow-wrap:anywhere}.say{margin:2px 0 18px;color:var(--ink2);max-width:80ch;overflow-wrap:anywhere}
.cbody{display:grid;grid-template-columns:200px minmax(0,1fr);gap:36px}.st{margin:0;font-size:14px}.st>div{display:flex;justify-content:space-between;gap:12px;padding:5px 0;border-bottom:1px solid var(--grid)}.st>div:last-child{border:0}.st dt{color:var(--ink2)}.st dd{margin:0;text-align:right;font-weight:500;overflow-wrap:anywhere;min-width:0}
.cplots{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:28px;min-width:0}.cplots>div{min-width:0}.cplots>.full{grid-column:1/-1}.cplots h4{font-size:14px;font-weight:600;margin:0 0 8px}.full .narrow svg{max-width:430px}
.dims{display:grid;grid-template-columns:repeat(auto-fill,minmax(112px,1fr));gap:18px 14px}.dim{min-width:0}.dim svg{display:block;width:100%;height:46px;border-bottom:1px solid var(--line)}.jn{margin:5px 0 0;font-size:13px;line-height:1.3;font-weight:500}.jv{margin:0;font-size:12px;color:var(--ink3);line-height:1.5;overflow-wrap:anywhere}.jv .flag{font-size:12px;padding:1px 5px;margin-left:-2px;white-space:normal;display:inline-block;line-height:1.35}.more{margin:16px 0 0;font-size:14px;color:var(--ink2)}
.bars td,.bars th{border:0;padding:4px 10px 4px 0;vertical-align:middle;color:var(--ink);font-weight:400}.bars th{width:46%;padding-left:0;line-height:1.35;overflow-wrap:anywhere}.full .bars th{width:30%}.hb{display:block;height:14px;min-width:40px}.hb b{display:block;height:14px;min-width:1px;background:var(--kept);border-radius:0 2px 2px 0}.hb b.mu{background:var(--mute)}.hb b.two{background:var(--exact);margin-top:2px;height:6px}.bars .num{width:1%}.bars .p{color:var(--ink2)}.bars td:last-child{padding-right:0}
.lg{display:flex;flex-wrap:wrap;align-items:center;gap:4px 2px;font-size:13px;color:var(--ink2);margin:12px 0 0}.lg i{display:inline-block;width:22px;height:12px}.lg span{margin:0 8px 0 0}.lg i+span{margin-left:8px}.lg span i{width:14px;height:14px;border-radius:2px;vertical-align:-2px;margin-right:6px}.lg span:has(i){margin-right:14px}
.wl{display:grid;gap:24px;align-items:start;grid-template-columns:minmax(0,1.15fr) minmax(0,1fr)}.wl>.panel{min-width:0}.wl td,.wl tbody th{overflow-wrap:anywhere}
.pair2{display:inline-block;width:12px;height:12px;border-radius:2px;vertical-align:-1px;margin:0 6px 0 0}.k-kept{background:var(--kept)}.k-exact{background:var(--exact)}
.kv2{margin-top:0}details.man>summary{display:flex;gap:10px;align-items:flex-start;font-size:24px;line-height:1.25;font-weight:650;letter-spacing:-.012em}details.man>summary .chev{margin-top:10px}details.man dl{margin-top:16px}
@media print{.cbody{grid-template-columns:150px minmax(0,1fr);gap:20px}.cplots{grid-template-columns:minmax(0,1fr)}.dims{gap:10px 8px}.col{break-inside:auto}}
@media screen and (max-width:1120px){.cplots{grid-template-columns:minmax(0,1fr)}.wl{display:grid;gap:24px;align-items:start;grid-template-columns:minmax(0,1fr)}}
@media screen and (max-width:860px){.al{grid-template-columns:minmax(0,1fr);gap:5px}.cbody{grid-template-columns:minmax(0,1fr);gap:18px}.st{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);column-gap:20px}
.ct thead{display:none}.ct,.ct tbody{display:block}.ct tr{display:grid;grid-template-columns:minmax(0,1fr) 96px;gap:0 12px;padding:9px 0;border-bottom:1px solid var(--grid)}.ct td{display:block;border:0;padding:0;text-align:left;min-width:0}.ct .cs{grid-column:2;grid-row:1/3;padding:0;width:auto}.ct .sp{width:96px;height:36px}.ctype{font-size:13px}.ct .cm,.ct .cd{display:none}.ct .cf:empty{display:none}.ct .cf{grid-column:1/-1;padding-top:4px}
.dims{grid-template-columns:repeat(auto-fill,minmax(84px,1fr));gap:12px}.dim svg{height:40px}.bars .p{display:none}.bars th,.full .bars th{width:52%}details.man>summary{font-size:21px}}
`;
