/**
 * Unsent work as this browser keeps it: one record for each tab and page, in IndexedDB.
 *
 * A Web Lock, held while a tab lives, tells which records belong to tabs that are gone. The editor
 * writes and sends the records; ordinary pages only tell that there are some.
 */
import { newUuid } from "./uuid";

/** A page of one person, with what is needed to send work on it without opening it. */
export interface Place {
  readonly user: number;
  readonly part: number;
  readonly title: string;
  /** Address of its editor. */
  readonly url: string;
  readonly changes: string;
  readonly editor: string;
  readonly texts: string;
}

export interface KeptWork {
  readonly key: string;
  readonly tab: string;
  readonly place: Place;
  /** When it was kept, in milliseconds. */
  readonly at: number;
  /** How many changes wait, and how many lines have to be decided. */
  readonly changes: number;
  readonly conflicts: readonly unknown[];
  readonly sets: readonly unknown[];
}

const STORE = "pending";

function wait<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error("IndexedDB failed"));
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(transaction.error ?? new Error("IndexedDB failed"));
    transaction.oncomplete = () => resolve();
    transaction.onabort = fail;
    transaction.onerror = fail;
  });
}

/** What the first release kept, without addresses: only the page itself can send it. */
interface OldWork extends Omit<KeptWork, "place" | "at" | "changes"> {
  /** User and part. */
  readonly owner: string;
}

function placed(record: KeptWork | OldWork): KeptWork {
  if ("place" in record) return record;
  const [user = 0, part = 0] = record.owner.split(":").map(Number);
  const place = { user, part, title: "", url: "", changes: "", editor: "", texts: "" };
  return { ...record, place, at: 0, changes: record.sets.length };
}

const lockOf = (tab: string) => `editor-tab:${tab}`;

/** The records of this browser. */
export class KeptWorks {
  private constructor(private readonly database: IDBDatabase) {}

  static async open(): Promise<KeptWorks> {
    const asked = indexedDB.open("editor-outbox", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(STORE, { keyPath: "key" });
    };
    const database = await wait(asked);
    database.onversionchange = () => database.close();
    return new KeptWorks(database);
  }

  async of(user: number): Promise<readonly KeptWork[]> {
    const store = this.database.transaction(STORE, "readonly").objectStore(STORE);
    const records = (await wait(store.getAll())) as (KeptWork | OldWork)[];
    return records.map(placed).filter((record) => record.place.user === user);
  }

  /** Puts a record, and takes others away in the same breath. */
  async put(record: KeptWork, instead: readonly string[] = []): Promise<void> {
    const transaction = this.database.transaction(STORE, "readwrite");
    const store = transaction.objectStore(STORE);
    for (const key of instead) store.delete(key);
    store.put(record);
    await committed(transaction);
  }

  async delete(keys: readonly string[]): Promise<void> {
    const transaction = this.database.transaction(STORE, "readwrite");
    for (const key of keys) transaction.objectStore(STORE).delete(key);
    await committed(transaction);
  }
}

/** The tabs whose locks this one holds: its own, and those of tabs that are gone. */
const held = new Set<string>();

/** Holds the lock of a tab until this one closes; false where a living tab holds it. */
export function holdTab(tab: string): Promise<boolean> {
  if (held.has(tab) || typeof navigator === "undefined" || !("locks" in navigator)) {
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    void navigator.locks.request(lockOf(tab), { ifAvailable: true }, (lock) => {
      if (lock !== null) held.add(tab);
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => undefined);
    });
  });
}

/** The name of this tab: the same after a reload, another in a copy of the tab. */
export async function tabName(storage: Pick<Storage, "getItem" | "setItem">): Promise<string> {
  const known = storage.getItem("editor-tab");
  if (known && (await holdTab(known))) return known;
  const fresh = newUuid();
  await holdTab(fresh);
  storage.setItem("editor-tab", fresh);
  return fresh;
}

/** The work of a person that no living tab is about to send. */
export async function forsakenWork(user: number): Promise<readonly KeptWork[]> {
  const works = await KeptWorks.open();
  const locks = "locks" in navigator ? ((await navigator.locks.query()).held ?? []) : [];
  const living = new Set(locks.map((lock) => lock.name));
  return (await works.of(user)).filter((record) => !living.has(lockOf(record.tab)));
}
