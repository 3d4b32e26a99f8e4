/** The comments of the page: where the unresolved ones are, and the threads once they are read. */
import { request } from "../../api/client";
import type { CommentPlace, Uid } from "../model/types";

export interface Remark {
  readonly id: number;
  readonly author: string | null;
  readonly mine: boolean;
  readonly text: string;
  readonly created_at: string;
  readonly edited_at: string | null;
  readonly is_deleted: boolean;
}

/** A comment with its replies and what it is about; a line may be gone, its words are kept. */
export interface Thread extends Remark, CommentPlace {
  readonly quote: string;
  readonly resolved_at: string | null;
  readonly resolved_by: string | null;
  readonly replies: readonly Remark[];
}

export class Comments {
  private known: readonly Thread[] | null = null;
  private places: readonly CommentPlace[];
  private counts = new Map<Uid, number>();
  private readonly observers = new Set<() => void>();

  constructor(
    private readonly url: string,
    places: readonly CommentPlace[] = [],
  ) {
    this.places = places;
    this.count();
  }

  /** All threads; null until they were read. */
  get threads(): readonly Thread[] | null {
    return this.known;
  }

  /** Unresolved ones. */
  get open(): number {
    return this.places.length;
  }

  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** How many unresolved comments a line or a region has. */
  of(uid: Uid): number {
    return this.counts.get(uid) ?? 0;
  }

  async read(): Promise<void> {
    if (this.url) this.keep(await request<Thread[]>("GET", this.url));
  }

  async add(text: string, place: Partial<CommentPlace>, layer: number | null): Promise<void> {
    this.put(await request<Thread>("POST", this.url, { text, layer, ...place }));
  }

  async reply(thread: Thread, text: string): Promise<void> {
    this.put(await request<Thread>("POST", this.url, { text, thread: thread.id }));
  }

  async edit(remark: Remark, text: string): Promise<void> {
    this.put(await request<Thread>("PATCH", `${this.url}${remark.id}/`, { text }));
  }

  async resolve(thread: Thread, resolved: boolean): Promise<void> {
    this.put(await request<Thread>("PATCH", `${this.url}${thread.id}/`, { resolved }));
  }

  async remove(remark: Remark): Promise<void> {
    await request("DELETE", `${this.url}${remark.id}/`);
    await this.read();
  }

  private put(thread: Thread): void {
    const others = (this.known ?? []).filter(({ id }) => id !== thread.id);
    this.keep([...others, thread].sort((a, b) => a.id - b.id));
  }

  private keep(threads: readonly Thread[]): void {
    this.known = threads;
    this.places = threads.filter(({ resolved_at }) => resolved_at === null);
    this.count();
    for (const observer of this.observers) observer();
  }

  private count(): void {
    this.counts = new Map();
    for (const { line, region } of this.places) {
      const uid = line ?? region;
      if (uid) this.counts.set(uid, this.of(uid) + 1);
    }
  }
}
