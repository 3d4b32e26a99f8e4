/** One person's work on one page: ties store, selection, history and sync together. */
import { needsAttention } from "../model/confidence";
import type { Guide } from "../model/snapping";
import { isVertical, type Bootstrap, type Points, type Part, type Uid } from "../model/types";
import { typeText } from "./line-actions";
import { Annotations, annotationServer } from "./annotations";
import { withBelonging } from "./belonging";
import { type Edit, hasLayout, isEmpty } from "./changes";
import type { EditMode } from "./command";
import { Comments } from "./comments";
import { Compare } from "./compare";
import type { Find } from "./find";
import { History } from "./history";
import type { Waiting } from "./leftovers";
import { Keyboards } from "./keyboards";
import type { Conflict } from "./page";
import { People } from "./people";
import { Preferences, withOwn } from "./preferences";
import { Selection } from "./selection";
import { putBack } from "./settle";
import { Store } from "./store";
import type { Sync } from "./sync";
import { WorkList } from "./work-list";
import { type Caret, Writing } from "./writing";

/** Where the caret goes when a line is opened. */
export type CaretPlace = "start" | "end" | "uncertain" | number | readonly [number, number];

/** Shapes of an earlier state of the page. */
export interface Preview {
  readonly lines: readonly { readonly baseline: Points | null; readonly mask: Points | null }[];
  readonly regions: readonly { readonly polygon: Points | null }[];
}

export class Session {
  readonly store: Store;
  readonly selection = new Selection();
  readonly history = new History();
  /** The others on this page. */
  readonly people = new People();
  /** When the person last typed, in milliseconds; 0 for never. */
  typedAt = 0;
  /** The type that what is drawn next gets: the last one used. */
  lineType: number | null = null;
  regionType: number | null = null;
  mode: EditMode = "lines";
  /** What starts and ends of lines are aligned to; see `model/snapping.ts`. */
  guide: Guide | null = null;
  readonly preferences: Preferences;
  readonly annotations: Annotations;
  readonly comments: Comments;
  readonly keyboards: Keyboards;
  /** Another layer beside the one that is shown. */
  readonly compare = new Compare(this);
  /** What to correct next in the shown layer. */
  readonly workList: WorkList;
  /** The field that is written in. */
  readonly writing: Writing;
  /** The sheet that is open at the end of the window, and what it was opened for. */
  sheet: { readonly id: string; readonly about?: unknown } | null = null;
  /** An earlier state of the page that is drawn over it. */
  preview: Preview | null = null;
  /** What the person looks for, once they did. */
  find: Find | null = null;
  /** The picture of the page, once it is loaded. */
  image: HTMLImageElement | null = null;
  /** Work on other pages that this browser could not send yet. */
  waiting: readonly Waiting[] = [];
  /** A sentence for the person, shown until dismissed. */
  notice = "";
  private readonly openers = new Set<(uid: Uid, place: CaretPlace) => void>();
  private readonly observers = new Set<() => void>();
  private syncing: Sync | null = null;

  constructor(
    readonly bootstrap: Bootstrap,
    sendPreferences?: (values: Readonly<Record<string, unknown>>) => Promise<unknown>,
  ) {
    this.store = new Store(bootstrap);
    this.preferences = new Preferences(bootstrap.preferences, sendPreferences);
    this.preferences.observe(() => this.tell());
    this.annotations = new Annotations(this.store, annotationServer(bootstrap.urls));
    this.annotations.observe(() => this.tell());
    this.comments = new Comments(bootstrap.urls.comments ?? "", bootstrap.comments);
    this.comments.observe(() => this.tell());
    this.keyboards = new Keyboards(this, bootstrap.urls.keyboards ?? "");
    this.keyboards.observe(() => this.tell());
    this.workList = new WorkList(this, bootstrap.urls.worklist ?? "");
    this.workList.observe(() => this.tell());
    this.writing = new Writing(this);
    this.people.observe(() => this.tell());
    this.store.observe((_change, origin) => {
      if (origin === "server") this.selection.keepOnly(this.page.lines, this.page.regions);
    });
  }

  get page() {
    return this.store.page;
  }

