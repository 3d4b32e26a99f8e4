/** Holds the page of this tab and tells the views what changed. */
import type { EditorData, LineText, Part, Uid } from "../model/types";
import { mergedOrder } from "../model/reading-order";
import { type Edit, edit, isEmpty, same } from "./changes";
import { difference } from "./difference";
import { applied, type Page, pageOf, rebased } from "./page";

/** Where a change came from: a person here, or the server. */
export type Origin = "local" | "server";
/** What the views must draw again: an edit's things, or everything. */
export type Change = Edit | "all";
type Observer = (change: Change, origin: Origin) => void;

/** What of a page's facts is told beside the changes of its lines. */
const TOLD = ["name", "title", "status", "assignee", "assignee_name"] as const;

/** The fetched page, with what was told here while it was on its way: the answer may be older. */
function upToDate(fetched: Page, asked: Page, now: Page): Page {
  const types = (key: "regionTypes" | "lineTypes") =>
    (now[key] === asked[key] ? fetched : now)[key];
  const told = TOLD.filter((key) => now.part[key] !== asked.part[key]);
  return {
    ...fetched,
    regionTypes: types("regionTypes"),
    lineTypes: types("lineTypes"),
    part: { ...fetched.part, ...Object.fromEntries(told.map((key) => [key, now.part[key]])) },
  };
}

export class Store {
  private current: Page;
  private readonly observers = new Set<Observer>();
  private readonly deletedTexts = new Map<Uid, LineText>();

  constructor(data: EditorData) {
    this.current = pageOf(data);
  }

  get page(): Page {
    return this.current;
  }

  observe(observer: Observer): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** Applies what of the edit still makes sense; returns it as it was applied. */
  apply(change: Edit, origin: Origin = "local"): Edit {
    const effective = rebased(change, this.current).change;
    if (isEmpty(effective)) return effective;
    this.rememberDeleted(effective);
    this.current = applied(this.current, effective, this.deletedTexts);
    this.tell(effective, origin);
    return effective;
  }

  /** The server's page, when it comes; nothing that was told here meanwhile is forgotten. */
  async awaited(answer: Promise<EditorData>): Promise<Page> {
    const asked = this.current;
    return upToDate(pageOf(await answer), asked, this.current);
  }

  /** Takes the server's page, to which the caller has applied what waits to be sent. */
  replace(page: Page): void {
    const { page: next, change } = difference(this.current, page);
    if (change !== "all") this.rememberDeleted(change);
    this.current = next;
    this.tell(change, "server");
  }

  /** Notes the version that the server gave a text, without touching the text. */
  setVersion(uid: Uid, layer: number, version: number): void {
    const line = this.current.lines.get(uid);
    if (!line?.text || layer !== this.current.layer) return;
    const lines = new Map(this.current.lines);
    lines.set(uid, { ...line, text: { ...line.text, version } });
    this.current = { ...this.current, lines };
  }

  /** Takes the order that the server gave the lines; those that it does not know yet stay put. */
  setOrder(order: readonly Uid[] | null): void {
    if (!order) return;
    const { lines, order: before } = this.current;
    const after = mergedOrder(
      order.filter((uid) => lines.has(uid)),
      before,
    );
    if (same(before, after)) return;
    this.current = { ...this.current, order: after };
    this.tell(edit({ order: { before, after } }), "server");
  }

  /** Takes the types of the document: their names and colours are everybody's. */
  setTypes(types: Pick<Page, "regionTypes" | "lineTypes">): void {
    this.current = { ...this.current, ...types };
    this.tell("all", "server");
  }

  /** Takes note of the page's name, status or assignee; nothing that is drawn changes. */
  describe(facts: Partial<Part>): void {
    this.current = { ...this.current, part: { ...this.current.part, ...facts } };
  }

  setRevision(revision: number): void {
    this.current = { ...this.current, part: { ...this.current.part, revision } };
  }

  private rememberDeleted(change: Edit): void {
    for (const { uid, after } of change.lines) {
      const text = this.current.lines.get(uid)?.text;
      if (after === null && text) this.deletedTexts.set(uid, text);
    }
  }

  private tell(change: Change, origin: Origin): void {
    for (const observer of this.observers) observer(change, origin);
  }
}
