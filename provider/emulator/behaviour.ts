import { Refusal } from "./refusal";

/** What nobody outside the service knows about it, and a client must bear either way. */
export interface Behaviour {
  /** The status when another BucketConfig of the org has the location. @default 409 */
  locationTakenStatus: 400 | 403 | 409 | 422;
  /** The status when another BucketConfig of the org has the nickname. @default 409 */
  nicknameTakenStatus: 400 | 403 | 409 | 422;
  /** The status when repos rely on a BucketConfig that is to be changed or deleted. @default 409 */
  inUseStatus: 400 | 403 | 409 | 422;
  /** The form of those three answers: `{"detail": "…"}`, FastAPI's list, an object in `detail`, or a page. @default "string" */
  detail: "string" | "list" | "object" | "html";
  /** Whether a ghost repo still holds its BucketConfig against changes and deletion. @default true */
  ghostsHoldBuckets: boolean;
  /** Whether `GET /orgs/{org}/buckets/{id}/repos` lists ghosts. @default true */
  ghostsListed: boolean;
  /** Whether each answer of a 422's list repeats the refused value, secrets included. @default false */
  echoInput: boolean;
  /** The status of a successful creation. @default 200 */
  createdStatus: 200 | 201;
  /** How an answer without content looks: 204, 200 with `null`, or 200 with nothing. @default "no-content" */
  emptyAnswer: "no-content" | "null" | "nothing";
  /** How far the lists of BucketConfigs and of repos are behind, in milliseconds. A BucketConfig asked for by its id is as it is. @default 0 */
  listLagMs: number;
  /** Whether every body is packed with gzip, also where nobody asked for that. @default false */
  gzip: boolean;
  /** Sent as `X-Arraylake-Warning` with every answer, unless empty. @default "" */
  warning: string;
  /** Sent as `X-Deprecation-Warning` with every answer, unless empty. @default "" */
  deprecation: string;
}

export const DEFAULT_BEHAVIOUR: Readonly<Behaviour> = {
  locationTakenStatus: 409,
  nicknameTakenStatus: 409,
  inUseStatus: 409,
  detail: "string",
  ghostsHoldBuckets: true,
  ghostsListed: true,
  echoInput: false,
  createdStatus: 200,
  emptyAnswer: "no-content",
  listLagMs: 0,
  gzip: false,
  warning: "",
  deprecation: "",
};

/** A refusal in the form that the behaviour asks for. */
export function conflict(behaviour: Behaviour, status: number, message: string): Refusal {
  switch (behaviour.detail) {
    case "string":
      return new Refusal(status, message);
    case "list":
      return new Refusal(status, [{ loc: ["body"], msg: message, type: "value_error" }]);
    case "object":
      return new Refusal(status, { error: "conflict", message });
    case "html":
      return new Refusal(status, message, `<html><body><h1>Refused</h1><p>${message}</p></body></html>`);
  }
}

/** A successful answer that has nothing to say. */
export function emptyAnswer(behaviour: Behaviour): Response {
  if (behaviour.emptyAnswer === "no-content") return new Response(null, { status: 204 });
  return behaviour.emptyAnswer === "null" ? Response.json(null) : new Response(null, { status: 200 });
}
