/**
 * Brings the changes of this tab to the server, in order, one request at a time.
 *
 * Every change is kept in the outbox before it is sent and stays there until the server said yes.
 * Without a server it waits and tries again; a stale change is put on the newer page again, and a
 * text that both sides changed becomes a conflict that the person decides.
 */
import { ApiError, NetworkError } from "../../api/client";
import { newUuid } from "../../api/uuid";
import type { EditorData, LineText, Uid } from "../model/types";
import { deletesTextOf, type Edit, hasLayout, isEmpty, merge } from "./changes";
import { Conflicts } from "./conflicts";
import type { Outbox, PendingSet } from "./outbox";
import { type Conflict, rebased } from "./page";
import { grounded, guessedTexts } from "./pieces";
import { givenOrder, lostLines, type Settled, settled, settledTexts } from "./settle";
import type { Store } from "./store";
import {
  type ChangeAnswer,
  type ChangeSet,
  type Reason,
  type TheirText,
  toChangeSet,
} from "./wire";

export type SyncState = "saved" | "saving" | "offline" | "signed-out" | "conflict" | "refused";
type Trouble = "offline" | "signed-out" | "refused";

export interface Server {
  post(change: ChangeSet): Promise<ChangeAnswer>;
  fetchPage(layer: number | null): Promise<EditorData>;
  /** The texts of some lines by their uid; a line without text is left out. */
  fetchTexts(layer: number, lines: readonly Uid[]): Promise<Readonly<Record<Uid, LineText>>>;
}

function troubleOf(error: unknown): Trouble {
  if (!(error instanceof ApiError) || error.status >= 500 || error.status === 429) return "offline";
  return error.status === 401 || error.status === 403 ? "signed-out" : "refused";
}

function linesOf(change: Edit): Uid[] {
  return [...change.texts.map(({ line }) => line), ...change.lines.map(({ uid }) => uid)];
}

/** Whether a change can be sent in one set with what waits already. */
function goWith(change: Edit, { sent, change: earlier }: PendingSet): boolean {
  const apart = change.pieces ?? earlier.pieces;
  return !sent && !apart && !deletesTextOf(change, earlier);
}

const DEBOUNCE_MS = 600;
/** With other people on the page, typing without a pause is sent as often as this. */
const LONGEST_WAIT_MS = 1500;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30_000;
const STALE_TRIES = 5;

export class Sync {
  private sets: PendingSet[] = [];
  private readonly open = new Conflicts();
  private running: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private stale = 0;
  private behind = 0;
  private trouble: Trouble | null = null;
  private waitingSince: number | null = null;
  private holding = false;
  /** Lines of the layer that is shown whose texts others wrote, with who did. */
  private readonly news = new Map<Uid, string>();
  /** Lines that were worked on in this tab. */
  private readonly touched = new Set<Uid>();
  /** The layout revision that the person made elsewhere: what it took away is no surprise. */
  private ownRevision = -1;
  private readonly observers = new Set<() => void>();
  /** Ids of the changes of this tab, whose echoes are no news. */
  private readonly own = new Set<string>();
  /** What lines that were joined or cut said here before the server told. */
  private readonly guessed = new Map<Uid, string>();
  /** What went wrong last, in words. */
  message = "";
  /** Why this browser could not keep what is unsent, in words. */
  unkept = "";
  /** Others are here: what is typed should reach them soon. */
  brisk = false;

  constructor(
    private readonly store: Store,
    private readonly outbox: Outbox,
    private readonly server: Server,
  ) {}

  get state(): SyncState {
    if (this.trouble) return this.trouble;
    if (this.open.all.length > 0) return "conflict";
    return this.sets.length > 0 ? "saving" : "saved";
  }

  get conflicts(): readonly Conflict[] {
    return this.open.all;
  }

  get unsent(): boolean {
    return this.sets.length > 0;
  }

  /** The texts in the change that the server refuses, to be copied. */
  get refusedTexts(): readonly string[] {
    const head = this.trouble === "refused" ? this.sets[0] : undefined;
    return head?.change.texts.map((text) => text.after).filter((text) => text !== "") ?? [];
  }

  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** Shows and sends what an earlier tab could not. */
  async start(): Promise<void> {
    const { sets, conflicts } = this.outbox.left;
    this.open.start(conflicts);
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
    this.open.add(conflicts);
    if (!isEmpty(change)) this.sets.push({ ...set, change });
  }

  /** Queues a change that the store has applied already. */
  push(change: Edit, reason: Reason = "edit"): void {
    for (const uid of linesOf(change)) this.touched.add(uid);
    const tail = this.sets.at(-1);
    if (tail && goWith(change, tail)) {
      const merged = merge(tail.change, change);
      this.sets.pop();
      if (!isEmpty(merged)) this.sets.push({ ...tail, reason, change: merged });
    } else if (!isEmpty(change)) {
      this.sets.push({ id: newUuid(), reason, change, sent: null });
    }
    void this.persist();
    this.plan(this.trouble === "offline" ? this.retryDelay() : this.pause());
    this.tell();
  }

