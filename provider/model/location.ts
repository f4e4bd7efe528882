/** Where a BucketConfig keeps what its repos store. */
export interface Location {
  readonly platform: string;
  readonly name: string;
  readonly prefix: string;
}

/** The service's own way of writing a location: `{platform}://{name}[/{prefix}]`. */
export function formatUri({ platform, name, prefix }: Location): string {
  return `${platform}://${name}${prefix === "" ? "" : `/${prefix}`}`;
}

export function isSameLocation(a: Location, b: Location): boolean {
  return a.platform === b.platform && a.name === b.name && a.prefix === b.prefix;
}
