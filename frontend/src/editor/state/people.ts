/** The other people who have this page open, as the server last told. */
import type { Uid } from "../model/types";

export interface Person {
  readonly tab: string;
  readonly user: number;
  readonly name: string;
  /** The line that is open there. */
  readonly line: Uid | null;
  readonly typing: boolean;
}

/** White letters can be read on each of them, and each can be seen on paper. */
const COLORS = ["#8f3f9e", "#0b7285", "#b3541e", "#3b5bdb", "#66700a", "#c2255c"] as const;
const NOBODY: readonly Person[] = [];

export function colorOf({ user }: Person): string {
  return COLORS[user % COLORS.length] ?? COLORS[0];
}

/** The class that gives a chip the same colour. */
export function colorClass({ user }: Person): string {
  return `person-${user % COLORS.length}`;
}

/** The first letters of the first two words of a name. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => word !== "");
  const letters = words.slice(0, 2).map((word) => String.fromCodePoint(word.codePointAt(0) ?? 63));
  return letters.join("").toLocaleUpperCase() || "?";
}

/** What a person does, in words. */
export function deed(person: Person): string {
  const where = person.typing ? "is typing in this line" : "has this line open";
  return `${person.name} ${where}`;
}

export class People {
  private present: readonly Person[] = NOBODY;
  private lines: ReadonlyMap<Uid, readonly Person[]> = new Map();
  private readonly observers = new Set<() => void>();

  /** Everybody else on the page. */
  get others(): readonly Person[] {
    return this.present;
  }

  /** Who has the line open; the same object until that changes. */
  at(line: Uid): readonly Person[] {
    return this.lines.get(line) ?? NOBODY;
  }

  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  set(present: readonly Person[]): void {
    if (JSON.stringify(present) === JSON.stringify(this.present)) return;
    this.present = present;
    const before = this.lines;
    const lines = new Map<Uid, readonly Person[]>();
    for (const person of present) {
      if (person.line) lines.set(person.line, [...(lines.get(person.line) ?? []), person]);
    }
    for (const [line, now] of lines) {
      const old = before.get(line);
      if (old && JSON.stringify(old) === JSON.stringify(now)) lines.set(line, old);
    }
    this.lines = lines;
    for (const observer of this.observers) observer();
  }
}
