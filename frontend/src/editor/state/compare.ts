/** Another layer beside the one that is shown: where they differ, and what to take from it. */
import { request } from "../../api/client";
import { distance, sameWords } from "../model/char-diff";
import { plainText } from "../model/markup";
import type { LineText, Uid } from "../model/types";
import { type Edit, edit, type TextPatch } from "./changes";
import type { Page } from "./page";
import type { Session } from "./session";

/** How the texts of a line stand to each other; `encoding`: the same letters, written otherwise. */
export type Relation = "same" | "encoding" | "different";

interface Answer {
  readonly layer: number;
  readonly texts: Readonly<Record<Uid, LineText>>;
}

export interface Likeness {
  /** Characters that differ, in the share of the characters of the layer that is shown. */
  readonly cer: number;
  readonly lines: number;
}

/** What error rates are counted in, as the server counts them. */
function codePoints(text: string): string[] {
  return Array.from(plainText(text).normalize());
}

export class Compare {
  private chosen: number | null = null;
  private texts: ReadonlyMap<Uid, LineText> = new Map();
  private asked = 0;
  private measured: { page: Page; texts: unknown; found: Likeness } | null = null;
  private readonly counted = new Map<Uid, { ours: string; theirs: string; edits: number }>();

  constructor(
    private readonly session: Session,
    private readonly get: (url: string) => Promise<unknown> = (url) => request("GET", url),
  ) {}

  /** The layer that is compared with, unless it is the one that is shown. */
  get layer(): number | null {
    return this.chosen === this.session.page.layer ? null : this.chosen;
  }

  get name(): string {
    return this.session.page.layers.find(({ id }) => id === this.layer)?.name ?? "";
  }

  /** Compares with a layer, and with the same one on the next page; `null` ends it. */
  async show(layer: number | null): Promise<void> {
    const { preferences, page } = this.session;
    preferences.set("editor.compare", { document: page.document.id, layer: layer ?? 0 });
    await this.load(layer);
  }

  /** Goes on with the layer that was compared with on another page of this document. */
  async resume(): Promise<void> {
    const { preferences, page } = this.session;
    const { document, layer } = preferences.get("editor.compare");
    const there = document === page.document.id && page.layers.some(({ id }) => id === layer);
    if (there) await this.load(layer);
  }

  /** Reads the other layer again, when somebody or a job wrote texts of it. */
  async textsSeen(layer: number): Promise<void> {
    if (layer === this.chosen) await this.load(layer);
  }

  theirs(uid: Uid): string {
    return this.texts.get(uid)?.text ?? "";
  }

  relation(uid: Uid): Relation {
    if (this.layer === null) return "same";
    const [ours, theirs] = [this.ours(uid), this.theirs(uid)];
    if (ours === theirs) return "same";
    return sameWords(ours, theirs) ? "encoding" : "different";
  }

  /** The other text to show beside ours; `null` where they are the same. */
  beside(uid: Uid): string | null {
    return this.relation(uid) === "same" ? null : this.theirs(uid);
  }

  /** The lines that say something else, in reading order. */
  get different(): Uid[] {
    return this.session.page.order.filter((uid) => this.relation(uid) === "different");
  }

  /** Whether there is anything to take: other words, or the same in another encoding. */
  get differs(): boolean {
    return this.session.page.order.some((uid) => this.relation(uid) !== "same");
  }

  /** Opens the next (1) or previous (-1) line that differs, from the current one on. */
  step(direction: 1 | -1): boolean {
    const { page, selection } = this.session;
    const at = selection.current ? page.order.indexOf(selection.current) : -1;
    const places = this.different.map((uid) => page.order.indexOf(uid));
    const found =
      direction === 1
        ? places.find((place) => place > at)
        : places.findLast((place) => at === -1 || place < at);
    const uid = found === undefined ? undefined : page.order[found];
    if (!uid) return false;
    this.session.openLine(uid);
    return true;
  }

  /** The whole page: share of characters that differ, without markup. */
  likeness(): Likeness {
    const { page } = this.session;
    if (this.measured?.page === page && this.measured.texts === this.texts) {
      return this.measured.found;
    }
    let [edits, length, lines] = [0, 0, 0];
    for (const uid of page.order) {
      length += codePoints(this.ours(uid)).length;
      if (this.relation(uid) !== "different") continue;
      edits += this.edits(uid);
      lines += 1;
    }
    const cer = length > 0 ? Math.min(1, edits / length) : Math.min(1, edits);
    this.measured = { page, texts: this.texts, found: { cer, lines } };
    return this.measured.found;
  }

  takeLine(uid: Uid): void {
    this.take([uid]);
  }

  /** All lines that differ and have text in the other layer, as one step of undo. */
  takePage(): void {
    this.take(this.session.page.order.filter((uid) => this.theirs(uid) !== ""));
  }

  /** Puts a piece of the other text in the place of a piece of ours. */
  takeWord(uid: Uid, from: number, to: number, theirs: string): void {
    const ours = this.ours(uid);
    const after = ours.slice(0, from) + theirs + ours.slice(to);
    if (after === this.theirs(uid)) this.take([uid]);
    else this.commit([uid], () => after, false);
  }

  private take(uids: readonly Uid[]): void {
    this.commit(uids, (uid) => this.theirs(uid), true);
  }

  private commit(uids: readonly Uid[], after: (uid: Uid) => string, whole: boolean): void {
    const { page } = this.session;
    const [layer, from] = [page.layer, this.layer];
    if (layer === null || from === null) return;
    const texts = uids.flatMap((uid): TextPatch[] => {
      const text = page.lines.get(uid)?.text;
      const before = text?.text ?? "";
      const patch = { line: uid, layer, before, after: after(uid), base: text?.version ?? 0 };
      if (!page.lines.has(uid) || before === patch.after) return [];
      return [whole ? { ...patch, from } : patch];
    });
    const change: Edit = edit({ texts });
    this.session.commit(change);
    if (whole) void this.session.readAgain(texts.map(({ line }) => line));
  }

  private async load(layer: number | null): Promise<void> {
    const asked = (this.asked += 1);
    const url = this.session.bootstrap.urls.texts;
    this.chosen = layer;
    if (layer === null || !url) {
      this.texts = new Map();
      this.session.changed();
      return;
    }
    try {
      const answer = (await this.get(`${url}?layer=${layer}`)) as Answer;
      if (asked !== this.asked) return;
      this.texts = new Map(Object.entries(answer.texts));
      this.session.changed();
    } catch {
      if (asked !== this.asked) return;
      this.chosen = null;
      this.session.say("The other layer could not be read now. Choose it again to retry.");
    }
  }

  private ours(uid: Uid): string {
    return this.session.page.lines.get(uid)?.text?.text ?? "";
  }

  /** The edits of a line; measured again only when one of its texts changed. */
  private edits(uid: Uid): number {
    const [ours, theirs] = [this.ours(uid), this.theirs(uid)];
    const known = this.counted.get(uid);
    if (known?.ours === ours && known.theirs === theirs) return known.edits;
    const edits = distance(codePoints(ours), codePoints(theirs));
    this.counted.set(uid, { ours, theirs, edits });
    return edits;
  }
}
