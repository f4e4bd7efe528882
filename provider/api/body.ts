import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";
import type { ReceivedAnswer } from "./transport";

/** The largest body that is read, unpacked too: ten times what ten thousand BucketConfigs take. */
const LARGEST = 128 * 1024 * 1024;
/** Of an answer that says no, only the beginning is read: it is shown in a line. */
const LARGEST_REFUSAL = 256 * 1024;

const DECODERS: Readonly<Record<string, typeof gunzipSync>> = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync as typeof gunzipSync,
  zstd: zstdDecompressSync as typeof gunzipSync,
};

/** Whether an answer says no. What is below 200 is no answer yet, and never comes through. */
export function isRefusal(status: number): boolean {
  return status > 299;
}

/** The text of an answer. @throws where it is cut off, packed in a way that nobody can unpack, or larger than any answer can be */
export async function readBody({ status, headers, body }: ReceivedAnswer): Promise<string> {
  const refused = isRefusal(status);
  const most = refused ? LARGEST_REFUSAL : LARGEST;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length <= most) continue;
    if (refused) break;
    throw new BodyError(`a body of more than ${LARGEST / 1024 / 1024} MiB`);
  }
  const packed = Buffer.concat(chunks);
  try {
    return unpacked(packed.subarray(0, most), headers["content-encoding"], most).toString("utf8");
  } catch (cause) {
    // What a refusal says is a help, not an answer.
    if (refused) return "";
    throw cause;
  }
}

/** What came is no body that can be read. Its message continues "Arraylake answered ... with". */
export class BodyError extends Error {}

function unpacked(body: Buffer, encodings: string | undefined, most: number): Buffer {
  const names = (encodings ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
  return names
    .filter((name) => name !== "" && name !== "identity")
    .reverse()
    .reduce((packed, name) => unpack(packed, name, most), body);
}

function unpack(packed: Buffer, name: string, most: number): Buffer {
  const decode = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
  if (!decode) throw new BodyError("a body packed in a way that it was not asked for");
  try {
    return decode(packed, { maxOutputLength: most });
  } catch (cause) {
    throw new BodyError("a body that can't be unpacked", { cause });
  }
}
