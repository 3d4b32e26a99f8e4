import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type Outcome,
  type Send,
  type Upload,
  UploadQueue,
} from "../../src/pages/images/upload-queue";

interface Sent {
  upload: Upload;
  progress: (loaded: number) => void;
  signal: AbortSignal;
  answer: (outcome: Outcome) => void;
}

const ADDED: Outcome = { state: "added", error: "" };
const UNREACHABLE: Outcome = { state: "unreachable", error: "The server could not be reached." };
const REFUSED: Outcome = { state: "refused", error: "a.jpg is no image." };

function file(name: string): File {
  return new File(["12345"], name);
}

function setUp(isOnline: () => boolean = () => true) {
  const sent: Sent[] = [];
  const send: Send = (upload, progress, signal) =>
    new Promise((answer) => sent.push({ upload, progress, signal, answer }));
  const queue = new UploadQueue(send, () => undefined, isOnline);
  const states = (): string[] => queue.uploads.map(({ state }) => state);
  const answer = async (index: number, outcome: Outcome): Promise<void> => {
    sent[index]?.answer(outcome);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { queue, sent, states, answer };
}

describe("UploadQueue", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("sends four at a time, in order", async () => {
    const { queue, sent, answer } = setUp();
    queue.add(["1", "2", "3", "4", "5", "6"].map(file));
    expect(sent.map(({ upload }) => upload.file.name)).toEqual(["1", "2", "3", "4"]);
    await answer(1, ADDED);
    expect(sent.at(-1)?.upload.file.name).toBe("5");
  });

  it("counts files and bytes", async () => {
    const { queue, sent, answer } = setUp();
    queue.add(["1", "2", "3"].map(file));
    sent[0]?.progress(3);
    await answer(1, { state: "duplicate", error: "" });
    await answer(2, REFUSED);
    const wanted = { total: 3, done: 1, duplicates: 1, failed: 1, bytes: 15, sentBytes: 13 };
    expect(queue.counts()).toEqual(wanted);
    expect(queue.isBusy).toBe(true);
    await answer(0, ADDED);
    expect(queue.isBusy).toBe(false);
  });

  it("tries again, later each time, when the server cannot be reached, and gives up at last", async () => {
    const { queue, sent, states, answer } = setUp();
    queue.add([file("1")]);
    await answer(0, UNREACHABLE);
    expect(states()).toEqual(["waiting"]);
    await vi.advanceTimersByTimeAsync(999);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toHaveLength(2);
    await answer(1, UNREACHABLE);
    await vi.advanceTimersByTimeAsync(1999);
    expect(sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    for (let index = 2; index < 8; index++) {
      await answer(index, UNREACHABLE);
      await vi.advanceTimersByTimeAsync(30_000);
    }
    expect(sent).toHaveLength(8);
    expect(states()).toEqual(["failed"]);
  });

  it("leaves what the server refused until it is retried by hand", async () => {
    const { queue, sent, states, answer } = setUp();
    queue.add([file("1")]);
    await answer(0, REFUSED);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(1);
    expect(queue.uploads[0]?.error).toBe("a.jpg is no image.");
    queue.retry(queue.uploads);
    await answer(1, ADDED);
    expect(states()).toEqual(["added"]);
  });

  it("waits while the browser is offline, and goes on without counting it as a try", async () => {
    let online = true;
    const { queue, sent, states, answer } = setUp(() => online);
    queue.add([file("1"), file("2")]);
    online = false;
    await answer(0, UNREACHABLE);
    await answer(1, UNREACHABLE);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(states()).toEqual(["waiting", "waiting"]);
    expect(sent).toHaveLength(2);
    online = true;
    queue.pump();
    expect(sent).toHaveLength(4);
    expect(queue.uploads.map(({ tries }) => tries)).toEqual([1, 1]);
  });

  it("stops: nothing more is sent, and what was on its way is broken off", async () => {
    const { queue, sent, states, answer } = setUp();
    queue.add(["1", "2", "3", "4", "5"].map(file));
    await answer(0, ADDED);
    queue.stop();
    expect(sent[1]?.signal.aborted).toBe(true);
    expect(states()).toEqual(["added", "failed", "failed", "failed", "failed"]);
    await answer(1, UNREACHABLE);
    expect(sent).toHaveLength(5);
    expect(queue.isBusy).toBe(false);
  });

  it("begins a new count with the next files, but keeps what failed", async () => {
    const { queue, answer } = setUp();
    queue.add([file("1"), file("2")]);
    await answer(0, ADDED);
    await answer(1, REFUSED);
    queue.add([file("3")]);
    expect(queue.uploads.map(({ file: { name } }) => name)).toEqual(["2", "3"]);
  });
});
