/**
 * Keeps what is not yet saved in this browser's IndexedDB, so that a crash or a reload loses nothing.
 *
 * Each tab writes its own record. A tab that starts takes over the records that tabs now gone
 * left for the same person and page; a Web Lock, held while a tab lives, tells which are gone.
 */
import { newUuid } from "../../api/uuid";
import type { Edit } from "./changes";
import type { Conflict } from "./page";
import type { ChangeSet, Reason } from "./wire";

export interface PendingSet {
  readonly id: string;
  readonly reason: Reason;
  readonly change: Edit;
  /** What went to the server under this id; from then on the set never changes. */
  readonly sent: ChangeSet | null;
}

export interface Pending {
  readonly sets: readonly PendingSet[];
  readonly conflicts: readonly Conflict[];
}

export interface Outbox {
  /** What earlier tabs left unsaved. */
  readonly left: Pending;
  save(pending: Pending): Promise<void>;
}

interface StoredRecord extends Pending {
  readonly key: string;
  readonly owner: string;
  readonly tab: string;
}

const STORE = "pending";

function wait<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error("IndexedDB failed"));
  });
}

function openDatabase(): Promise<IDBDatabase> {
  const asked = indexedDB.open("editor-outbox", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore(STORE, { keyPath: "key" });
  };
  return wait(asked);
}

/** Holds a lock until the tab closes; false where a living tab holds it. */
function holdLock(name: string): Promise<boolean> {
  if (typeof navigator === "undefined" || !("locks" in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => undefined);
    });
  });
}

async function tabName(storage: Pick<Storage, "getItem" | "setItem">): Promise<string> {
  const known = storage.getItem("editor-tab");
  if (known && (await holdLock(`editor-tab:${known}`))) return known;
  const fresh = newUuid();
  await holdLock(`editor-tab:${fresh}`);
  storage.setItem("editor-tab", fresh);
  return fresh;
}

/** A set of a tab that is gone: its id is kept only where the server may know it. */
function adopted(set: PendingSet): PendingSet {
  return set.sent ? set : { ...set, id: newUuid() };
}

class IndexedOutbox implements Outbox {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: IDBDatabase,
    private readonly owner: string,
    private readonly tab: string,
    readonly left: Pending,
  ) {}

  save(pending: Pending): Promise<void> {
    const key = `${this.owner}:${this.tab}`;
    const work = this.last.then(async () => {
      const store = this.database.transaction(STORE, "readwrite").objectStore(STORE);
      const empty = pending.sets.length + pending.conflicts.length === 0;
      const record: StoredRecord = { ...pending, key, owner: this.owner, tab: this.tab };
      if (empty) await wait(store.delete(key));
      else await wait(store.put(record));
    });
    this.last = work.catch(() => undefined);
    return work;
  }
}

async function takeOver(database: IDBDatabase, owner: string, tab: string): Promise<Pending> {
  const store = database.transaction(STORE, "readonly").objectStore(STORE);
  const records = (await wait(store.getAll())) as StoredRecord[];
  const sets: PendingSet[] = [];
  const conflicts: Conflict[] = [];
  const taken: StoredRecord[] = [];
  for (const record of records.filter((item) => item.owner === owner)) {
    if (record.tab !== tab && !(await holdLock(`editor-tab:${record.tab}`))) continue;
    sets.push(...record.sets.map(adopted));
    conflicts.push(...record.conflicts);
    taken.push(record);
  }
  const own: StoredRecord = { key: `${owner}:${tab}`, owner, tab, sets, conflicts };
  const writer = database.transaction(STORE, "readwrite").objectStore(STORE);
  for (const record of taken) writer.delete(record.key);
  if (sets.length + conflicts.length > 0) await wait(writer.put(own));
  return { sets, conflicts };
}

/** Opens the outbox of one person's work on one page. */
export async function openOutbox(
  user: number,
  part: number,
  storage: Pick<Storage, "getItem" | "setItem"> = sessionStorage,
): Promise<Outbox> {
  const owner = `${user}:${part}`;
  const tab = await tabName(storage);
  const database = await openDatabase();
  return new IndexedOutbox(database, owner, tab, await takeOver(database, owner, tab));
}

/** Stands in where the browser keeps nothing (private windows): work lives in memory only. */
export function memoryOutbox(left: Pending = { sets: [], conflicts: [] }): Outbox {
  return { left, save: () => Promise.resolve() };
}