  get canEdit(): boolean {
    return this.page.canEdit;
  }

  get sync(): Sync | null {
    return this.syncing;
  }

  useSync(sync: Sync): void {
    this.syncing = sync;
    sync.observe(() => this.tell());
    this.tell();
  }

  /** Calls the observer when saving, the notice or the history changed. */
  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  onOpenLine(opener: (uid: Uid, place: CaretPlace) => void): () => void {
    this.openers.add(opener);
    return () => this.openers.delete(opener);
  }

  setMode(mode: EditMode): void {
    this.mode = mode;
    this.tell();
  }

  setGuide(guide: Guide | null): void {
    this.guide = guide;
    this.tell();
  }

  /** Opens a sheet of `panels/registry.ts`; `about` tells it what for, such as a line's uid. */
  openSheet(id: string, about?: unknown): void {
    this.sheet = { id, about };
    this.tell();
  }

  closeSheet(): void {
    this.sheet = null;
    this.tell();
  }

  /** Takes note of the page's name, status or assignee. */
  describePart(facts: Partial<Part>): void {
    this.store.describe(facts);
    this.tell();
  }

  showImage(image: HTMLImageElement): void {
    this.image = image;
    this.tell();
  }

  showWaiting(waiting: readonly Waiting[]): void {
    if (waiting.length + this.waiting.length === 0) return;
    this.waiting = waiting;
    this.tell();
  }

  say(notice: string): void {
    this.notice = notice;
    this.tell();
  }

  /** Applies an edit, queues it for the server and makes it one step of undo. */
  commit(change: Edit | null, key = ""): void {
    if (!change || !this.canEdit) return;
    const effective = this.store.apply(withBelonging(this.page, change));
    if (isEmpty(effective)) return;
    this.history.record(effective, key);
    this.syncing?.push(effective);
    if (hasLayout(effective)) this.selectMade(effective);
    this.tell();
  }

  /** Tells the views that something beside the page changed. */
  changed(): void {
    this.tell();
  }

  /** Takes the texts of these lines, else the page, from the server, after what is unsent. */
  async readAgain(lines: readonly Uid[] = []): Promise<void> {
    await this.sync?.flush();
    this.sync?.textsSeen("", lines);
  }

  type(uid: Uid, text: string): void {
    this.typedAt = Date.now();
    this.commit(typeText(this.page, uid, text), `text:${uid}`);
  }

  /** Where the caret stands in the open line. */
  get caret(): Caret | null {
    return this.writing.caret;
  }

  /** Puts text at the caret as one step of undo; false where no line is open. */
  insertText(text: string): boolean {
    return this.writing.insert(text);
  }

  async undo(): Promise<void> {
    await this.step(this.history.peekUndo(), "undo");
  }

  async redo(): Promise<void> {
    await this.step(this.history.peekRedo(), "redo");
  }

  openLine(uid: Uid, place: CaretPlace = "start"): void {
    if (!this.page.lines.has(uid)) return;
    this.selection.selectLines([uid]);
    for (const opener of this.openers) opener(uid, place);
  }

  /** Opens the line `step` places further; false at the end. */
  moveLine(step: number, place: CaretPlace = "start"): boolean {
    const { order } = this.page;
    const { current } = this.selection;
    const at = current ? order.indexOf(current) + step : 0;
    const uid = order[at];
    if (!uid || at < 0) return false;
    this.openLine(uid, place);
    return true;
  }

  /** Opens the next (or previous) line without text or of low confidence; false where none is. */
  moveToAttention(step: 1 | -1 = 1): boolean {
    const { order, lines } = this.page;
    const { current } = this.selection;
    const { threshold } = this.preferences.get("editor.text");
    const asks = (uid: Uid) => needsAttention(lines.get(uid)?.text ?? null, threshold);
    const at = current ? order.indexOf(current) : -1;
    const found =
      step > 0
        ? order.slice(at + 1).find(asks)
        : order.slice(0, at < 0 ? order.length : at).findLast(asks);
    if (!found) return false;
    this.openLine(found, "uncertain");
    return true;
  }

