import type { Location } from "./location";
import { platformOfScheme, SCHEMES } from "./platforms";
import { BUCKET_NAME_RULE, isBucketName, isPrefix, PREFIX_RULE } from "./schema";
import { cutOuterWhitespace, noneOf } from "./text";
import { isUnknown, UNKNOWN } from "./unknown";

const URI = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/]*)(?:\/([\s\S]*))?$/;

/**
 * Reads a `uri` into a location, or says everything that is wrong with it.
 * As in the official client, `s3://` together with an endpoint is platform s3-compatible.
 */
export function parseUri(uri: string, endpointUrl: unknown): Location | { readonly problems: string[] } {
  if (isUnknown(uri)) return { platform: UNKNOWN, name: UNKNOWN, prefix: UNKNOWN };
  const [, scheme = "", name = "", prefix = ""] = URI.exec(cutOuterWhitespace(uri)) ?? [];
  if (scheme === "")
    return { problems: [`must have the form scheme://bucket[/prefix], with one of the schemes ${SCHEMES.join(", ")}`] };
  const platform = platformOfScheme(scheme);
  // Of the rest nothing is said: a uri may hold credentials.
  if (!platform) return { problems: [`has an unknown scheme: ${noneOf(scheme, SCHEMES)}`] };
  const problems: string[] = [];
  if (!isBucketName(name)) problems.push(`holds a wrong bucket name: it ${BUCKET_NAME_RULE}`);
  if (!isPrefix(prefix)) problems.push(`holds a wrong prefix: it ${PREFIX_RULE}`);
  if (problems.length > 0) return { problems };
  return { platform: platform === "s3" ? s3Platform(endpointUrl) : platform, name, prefix: cutOuterWhitespace(prefix) };
}

function s3Platform(endpointUrl: unknown): string {
  if (isUnknown(endpointUrl)) return UNKNOWN;
  return endpointUrl === undefined || endpointUrl === "" || endpointUrl === false ? "s3" : "s3-compatible";
}
