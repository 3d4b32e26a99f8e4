/** Ties a session to the server: saving, what others do, who is there, what earlier tabs left. */
import type { Place } from "../api/kept-work";
import { request } from "../api/client";
import { pokeEvents, startEvents } from "../api/events";
import { startPresence } from "../api/presence";
import { newUuid } from "../api/uuid";
import type { EditorData, LineText, Uid } from "./model/types";
import { Leftovers } from "./state/leftovers";
import { memoryOutbox, type Outbox, Room } from "./state/outbox";
import type { Person } from "./state/people";
import type { Session } from "./state/session";
import { type Server, Sync } from "./state/sync";
import type { ChangeAnswer, ChangeSet } from "./state/wire";

interface Presence {
  readonly people: readonly Person[];
  readonly latest: number;
}

const TYPING_MS = 3000;
const SWEEP_MS = 30_000;

/** The addresses of a page as the functions that saving needs; what is sent is its user's. */
export function serverAt(place: Place): Server {
  const ofLayer = (url: string, layer: number) => `${url}?layer=${layer}`;
  return {
    post: (change: ChangeSet) =>
      request<ChangeAnswer>("POST", place.changes, { ...change, user: place.user }),
    fetchPage: (layer) =>
      request<EditorData>("GET", layer === null ? place.editor : ofLayer(place.editor, layer)),
    fetchTexts: async (layer, lines) => {
      const url = `${ofLayer(place.texts, layer)}&lines=${lines.join(",")}`;
      return (await request<{ texts: Record<Uid, LineText> }>("GET", url)).texts;
    },
  };
}

function placeOf({ bootstrap, page }: Session): Place {
  const { urls, user } = bootstrap;
  const { id: part, title } = page.part;
  return {
    user: user?.id ?? 0,
    part,
    title: `${title} of “${page.document.name}”`,
    url: urls.part_template.replace("/part/0/", `/part/${part}/`),
    changes: urls.changes,
    editor: urls.editor,
    texts: urls.texts ?? "",
  };
}

export class Connection {
  private readonly stops: (() => void)[] = [];
  private latest = -1;

  constructor(private readonly session: Session) {}

  async start(): Promise<void> {
    const { session } = this;
    const here = placeOf(session);
    const room = await Room.open().catch(() => null);
    const sync = new Sync(session.store, await this.outbox(room, here), serverAt(here));
    session.useSync(sync);
    this.listen();
    if (room) this.sendLeftovers(room, here);
    if (session.canEdit) void session.keyboards.resume();
    if (session.bootstrap.has_taxonomies) void session.annotations.load().catch(() => undefined);
    if (session.canEdit) await sync.start();
  }

  private async outbox(room: Room | null, here: Place): Promise<Outbox> {
    const outbox = await room?.outbox(here).catch(() => null);
    if (outbox) return outbox;
    this.session.say(
      "This browser keeps nothing between visits: what is unsaved lives in this tab only. " +
        "Close it when it says “Saved”.",
    );
    return memoryOutbox();
  }

  /** Sends what is left of other pages: now, when the network is back, and every now and then. */
  private sendLeftovers(room: Room, here: Place): void {
    const leftovers = new Leftovers(room, here, serverAt, (list) => this.session.showWaiting(list));
    const sweep = () => void leftovers.sweep().catch(() => undefined);
    this.on(window, "online", sweep);
    const timer = setInterval(sweep, SWEEP_MS);
    this.stops.push(() => clearInterval(timer));
    sweep();
  }

  stop(): void {
    for (const stop of this.stops) stop();
    this.stops.length = 0;
  }

