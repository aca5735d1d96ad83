let atMs = 0;
let text = '';

/** Now as ISO 8601 in UTC; spelled out once per millisecond, since a batch asks for it hundreds of times in one. */
export function nowIso(): string {
  const nowMs = Date.now();
  if (nowMs !== atMs) {
    atMs = nowMs;
    text = new Date(nowMs).toISOString();
  }
  return text;
}
