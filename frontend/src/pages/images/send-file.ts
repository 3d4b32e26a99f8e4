/** One file on its way to the server, with progress: XMLHttpRequest, because fetch tells none. */
import { csrfToken } from "../../api/client";
import type { Outcome, Send } from "./upload-queue";

const TRY_AGAIN = new Set([0, 408, 425, 429, 500, 502, 503, 504]);
const WORDS: Readonly<Record<number, string>> = {
  401: "You are signed out. Sign in again in another tab, then try again.",
  403: "You are signed out, or may not add pages. Sign in again in another tab, then try again.",
  404: "You may not add pages here, or this document is gone.",
  413: "This file is larger than the server takes. Save it smaller, then add it again.",
};

function answerOf(request: XMLHttpRequest): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(request.responseText);
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function refusal(status: number, body: Record<string, unknown>): string {
  if (typeof body["message"] === "string") return body["message"];
  const [first] = Array.isArray(body["image"]) ? (body["image"] as unknown[]) : [];
  if (typeof first === "string") return first;
  return WORDS[status] ?? `The server did not take this file (${status}). Try again later.`;
}

function outcomeOf(request: XMLHttpRequest): Outcome {
  const { status } = request;
  if (TRY_AGAIN.has(status))
    return { state: "unreachable", error: "The server could not be reached." };
  const body = answerOf(request);
  if (status === 201) return { state: "added", error: "" };
  if (status === 200 && body["result"] === "duplicate") return { state: "duplicate", error: "" };
  return { state: "refused", error: refusal(status, body) };
}

/** Makes the function that sends files to the pages of one document, as parts of one batch. */
export function sender(url: string, batch: () => string): Send {
  return (upload, progress, signal) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const form = new FormData();
      form.append("batch", batch());
      form.append("image", upload.file);
      request.upload.addEventListener("progress", (event) => progress(event.loaded));
      request.addEventListener("loadend", () => resolve(outcomeOf(request)));
      signal.addEventListener("abort", () => request.abort(), { once: true });
      request.open("POST", url);
      request.setRequestHeader("X-CSRFToken", csrfToken());
      request.setRequestHeader("Accept", "application/json");
      request.send(form);
    });
}