  resolve(conflict: Conflict, choice: "mine" | "theirs"): void {
    this.commit(this.syncing?.resolve(conflict, choice) ?? null);
    this.tell();
  }

  /** Brings a line back that somebody else deleted, with the text that it had here. */
  async putBack(conflict: Conflict): Promise<void> {
    const { shape, line, layer } = conflict;
    if (!shape || !this.syncing || !this.canEdit) return;
    const effective = this.store.apply(putBack(this.page, shape));
    this.history.record(effective);
    this.syncing.push(effective, "undo");
    await this.syncing.flush();
    const now = this.syncing.conflicts.find((item) => item.line === line && item.layer === layer);
    if (now && now.theirs !== null) this.resolve(now, "mine");
    this.tell();
  }

  /** Shows a layer, and the same one on the pages that are opened after this one. */
  async showLayer(layer: number): Promise<void> {
    if (!this.syncing || layer === this.page.layer) return;
    const shown = await this.syncing.showLayer(layer);
    const kept = withOwn(this.preferences.get("editor.layers"), this.page.document.id, layer);
    if (!shown) {
      this.say("The layer could not be opened now; your changes are kept. Try again.");
      return;
    }
    this.preferences.set("editor.layers", kept);
    // Whoever loads the page again at once does not write into another layer.
    void this.preferences.flush();
  }

  /** Direction for inputs and texts of this page. */
  get textDirection(): "rtl" | "auto" {
    return this.page.document.script_direction === "rtl" ? "rtl" : "auto";
  }

  get vertical(): boolean {
    return isVertical(this.page.part.direction);
  }

  partUrl(part: number): string {
    return this.bootstrap.urls.part_template.replace("/part/0/", `/part/${part}/`);
  }

  /** Leaves for another address once what is unsaved was sent, or is at least kept here. */
  async leaveFor(url: string): Promise<void> {
    const patience = new Promise((resolve) => setTimeout(resolve, 1500));
    const sent = Promise.all([this.syncing?.flush(), this.preferences.flush()]);
    await Promise.race([sent, patience]);
    window.location.assign(url);
  }

  /** Opens the same page anew, for example when its image is another one. */
  reload(): void {
    void this.leaveFor(window.location.href);
  }

  goToPart(part: number | null): void {
    if (part !== null) void this.leaveFor(this.partUrl(part));
  }

  /** Opens a dialog of the site about this page, after what is unsaved was sent. */
  async openDialog(url: string): Promise<void> {
    await this.syncing?.flush();
    document.body.dispatchEvent(new CustomEvent("dialog:open", { detail: url }));
  }

  /** Asks for work on this page with what is usual, after what is unsaved was sent. */
  async workNow(url: string, usual: string): Promise<void> {
    await this.syncing?.flush();
    document.body.dispatchEvent(new CustomEvent("work:now", { detail: { url, usual } }));
  }

  private async step(change: Edit | null, reason: "undo" | "redo"): Promise<void> {
    if (!change || !this.canEdit) return;
    const layer = change.texts[0]?.layer;
    if (layer !== undefined && layer !== this.page.layer) await this.showLayer(layer);
    const effective = this.store.apply(change);
    if (reason === "undo") this.history.undo();
    else this.history.redo();
    if (isEmpty(effective)) {
      this.say("Someone else changed this since; there is nothing left to take back here.");
    }
    this.selection.keepOnly(this.page.lines, this.page.regions);
    this.syncing?.push(effective, reason);
    this.tell();
  }

  private selectMade(change: Edit): void {
    this.selection.keepOnly(this.page.lines, this.page.regions);
    const made = change.lines.filter((patch) => patch.before === null).map((patch) => patch.uid);
    const regions = change.regions.filter((patch) => patch.before === null);
    const halves = (change.pieces ?? [])
      .filter(({ kind }) => kind === "cut")
      .map(({ into }) => into);
    if (made.length > 0) this.selection.selectLines([...halves, ...made]);
    else if (regions.length > 0) this.selection.selectRegions(regions.map((patch) => patch.uid));
  }

  private tell(): void {
    for (const observer of this.observers) observer();
  }
}