  private listen(): void {
    const { urls } = this.session.bootstrap;
    this.on(window, "beforeunload", this.onLeave);
    this.on(window, "online", this.onBack);
    this.on(document, "visibilitychange", this.onBack);
    this.on(document, "compositionstart", () => this.session.sync?.hold());
    this.on(document, "compositionend", () => this.session.sync?.release());
    this.on(document.body, "events:part.layout", this.onLayout);
    this.on(document.body, "events:part.text", this.onText);
    this.on(document.body, "events:part.changed", this.onPartChanged);
    this.on(document.body, "events:part.ready", this.onReady);
    this.stops.push(this.session.store.observe(() => this.seeTurn()));
    this.on(document.body, "events:comment", this.onComment);
    this.on(document.body, "events:annotation", this.onAnnotation);
    this.on(document.body, "events:types", () => void this.session.readAgain());
    this.stops.push(startEvents(urls.events));
    if (!urls.presence) return;
    const stop = startPresence(urls.presence, newUuid(), this.say, this.hear);
    this.stops.push(stop);
  }

  private on(target: EventTarget, kind: string, listener: (event: Event) => void): void {
    target.addEventListener(kind, listener);
    this.stops.push(() => target.removeEventListener(kind, listener));
  }

  private readonly say = (): object => {
    const { selection, typedAt } = this.session;
    return { line: selection.current, typing: Date.now() - typedAt < TYPING_MS };
  };

  private readonly hear = (heard: unknown): boolean => {
    const { session } = this;
    const answer = heard as Presence | null;
    session.people.set(answer?.people ?? []);
    const together = session.people.others.length > 0;
    if (session.sync) session.sync.brisk = together;
    if (answer && answer.latest !== this.latest) {
      if (this.latest >= 0) pokeEvents();
      this.latest = answer.latest;
    }
    return together;
  };

  private readonly onLayout = (event: Event): void => {
    const { part, revision, user } = (event as CustomEvent<Record<string, unknown>>).detail;
    const { page, sync, bootstrap } = this.session;
    if (part !== page.part.id) return;
    const newest = typeof revision === "number" ? revision : page.part.revision + 1;
    sync?.revisionSeen(newest, user === bootstrap.user?.name);
  };

  private readonly onText = (event: Event): void => {
    const { part, layer, change, user, lines } = (event as CustomEvent<Record<string, unknown>>)
      .detail;
    const { page, sync } = this.session;
    if (part !== page.part.id || layer !== page.layer) return;
    const uids = Array.isArray(lines) ? (lines as Uid[]) : [];
    sync?.textsSeen(String(change), uids, typeof user === "string" ? user : "");
  };

  private readonly onPartChanged = (event: Event): void => {
    const { part, parts, ...facts } = (event as CustomEvent<Record<string, unknown>>).detail;
    const { id } = this.session.page.part;
    if (part !== id && !(Array.isArray(parts) && parts.includes(id))) return;
    const known = ["name", "title", "status", "assignee", "assignee_name"].filter(
      (key) => key in facts,
    );
    this.session.describePart(Object.fromEntries(known.map((key) => [key, facts[key]])));
  };

  /** A page that was turned is opened anew, as soon as its image is ready. */
  private seeTurn(): void {
    const { page, bootstrap } = this.session;
    if (page.part.turns === bootstrap.part.turns) return;
    if (page.part.image !== "") this.session.reload();
    else this.session.say("The page was turned. It comes back when its image is ready.");
  }

  private readonly onReady = (event: Event): void => {
    const { part } = (event as CustomEvent<Record<string, unknown>>).detail;
    const { page, bootstrap, caret } = this.session;
    if (part !== page.part.id) return;
    if (page.part.turns !== bootstrap.part.turns) this.session.reload();
    else if (bootstrap.part.image !== "") return;
    else if (caret === null) this.session.reload();
    else this.session.say("The image of this page is ready now. Load the page again to see it.");
  };

  private readonly onComment = (event: Event): void => {
    const { part } = (event as CustomEvent<Record<string, unknown>>).detail;
    if (part === this.session.page.part.id)
      void this.session.comments.read().catch(() => undefined);
  };

  private readonly onAnnotation = (event: Event): void => {
    const { part } = (event as CustomEvent<Record<string, unknown>>).detail;
    const { annotations, page } = this.session;
    if (part === page.part.id) void annotations.reload().catch(() => undefined);
  };

  private readonly onBack = (): void => {
    void this.session.sync?.flush();
  };

  private readonly onLeave = (event: Event): void => {
    if (this.session.sync?.unsent) event.preventDefault();
  };
}
