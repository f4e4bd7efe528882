/** An answer other than success. Routes throw it; the app turns it into a response. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly detail: unknown,
    /** Set when the body is not `{"detail": …}` in JSON. */
    readonly html?: string,
  ) {
    super(typeof detail === "string" ? detail : JSON.stringify(detail));
    this.name = "Refusal";
  }

  toResponse(): Response {
    if (this.html === undefined) return Response.json({ detail: this.detail }, { status: this.status });
    return new Response(this.html, { status: this.status, headers: { "content-type": "text/html; charset=utf-8" } });
  }
}
