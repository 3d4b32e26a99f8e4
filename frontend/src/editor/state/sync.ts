/**
 * Brings the changes of this tab to the server, in order, one request at a time.
 *
 * Every change is kept in the outbox before it is sent and stays there until the server said yes.
 * Without a server it waits and tries again; a stale change is put on the newer page again, and a
 * text that both sides changed becomes a conflict that the person decides.
 */
import { ApiError, NetworkError } from "../../api/client";
import { newUuid } from "../../api/uuid";
import type { EditorData, Uid } from "../model/types";
import { type Edit, hasLayout, isEmpty, merge } from "./changes";
import type { Outbox, PendingSet } from "./outbox";
import { applied, type Conflict, pageOf, rebased, renewed } from "./page";
import type { Store } from "./store";
import {
  type ChangeAnswer,
  type ChangeSet,
  type Reason,
  type TheirText,
  toChangeSet,
} from "./wire";

export type SyncState = "saved" | "saving" | "offline" | "conflict" | "refused";

export interface Server {
  post(change: ChangeSet): Promise<ChangeAnswer>;
  fetchPage(layer: number | null): Promise<EditorData>;
}

/** A text must reach the server before its line goes, so that undo can bring it back. */
function deletesTextOf(change: Edit, earlier: Edit): boolean {
  const gone = new Set(change.lines.filter(({ after }) => after === null).map(({ uid }) => uid));
  return earlier.texts.some((text) => gone.has(text.line));
}

const DEBOUNCE_MS = 800;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30_000;
const STALE_TRIES = 5;

export class Sync {
  private sets: PendingSet[] = [];
  private open: Conflict[] = [];
  private running: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private stale = 0;
  private behind = 0;
  private trouble: "offline" | "refused" | null = null;
  private readonly observers = new Set<() => void>();
  /** Ids of the changes of this tab, whose echoes are no news. */
  private readonly own = new Set<string>();
  /** What went wrong last, in words. */
  message = "";

  constructor(
    private readonly store: Store,
    private readonly outbox: Outbox,
    private readonly server: Server,
  ) {}

  get state(): SyncState {
    if (this.trouble) return this.trouble;
    if (this.open.length > 0) return "conflict";
    return this.sets.length > 0 ? "saving" : "saved";
  }

  get conflicts(): readonly Conflict[] {
    return this.open;
  }

  get unsent(): boolean {
    return this.sets.length > 0;
  }

  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** Shows and sends what an earlier tab could not. */
  async start(): Promise<void> {
    const { sets, conflicts } = this.outbox.left;
    this.open = [...conflicts];
    for (const set of sets) this.restore(set);
    if (sets.length === 0) return;
    this.behind = Infinity;
    await this.persist();
    await this.flush();
  }

  private restore(set: PendingSet): void {
    if (set.sent) {
      this.store.apply(set.change, "server");
      this.sets.push(set);
      return;
    }
    const { change, conflicts } = rebased(set.change, this.store.page);
    this.store.apply(change, "server");
    this.open.push(...conflicts);
    if (!isEmpty(change)) this.sets.push({ ...set, change });
  }

  /** Queues a change that the store has applied already. */
  push(change: Edit, reason: Reason = "edit"): void {
    const tail = this.sets.at(-1);
    if (tail && !tail.sent && !deletesTextOf(change, tail.change)) {
      const merged = merge(tail.change, change);
      this.sets.pop();
      if (!isEmpty(merged)) this.sets.push({ ...tail, reason, change: merged });
    } else if (!isEmpty(change)) {
      this.sets.push({ id: newUuid(), reason, change, sent: null });
    }
    void this.persist();
    this.plan(this.trouble === "offline" ? this.retryDelay() : DEBOUNCE_MS);
    this.tell();
  }

  /** Sends everything now; true when nothing is left unsent. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    this.running ??= this.drain().finally(() => {
      this.running = null;
      this.tell();
    });
    await this.running;
    return !this.unsent;
  }

  /** Tells that the server has this revision of the page. */
  revisionSeen(revision: number): void {
    if (revision <= this.store.page.part.revision) return;
    this.behind = Math.max(this.behind, revision);
    void this.flush();
  }

  /** Tells that somebody's change, or a job without one, wrote texts of the layer that is shown. */
  textsSeen(change: string): void {
    if (this.own.has(change)) return;
    this.behind = Infinity;
    void this.flush();
  }

  /** Shows another layer, after what belongs to this one is saved. */
  async showLayer(layer: number): Promise<boolean> {
    if (!(await this.flush())) return false;
    try {
      this.store.replace(pageOf(await this.server.fetchPage(layer)));
      return true;
    } catch (error) {
      this.message = error instanceof Error ? error.message : "";
      this.tell();
      return false;
    }
  }

  /** Ends a conflict: with our text as a new change, or with theirs as it stands. */
  resolve(conflict: Conflict, choice: "mine" | "theirs"): Edit | null {
    this.open = this.open.filter((item) => item !== conflict);
    const { line, layer, mine, theirs, version } = conflict;
    void this.persist();
    this.tell();
    if (choice === "theirs" || theirs === null) return null;
    const texts = [{ line, layer, before: theirs, after: mine, base: version }];
    return { regions: [], lines: [], texts, order: null };
  }