  /** While an input method composes, the text under it must not change: news wait. */
  hold(): void {
    this.holding = true;
  }

  release(): void {
    this.holding = false;
    if (this.news.size > 0 || this.behind > 0) void this.flush();
  }

  /** Sends everything now; true when nothing is left unsent. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    this.waitingSince = null;
    if (!this.running && !this.unsent && !this.trouble && !this.update()) return true;
    this.running ??= this.drain().finally(() => {
      this.running = null;
      this.tell();
    });
    await this.running;
    return !this.unsent;
  }

  /** Tells that the server has this revision of the page; `mine` where this person made it. */
  revisionSeen(revision: number, mine = false): void {
    if (revision <= this.store.page.part.revision) return;
    if (mine) this.ownRevision = revision;
    this.behind = Math.max(this.behind, revision);
    void this.flush();
  }

  /**
   * Tells that somebody's change, or a job without one, wrote texts of the layer that is shown:
   * of these lines, or of many.
   */
  textsSeen(change: string, lines: readonly Uid[] = [], author = ""): void {
    if (this.own.has(change)) return;
    if (lines.length === 0) this.behind = Infinity;
    for (const line of lines) this.news.set(line, author);
    void this.flush();
  }

  /** Shows another layer, after what belongs to this one is saved. */
  async showLayer(layer: number): Promise<boolean> {
    if (!(await this.flush())) return false;
    try {
      this.store.replace(await this.store.awaited(this.server.fetchPage(layer)));
      return true;
    } catch (error) {
      this.message = error instanceof Error ? error.message : "";
      this.tell();
      return false;
    }
  }

  /** Ends a conflict: with our text as a new change, or with theirs as it stands. */
  resolve(conflict: Conflict, choice: "mine" | "theirs"): Edit | null {
    this.open.remove(conflict);
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
      const update = head?.sent || this.holding ? null : this.update();
      if (update) {
        if (!(await this.attempt(update))) return;
        continue;
      }
      if (!head) return;
      if (!(await this.attempt(() => this.send(head)))) return;
    }
  }

  /** What has to be fetched to be up to date, if anything. */
  private update(): (() => Promise<void>) | null {
    if (this.behind > this.store.page.part.revision) return () => this.refetch([]);
    return this.news.size > 0 ? () => this.refetchTexts() : null;
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
    this.trouble = troubleOf(error);
    this.message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof ApiError) && !(error instanceof NetworkError)) console.error(error);
    this.failures += 1;
    if (this.trouble !== "refused") this.plan(this.retryDelay());
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
    if (change.pieces) this.behind = Infinity;
    this.store.setOrder(givenOrder(answer, this.sets));
    for (const [line, text] of guessedTexts(change)) this.guessed.set(line, text);
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
    const page = await this.store.awaited(this.server.fetchPage(this.store.page.layer));
    const before = this.store.page;
    this.open.renew(page);
    const unsent = this.sets.map((set) => grounded(set.change, this.guessed, page));
    this.guessed.clear();
    const outcome = settled(page, unsent, theirs);
    this.behind = 0;
    this.news.clear();
    this.open.add(outcome.conflicts);
    if (page.part.revision !== this.ownRevision) {
      this.open.addLost(lostLines(before, outcome.page, this.touched));
    }
    await this.take(outcome);
  }

  /** Takes the server's texts of the lines that others wrote in. */
  private async refetchTexts(): Promise<void> {
    const { layer } = this.store.page;
    const authors = new Map(this.news);
    const texts = layer === null ? {} : await this.server.fetchTexts(layer, [...authors.keys()]);
    for (const [line, author] of authors)
      if (this.news.get(line) === author) this.news.delete(line);
    const found = new Map([...authors.keys()].map((line) => [line, texts[line] ?? null]));
    const outcome = settledTexts(
      this.store.page,
      this.sets.map((set) => set.change),
      found,
    );
    this.open.renewTexts(layer, found);
    const author = ({ line }: Conflict) => authors.get(line) ?? "";
    this.open.add(outcome.conflicts.map((item) => ({ ...item, author: author(item) })));
    await this.take(outcome);
  }

  private async take({ page, changes }: Settled): Promise<void> {
    this.sets = this.sets.flatMap((set, index): PendingSet[] => {
      const change = changes[index] ?? set.change;
      return isEmpty(change) ? [] : [{ id: newUuid(), reason: set.reason, change, sent: null }];
    });
    this.store.replace(page);
    await this.persist();
  }

  /** How long the next sending may wait for more. */
  private pause(): number {
    const now = Date.now();
    this.waitingSince ??= now;
    if (!this.brisk) return DEBOUNCE_MS;
    return Math.min(DEBOUNCE_MS, Math.max(0, this.waitingSince + LONGEST_WAIT_MS - now));
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
      await this.outbox.save({ sets: this.sets, conflicts: this.open.all });
      if (this.unkept === "") return;
      this.unkept = "";
    } catch (error) {
      this.unkept = error instanceof Error && error.message !== "" ? error.message : String(error);
    }
    this.tell();
  }

  private tell(): void {
    for (const observer of this.observers) observer();
  }
}
