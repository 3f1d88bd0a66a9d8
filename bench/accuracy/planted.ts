import { randomU32 } from "../support/kernel-bench.ts";
import { textOf, vocabulary } from "../support/vocabulary.ts";

export const scripts = ["ascii", "cjk", "emoji", "combining", "code"] as const;
export type Script = (typeof scripts)[number];

export const edits = ["insert", "delete", "substitute", "prefix", "truncate", "reorder"] as const;
export type Edit = (typeof edits)[number];

export interface PlantedRow {
  readonly text: string;
  readonly script: Script;
  /** How the row came from its base, if it did. */
  readonly edit?: Edit | "chain";
}

type Below = (limit: number) => number;

const HAN =
  "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严";
const FACES = ["😀", "😁", "👍🏽", "🤖", "🚀", "👩‍🔬", "❤️", "🇫🇷", "🦾", "✨"];
const MARKS = ["\u0301", "\u0300", "\u0308", "\u0303", "\u0323", "\u0327"];
const CODE = [
  "for (let i = 0; i < @; i++) {",
  "  const @ = @.map((x) => x * @);",
  "  if (@ === undefined) return @;",
  "  this.#@ = await @(@, { @: @ });",
  "}",
  "def @(self, @):",
  "    return np.@(@, axis=@)",
  "@ = rospy.Publisher('/@', @, queue_size=@)",
  "assert @ > 0, f'@ is {@}'",
];

/** Writes texts of each script, as units that edits move. */
class Author {
  readonly #below: Below;
  readonly #names = vocabulary(randomU32(0xc0ffee));

  constructor(below: Below) {
    this.#below = below;
  }

  /** Between 80 and 900 characters or so. */
  text(script: Script): string[] {
    const length = 80 + this.#below(820);
    const units: string[] = [];
    for (let size = 0; size < length;) {
      const unit = this.unit(script);
      units.push(unit);
      size += unit.length;
    }
    return units;
  }

  unit(script: Script): string {
    switch (script) {
      case "ascii":
        return `${this.#word()} `;
      case "cjk":
        return this.#pick([...HAN]) + (this.#below(15) === 0 ? "，" : "");
      case "emoji":
        return this.#below(3) === 0 ? `${this.#pick(FACES)} ` : `${this.#word()} `;
      case "combining":
        return `${[...this.#word()].map((c) => (this.#below(4) === 0 ? c + this.#pick(MARKS) : c)).join("")} `;
      case "code":
        return `${this.#pick(CODE).replaceAll("@", () => this.#word().replaceAll(/[^a-z]/g, ""))}\n`;
      default:
        return script satisfies never;
    }
  }

  /** `share` of the units are edited. */
  edit(units: readonly string[], script: Script, edit: Edit, share: number): string[] {
    const many = Math.max(1, Math.round(units.length * share));
    const copy = [...units];
    switch (edit) {
      case "insert":
        for (let i = 0; i < many; i++) copy.splice(this.#below(copy.length), 0, this.unit(script));
        return copy;
      case "delete":
        for (let i = 0; i < many; i++) copy.splice(this.#below(copy.length), 1);
        return copy;
      case "substitute":
        for (let i = 0; i < many; i++) copy[this.#below(copy.length)] = this.unit(script);
        return copy;
      case "prefix":
        return [...Array.from({ length: many }, () => this.unit(script)), ...copy];
      case "truncate":
        return copy.slice(0, -many);
      case "reorder": {
        // Two runs change places: only what spans their ends is new.
        for (let i = 0; i < Math.ceil(many / 4); i++) {
          const cut = copy.splice(this.#below(copy.length), 1 + this.#below(8));
          copy.splice(this.#below(copy.length), 0, ...cut);
        }
        return copy;
      }
      default:
        return edit satisfies never;
    }
  }

  #word(): string {
    const word = textOf(this.#names, [this.#names.next(this.#below(2 ** 24) / 2 ** 24)]);
    return word.replaceAll(/[^a-z]/g, "");
  }

  #pick(from: readonly string[]): string {
    return from[this.#below(from.length)]!;
  }
}

/** Links of a version chain: the ends are less alike than any neighbours. */
const LINKS = 8;

/**
 * For each script and edit, `pairs` texts with an edited copy; chains of versions; texts alone. In
 * an order that says nothing. The same for a seed.
 */
export function plantedRows(pairs: number, seed: number): PlantedRow[] {
  const random = randomU32(seed);
  const below: Below = (limit) => random() % limit;
  const author = new Author(below);
  const rows: PlantedRow[] = [];
  for (const script of scripts) {
    for (const edit of edits) {
      for (let pair = 0; pair < pairs; pair++) {
        const base = author.text(script);
        const share = 0.002 + (0.09 * below(2 ** 16)) / 2 ** 16;
        rows.push({ text: base.join(""), script });
        rows.push({ text: author.edit(base, script, edit, share).join(""), script, edit });
      }
    }
    for (let chain = 0; chain < Math.ceil(pairs / 4); chain++) {
      let version = author.text(script);
      rows.push({ text: version.join(""), script });
      for (let link = 1; link < LINKS; link++) {
        version = author.edit(version, script, edits[below(3)]!, 0.02);
        rows.push({ text: version.join(""), script, edit: "chain" });
      }
    }
    for (let alone = 0; alone < 2 * pairs; alone++) {
      rows.push({ text: author.text(script).join(""), script });
    }
  }
  for (let i = rows.length - 1; i > 0; i--) {
    const other = below(i + 1);
    [rows[i], rows[other]] = [rows[other]!, rows[i]!];
  }
  return rows;
}
