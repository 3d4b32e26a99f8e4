/** Two people on one page, as the saving of one of them sees it. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { EditorData } from "../src/editor/model/types";
import { reverse, typeText } from "../src/editor/state/line-actions";
import { type Edit } from "../src/editor/state/changes";
import { memoryOutbox, type Outbox } from "../src/editor/state/outbox";
import { type Change, Store } from "../src/editor/state/store";
import { Sync } from "../src/editor/state/sync";
import { FakeServer } from "./fake-server";

let server: FakeServer;
let store: Store;
let sync: Sync;

function open(outbox: Outbox = memoryOutbox(), data: EditorData = server.data): void {
  store = new Store(structuredClone(data));
  sync = new Sync(store, outbox, server);
}

function change(edit: Edit): void {
  sync.push(store.apply(edit));
}

const type = (uid: string, text: string) => change(typeText(store.page, uid, text));
const text = (uid: string) => store.page.lines.get(uid)?.text;

beforeEach(() => {
  vi.useRealTimers();
  server = new FakeServer();
  open();
});

describe("other people", () => {
  it("are asked about a text that both changed", async () => {
    type("b", "mine");
    server.write("b", "theirs");
    await sync.flush();
    expect(sync.state).toBe("conflict");
    const [conflict] = sync.conflicts;
    expect(conflict).toMatchObject({ mine: "mine", theirs: "theirs", author: "bob" });
    expect(text("b")?.text).toBe("theirs");
    const edit = conflict && sync.resolve(conflict, "mine");
    if (edit) change(edit);
    await sync.flush();
    expect(server.line("b")?.text?.text).toBe("mine");
    expect(sync.state).toBe("saved");
  });

  it("keep their text where the person says so", async () => {
    type("b", "mine");
    server.write("b", "theirs");
    await sync.flush();
    const [conflict] = sync.conflicts;
    expect(conflict && sync.resolve(conflict, "theirs")).toBeNull();
    expect(await sync.flush()).toBe(true);
    expect(server.line("b")?.text?.text).toBe("theirs");
    expect(sync.state).toBe("saved");
  });

  it("do not stop a layout change that still applies", async () => {
    server.write("a", "theirs");
    change(reverse(store.page, ["b"]));
    await sync.flush();
    expect(sync.state).toBe("saved");
    expect(server.received.at(-1)?.base_revision).toBe(8);
    expect(text("a")?.text).toBe("theirs");
  });

  it("are seen when the revision is ahead, under what is typed here", async () => {
    server.write("a", "theirs");
    type("b", "mine");
    sync.revisionSeen(8);
    await sync.flush();
    expect(text("a")?.text).toBe("theirs");
    expect(text("b")?.text).toBe("mine");
    expect(server.line("b")?.text?.text).toBe("mine");
  });

  it("are seen when they wrote texts only, but the echo of our own change is no news", async () => {
    server.write("a", "theirs");
    server.data.part.revision -= 1;
    type("b", "mine");
    await sync.flush();
    expect(text("a")?.text).not.toBe("theirs");
    const own = server.received.at(-1)?.id ?? "";
    sync.textsSeen(own);
    await sync.flush();
    expect(text("a")?.text).not.toBe("theirs");
    sync.textsSeen("of somebody else");
    await sync.flush();
    expect(text("a")?.text).toBe("theirs");
    expect(text("b")?.text).toBe("mine");
  });

  it("write in lines that are named: only these are fetched, under what is unsent", async () => {
    type("b", "mine");
    type("c", "and here");
    server.write("a", "theirs");
    server.write("b", "theirs too");
    server.data.part.revision = 7;
    const before = store.page.lines.get("c");
    sync.textsSeen("of somebody else", ["a", "b"], "bob");
    await sync.flush();
    expect(server.asked).toEqual([["a", "b"]]);
    expect(text("a")?.text).toBe("theirs");
    expect(sync.conflicts).toMatchObject([{ line: "b", mine: "mine", author: "bob" }]);
    expect(server.line("c")?.text?.text).toBe("and here");
    expect(store.page.lines.get("c")?.mask).toBe(before?.mask);
  });

  it("wait while an input method composes", async () => {
    sync.hold();
    server.write("a", "theirs");
    server.data.part.revision = 7;
    sync.textsSeen("of somebody else", ["a"], "bob");
    await sync.flush();
    expect(text("a")?.text).toBe("one two three four");
    type("a", "composed");
    sync.release();
    await sync.flush();
    expect(sync.conflicts).toMatchObject([{ mine: "composed", theirs: "theirs", author: "bob" }]);
  });

  it("leave what did not change as it is, so that nothing else is drawn again", async () => {
    const seen: Change[] = [];
    store.observe((change) => seen.push(change));
    const before = store.page;
    server.write("a", "theirs");
    sync.revisionSeen(8);
    await sync.flush();
    expect(seen).toMatchObject([{ regions: [], lines: [], order: null, texts: [{ line: "a" }] }]);
    expect(store.page.regions).toBe(before.regions);
    expect(store.page.lines.get("b")).toBe(before.lines.get("b"));
  });

  it("are no reason to forget what was told here while their page was on its way", async () => {
    let arrive = (): void => undefined;
    const { fetchPage } = server;
    const slow = vi.spyOn(server, "fetchPage").mockImplementationOnce(async () => {
      const older = await fetchPage();
      await new Promise<void>((resolve) => (arrive = resolve));
      return older;
    });
    server.write("b", "theirs");
    sync.revisionSeen(8);
    await vi.waitFor(() => expect(slow).toHaveBeenCalledOnce());
    const lineTypes = [{ id: 9, name: "Gloss", color: "#aa0000" }];
    store.setTypes({ regionTypes: store.page.regionTypes, lineTypes });
    store.describe({ status: "done" });
    arrive();
    await sync.flush();
    expect(text("b")?.text).toBe("theirs");
    expect(store.page.lineTypes).toEqual(lineTypes);
    expect(store.page.part.status).toBe("done");
  });

  it("who delete a line that was worked on here leave it to be put back", async () => {
    type("b", "mine and saved");
    await sync.flush();
    server.data.lines = server.data.lines.filter((line) => line.uid !== "b");
    server.data.part.revision += 1;
    sync.revisionSeen(server.data.part.revision);
    await sync.flush();
    expect(sync.conflicts).toMatchObject([
      { line: "b", mine: "mine and saved", theirs: null, shape: { uid: "b", region: "r1" } },
    ]);
  });

  it("are no matter where the person deleted the line in another tab", async () => {
    type("b", "mine and saved");
    await sync.flush();
    server.data.lines = server.data.lines.filter((line) => line.uid !== "b");
    server.data.part.revision += 1;
    sync.revisionSeen(server.data.part.revision, true);
    await sync.flush();
    expect(sync.conflicts).toEqual([]);
  });

  it("who deleted the line leave the text to be copied", async () => {
    type("b", "mine");
    server.data.lines = server.data.lines.filter((line) => line.uid !== "b");
    server.data.part.revision += 1;
    sync.revisionSeen(8);
    await sync.flush();
    expect(sync.conflicts).toMatchObject([{ line: "b", mine: "mine", theirs: null }]);
  });

  it("who bring a deleted line back make it a choice between two texts again", async () => {
    const { lines } = server.data;
    type("b", "mine");
    server.data.lines = lines.filter((line) => line.uid !== "b");
    server.data.part.revision += 1;
    await sync.flush();
    server.data.lines = lines;
    server.data.part.revision += 1;
    sync.revisionSeen(server.data.part.revision);
    await sync.flush();
    const [conflict] = sync.conflicts;
    expect(conflict?.theirs).toBe(server.line("b")?.text?.text ?? "");
    expect(conflict && sync.resolve(conflict, "mine")?.texts[0]?.after).toBe("mine");
  });
});

describe("with other people on the page", () => {
  it("sends typing that never pauses", async () => {
    vi.useFakeTimers();
    sync.brisk = true;
    for (let stroke = 0; stroke < 20; stroke += 1) {
      type("b", `stroke ${stroke}`);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(server.received.length).toBeGreaterThan(0);
  });
});
