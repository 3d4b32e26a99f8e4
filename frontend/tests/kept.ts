/** Outboxes of pages for tests, and the memory of a tab. */
import type { Place } from "../src/api/kept-work";
import { type Outbox, Room } from "../src/editor/state/outbox";

export type TabMemory = Pick<Storage, "getItem" | "setItem">;

export function tabMemory(): TabMemory {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
}

export function place(user: number, part: number): Place {
  const api = `/api/documents/1/parts/${part}`;
  return {
    user,
    part,
    title: `Page ${part}`,
    url: `/document/1/part/${part}/edit/`,
    changes: `${api}/changes/`,
    editor: `${api}/editor/`,
    texts: `${api}/texts/`,
  };
}

export async function openOutbox(user: number, part: number, memory: TabMemory): Promise<Outbox> {
  return (await Room.open(memory)).outbox(place(user, part));
}