  /** Gives up the change that the server refuses and shows the page as the server has it. */
  async discardRefused(): Promise<void> {
    this.sets.shift();
    this.behind = Infinity;
    this.trouble = null;
    await this.persist();
    await this.flush();
  }

  private async drain(): Promise<void> {
    for (;;) {
      const head = this.sets[0];
      if (this.behind > this.store.page.part.revision && !head?.sent) {
        if (!(await this.attempt(() => this.refetch([])))) return;
        continue;
      }
      if (!head) return;
      if (!(await this.attempt(() => this.send(head)))) return;
    }
  }

  /** Runs one request; false where the work has to stop for now. */
  private async attempt(work: () => Promise<void>): Promise<boolean> {
    this.tell();
    try {
      await work();
      this.failures = 0;
      this.trouble = null;
      return true;
    } catch (error) {
      return this.failed(error);
    }
  }

  private async failed(error: unknown): Promise<boolean> {
    if (error instanceof ApiError && error.status === 409 && this.stale < STALE_TRIES) {
      this.stale += 1;
      const theirs = (error.data["texts"] ?? []) as TheirText[];
      return this.attempt(() => this.refetch(theirs));
    }
    this.note(error);
    return false;
  }

  private note(error: unknown): void {
    const refused = error instanceof ApiError && error.status < 500 && error.status !== 429;
    this.trouble = refused ? "refused" : "offline";
    this.message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof ApiError) && !(error instanceof NetworkError)) console.error(error);
    this.failures += 1;
    if (!refused) this.plan(this.retryDelay());
  }

  private async send(head: PendingSet): Promise<void> {
    const { id, reason, change } = head;
    const sent = head.sent ?? toChangeSet(id, this.store.page.part.revision, reason, change);
    if (this.sets[0] === head) this.sets[0] = { ...head, sent };
    await this.persist();
    this.own.add(sent.id);
    const answer = await this.server.post(sent);
    this.sets = this.sets.filter((set) => set.id !== id);
    this.stale = 0;
    this.accept(answer, sent, change);
    await this.persist();
  }

  private accept(answer: ChangeAnswer, sent: ChangeSet, change: Edit): void {
    const known = this.store.page.part.revision;
    if (answer.revision > known + 1) this.behind = Math.max(this.behind, answer.revision);
    else if (answer.revision > known) this.store.setRevision(answer.revision);
    if (sent.reason === "undo" && hasLayout(change) && sent.created.lines.length > 0) {
      this.behind = Infinity;
    }
    for (const { line, layer, version } of answer.texts) {
      this.store.setVersion(line, layer, version);
      this.rebaseQueuedText(line, layer, version);
    }
  }

  private rebaseQueuedText(line: Uid, layer: number, base: number): void {
    this.sets = this.sets.map((set) => {
      if (set.sent) return set;
      const texts = set.change.texts.map((text) =>
        text.line === line && text.layer === layer ? { ...text, base } : text,
      );
      return { ...set, change: { ...set.change, texts } };
    });
  }

  /** Takes the server's page and puts what is unsent on top of it again. */
  private async refetch(theirs: readonly TheirText[]): Promise<void> {
    const data = await this.server.fetchPage(this.store.page.layer);
    let page = pageOf(data);
    const known = this.open.map((conflict) => renewed(conflict, page));
    this.open = known.filter(({ mine, theirs }) => mine !== theirs);
    const kept: PendingSet[] = [];
    for (const set of this.sets) {
      const { change, conflicts } = this.settle(set.change, page, theirs);
      page = applied(page, change);
      this.open.push(...conflicts);
      const fresh = { id: newUuid(), reason: set.reason, change, sent: null };
      if (!isEmpty(change)) kept.push(fresh);
    }
    this.sets = kept;
    this.behind = 0;
    this.store.replace(page);
    await this.persist();
  }

  private settle(change: Edit, page: ReturnType<typeof pageOf>, theirs: readonly TheirText[]) {
    const result = rebased(change, page);
    const named = (text: { line: Uid; layer: number }) =>
      theirs.find((other) => other.line === text.line && other.layer === text.layer);
    const elsewhere = result.change.texts.filter(
      (text) => text.layer !== page.layer && named(text) !== undefined,
    );
    const texts = result.change.texts.filter((text) => !elsewhere.includes(text));
    const found: Conflict[] = elsewhere.map(({ line, layer, after }) => {
      const other = named({ line, layer });
      return {
        line,
        layer,
        mine: after,
        theirs: other?.text ?? "",
        version: other?.version ?? 0,
        author: "",
      };
    });
    const conflicts = [...result.conflicts, ...found].map((conflict) => ({
      ...conflict,
      author: named(conflict)?.author ?? "",
    }));
    return { change: { ...result.change, texts }, conflicts };
  }

  private retryDelay(): number {
    return Math.min(FIRST_RETRY_MS * 2 ** Math.max(0, this.failures - 1), LAST_RETRY_MS);
  }

  private plan(delay: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), delay);
  }

  private async persist(): Promise<void> {
    try {
      await this.outbox.save({ sets: this.sets, conflicts: this.open });
    } catch (error) {
      console.error("Unsaved work could not be kept in this browser", error);
    }
  }

  private tell(): void {
    for (const observer of this.observers) observer();
  }
}
