import { gzipSync } from "node:zlib";

/** The same answer packed with gzip, unless there is nothing to pack. */
export async function gzipped(response: Response): Promise<Response> {
  const body = Buffer.from(await response.clone().arrayBuffer());
  if (body.length === 0) return response;
  const { status, headers } = response;
  headers.set("content-encoding", "gzip");
  return new Response(gzipSync(body), { status, headers });
}
