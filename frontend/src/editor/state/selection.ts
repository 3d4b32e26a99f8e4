/** What is selected, which line is being read, and what the pointer is over. */
import type { Uid } from "../model/types";

type Observer = () => void;
const NONE: ReadonlySet<Uid> = new Set();

export class Selection {
  private chosenLines: ReadonlySet<Uid> = NONE;
  private chosenRegions: ReadonlySet<Uid> = NONE;
  private currentLine: Uid | null = null;
  private hovered: Uid | null = null;
  private readonly observers = new Set<Observer>();

  get lines(): ReadonlySet<Uid> {
    return this.chosenLines;
  }

  get regions(): ReadonlySet<Uid> {
    return this.chosenRegions;
  }

  /** The line whose text is open in the list. */
  get current(): Uid | null {
    return this.currentLine;
  }

  get hover(): Uid | null {
    return this.hovered;
  }

  observe(observer: Observer): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** Selects lines only; the last of them becomes the current one. */
  selectLines(uids: readonly Uid[]): void {
    this.chosenLines = new Set(uids);
    this.chosenRegions = NONE;
    this.currentLine = uids.at(-1) ?? this.currentLine;
    this.tell();
  }

  selectRegions(uids: readonly Uid[]): void {
    this.chosenRegions = new Set(uids);
    this.chosenLines = NONE;
    this.tell();
  }

  toggleLine(uid: Uid): void {
    this.chosenLines = toggled(this.chosenLines, uid);
    if (this.chosenLines.has(uid)) this.currentLine = uid;
    this.tell();
  }

  toggleRegion(uid: Uid): void {
    this.chosenRegions = toggled(this.chosenRegions, uid);
    this.tell();
  }

  clear(): void {
    this.chosenLines = NONE;
    this.chosenRegions = NONE;
    this.tell();
  }

  setHover(uid: Uid | null): void {
    if (uid === this.hovered) return;
    this.hovered = uid;
    this.tell();
  }

  /** Forgets what is no longer on the page. */
  keepOnly(lines: ReadonlyMap<Uid, unknown>, regions: ReadonlyMap<Uid, unknown>): void {
    this.chosenLines = new Set([...this.chosenLines].filter((uid) => lines.has(uid)));
    this.chosenRegions = new Set([...this.chosenRegions].filter((uid) => regions.has(uid)));
    if (this.currentLine && !lines.has(this.currentLine)) this.currentLine = null;
    if (this.hovered && !lines.has(this.hovered) && !regions.has(this.hovered)) this.hovered = null;
    this.tell();
  }

  private tell(): void {
    for (const observer of this.observers) observer();
  }
}

function toggled(set: ReadonlySet<Uid>, uid: Uid): ReadonlySet<Uid> {
  const next = new Set(set);
  if (!next.delete(uid)) next.add(uid);
  return next;
}
