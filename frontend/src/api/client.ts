/** JSON over fetch: session and CSRF included, every failure a typed error with words for people. */

/** The server answered, and the answer is no. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly data: Readonly<Record<string, unknown>>,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

/** The server did not answer: no network, or nobody there. */
export class NetworkError extends Error {
  constructor(message = "The server cannot be reached.") {
    super(message);
    this.name = "NetworkError";
  }
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The CSRF token of this session: from its cookie, else from the page's meta tag. */
export function csrfToken(): string {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
  return cookie ? decodeURIComponent(cookie) : (meta?.content ?? "");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const WORDS: Readonly<Record<number, string>> = {
  401: "You are signed out. Sign in again in another tab, then go on here.",
  403: "You may not do this. Perhaps you are signed out, or your access was changed.",
  404: "This is no longer there.",
  413: "This is more than the server takes at once.",
  429: "The server asks to wait a moment.",
};

function failure(status: number, body: unknown): ApiError {
  const data = isRecord(body) ? body : {};
  const text = [data["message"], data["detail"]].find((part) => typeof part === "string");
  const code = typeof data["code"] === "string" ? data["code"] : "error";
  const fallback = WORDS[status] ?? `The server could not do this (${status}).`;
  return new ApiError(status, code, text ?? fallback, data);
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/**
 * Sends one request and returns the parsed JSON of the answer. With `keepalive` a small one is sent
 * although the page is left.
 */
export async function request<T>(
  method: Method,
  url: string,
  body?: unknown,
  options: Pick<RequestInit, "keepalive"> = {},
): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const init: RequestInit = { method, headers, credentials: "same-origin", redirect: "error" };
  Object.assign(init, options);
  if (body !== undefined) init.body = JSON.stringify(body);
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(url, init);
    answer = await readJson(response);
  } catch {
    throw new NetworkError();
  }
  if (!response.ok) throw failure(response.status, answer);
  return answer as T;
}
