/**
 * What the person looks for: the query, its hits on this page (what is unsaved included), and the
 * hit that is looked at. Other pages are searched by the server, see `find-elsewhere.ts`.
 */
import { request } from "../../api/client";
import { findHits, fromServer, type Hit, type Query, replaced } from "../model/find";
import type { Uid } from "../model/types";
import type { Session } from "./session";

export type Scope = "page" | "document" | "project";

export interface Asked extends Query {
  readonly scope: Scope;
  readonly allLayers: boolean;
  readonly replacing: boolean;
  readonly replacement: string;
}

/** A hit of this page: its line and its number there. */
export interface Place {
  readonly line: Uid;
  readonly hit: number;
}

interface Matches {
  readonly matches: readonly {
    readonly hits: readonly (readonly [number, number])[];
    readonly inserts: readonly string[];
  }[];
}

export const NOTHING: Asked = {
  text: "",
  regex: false,
  matchCase: false,
  wholeWords: false,
  ignoreMarks: false,
  scope: "page",
  allLayers: false,
  replacing: false,
  replacement: "",
};

const TEXTS_AT_ONCE = 1000;
const NONE: readonly Hit[] = [];

/** The query in the words of the server. */
export function wired(asked: Asked): Record<string, string | boolean> {
  return {
    q: asked.text,
    regex: asked.regex,
    match_case: asked.matchCase,
    whole_words: asked.wholeWords,
    ignore_marks: asked.ignoreMarks,
    ...(asked.replacing ? { replacement: asked.replacement } : {}),
  };
}

export class Find {
  asked: Asked = NOTHING;
  /** Whether hits are marked on the page: while the sheet is open. */
  marking = false;
  current: Place | null = null;
  /** What keeps the query from being looked for. */
  trouble = "";
  /** Goes on to the next or previous page with hits; false where there is none. */
  beyond: ((step: 1 | -1) => boolean) | null = null;
  /** Hits by text, of the query that is asked now. */
  private found = new Map<string, readonly Hit[]>();
  private asking = false;

  constructor(private readonly session: Session) {
    session.store.observe(() => void this.look());
  }

  /** Takes another query, or a part of it, and looks for it on this page. */
  ask(change: Partial<Asked>): void {
    this.asked = { ...this.asked, ...change };
    this.found = new Map();
    this.trouble = "";
    this.current = null;
    void this.look();
    this.session.changed();
  }

  /** The hits of a line of this page, in the layer that is shown. */
  hitsOf(uid: Uid): readonly Hit[] {
    return (this.asked.text !== "" && this.found.get(this.textOf(uid))) || NONE;
  }

  textOf(uid: Uid): string {
    return this.session.page.lines.get(uid)?.text?.text ?? "";
  }

  /** All hits of this page, in the order of the lines. */
  get places(): Place[] {
    return this.session.page.order.flatMap((line) =>
      this.hitsOf(line).map((_hit, hit): Place => ({ line, hit })),
    );
  }

  /** Goes to the next or previous hit; past the last one on to another page, or round. */
  step(step: 1 | -1, enter: boolean): void {
    const { places } = this;
    const at = this.placeFrom(places, step);
    const next = places[at];
    if (next) this.goTo(next, enter);
    else if (!(this.asked.scope !== "page" && this.beyond?.(step))) {
      const round = places.at(step > 0 ? 0 : -1);
      if (round) this.goTo(round, enter);
    }
  }

  /** Shows a hit; with `enter` the caret goes into its line, with the hit selected. */
  goTo(place: Place, enter: boolean): void {
    const hit = this.hitsOf(place.line)[place.hit];
    this.current = place;
    if (enter && hit) this.session.openLine(place.line, [hit.start, hit.end]);
    else this.session.selection.selectLines([place.line]);
    this.session.changed();
  }

  /** Replaces these hits, or all of the page, as one step of undo; returns how many. */
  replace(only?: readonly Place[]): number {
    const places = only ?? this.places;
    const byLine = new Map<Uid, Hit[]>();
    for (const { line, hit } of places) {
      const found = this.hitsOf(line)[hit];
      if (found) byLine.set(line, [...(byLine.get(line) ?? []), found]);
    }
    const texts = [...byLine].map(([uid, hits]): [Uid, string] => [
      uid,
      replaced(this.textOf(uid), hits),
    ]);
    this.session.writing.put(texts);
    return places.length;
  }

  /** The place in the list from which a step goes on, beside the line that is open. */
  private placeFrom(places: readonly Place[], step: 1 | -1): number {
    const { current } = this;
    const same = places.findIndex(({ line, hit }) => line === current?.line && hit === current.hit);
    if (same >= 0) return same + step;
    const { order } = this.session.page;
    const from = order.indexOf(current?.line ?? this.session.selection.current ?? "");
    if (from < 0) return step > 0 ? 0 : places.length - 1;
    const isBefore = ({ line }: Place) => order.indexOf(line) < from;
    const before = places.filter(isBefore).length;
    return step > 0 ? before : before - 1;
  }

  /** Looks into the texts of the page that are not known yet. */
  private async look(): Promise<void> {
    const { asked, found } = this;
    if (asked.text === "" || this.trouble !== "") return;
    const texts = this.unknown;
    if (!asked.regex) {
      for (const text of texts) found.set(text, findHits(text, asked, asked.replacement));
    } else if (texts.length > 0 && !this.asking) {
      await this.lookFor(texts.slice(0, TEXTS_AT_ONCE));
    }
  }

  private get unknown(): string[] {
    const texts = new Set<string>();
    for (const { text } of this.session.page.lines.values()) {
      if (text?.text && !this.found.has(text.text)) texts.add(text.text);
    }
    return [...texts];
  }

  private async lookFor(texts: readonly string[]): Promise<void> {
    const { asked, found } = this;
    const { search } = this.session.bootstrap.urls;
    if (!search) return;
    this.asking = true;
    try {
      const body = { ...wired({ ...asked, replacing: true }), texts };
      const { matches } = await request<Matches>("POST", `${search}match/`, body);
      for (const [index, match] of matches.entries()) {
        const text = texts[index] ?? "";
        found.set(text, fromServer(text, match.hits, match.inserts));
      }
    } catch (error) {
      if (asked === this.asked) this.trouble = words(error);
    }
    this.asking = false;
    this.session.changed();
    if (this.trouble === "") await this.look();
  }
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : "The search did not work. Try again.";
}
