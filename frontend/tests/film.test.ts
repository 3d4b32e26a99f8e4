import { describe, expect, it, vi } from "vitest";
import type { Film, FilmFrame } from "../src/editor/model/types";
import { FilmPages } from "../src/editor/state/film";

function frame(id: number): FilmFrame {
  return { id, title: `Page ${id}`, thumbnail: "", image: "", status: "todo" };
}

function stretch(start: number, count: number): Film {
  return {
    count: 2000,
    start,
    frames: Array.from({ length: count }, (_, at) => frame(start + at)),
  };
}

describe("the pages of the strip", () => {
  it("are asked for once, a stretch at a time", async () => {
    const load = vi.fn((start: number, count: number) => Promise.resolve(stretch(start, count)));
    const pages = new FilmPages(stretch(980, 41), load);
    pages.want(990, 1010);
    expect(load).not.toHaveBeenCalled();
    pages.want(1980, 2100);
    pages.want(1985, 2100);
    expect(load.mock.calls).toEqual([[1950, 50]]);
    await vi.waitFor(() => expect(pages.at(1999)?.id).toBe(1999));
  });

  it("are asked for again where they could not be had", async () => {
    const load = vi.fn((start: number, count: number) => Promise.resolve(stretch(start, count)));
    load.mockRejectedValueOnce(new Error("away"));
    const pages = new FilmPages(stretch(0, 1), load);
    const told = vi.fn();
    pages.observe(told);
    pages.want(60, 60);
    await vi.waitFor(() => {
      pages.want(60, 60);
      expect(load).toHaveBeenCalledTimes(2);
    });
    await vi.waitFor(() => expect(told).toHaveBeenCalled());
    expect(pages.at(60)?.title).toBe("Page 60");
  });
});
