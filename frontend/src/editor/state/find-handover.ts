/** Keeps a search while the person goes to another page, so that it goes on there. */
import type { Uid } from "../model/types";
import type { Asked } from "./find";
import type { Session } from "./session";

/** The hit that the next page is to open. */
export interface Goal {
  readonly part: number;
  readonly line: Uid;
  readonly start: number;
  readonly end: number;
}

export interface Kept {
  readonly asked: Asked;
  readonly goal: Goal | null;
}

const KEY = "es-find";

export function keepFind(kept: Kept | null): void {
  if (kept) sessionStorage.setItem(KEY, JSON.stringify(kept));
  else sessionStorage.removeItem(KEY);
}

function read(): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

/** Opens the sheet again where the person came from a page on which it was open. */
export function resumeFind(session: Session): void {
  const kept = read();
  if (kept) session.openSheet("find", kept);
}
