// @ts-check
// The dynamic provider that most people would write first: an object with hooks, which Pulumi serializes by value; fetch in
// the hooks, validation beside it, and one GET for each read. It refuses nothing, repeats nothing, and protects no secret.

const pulumi = require("@pulumi/pulumi");

/** @typedef {Record<string, any>} Values The hooks' values, as Pulumi types them. */

/**
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<Values>}
 */
async function call(method, path, body) {
  const response = await fetch(`${process.env.ARRAYLAKE_SERVICE__URI}${path}`, {
    method,
    headers: { authorization: `Bearer ${process.env.ARRAYLAKE_TOKEN}`, "content-type": "application/json" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`Arraylake answered ${response.status}: ${text}`);
  return text ? JSON.parse(text) : {};
}

/** @param {Values} inputs */
function toWire(inputs) {
  return {
    nickname: inputs.nickname,
    platform: inputs.platform,
    name: inputs.name,
    prefix: inputs.prefix,
    extra_config: { region_name: inputs.extraConfig.regionName },
    auth_config: {
      method: inputs.authConfig.method,
      access_key_id: inputs.authConfig.accessKeyId,
      secret_access_key: inputs.authConfig.secretAccessKey,
    },
  };
}

/**
 * The order of keys is not kept on the way through Pulumi, and isDeepStrictEqual can't be serialized.
 *
 * @param {unknown} value
 * @returns {string}
 */
function canonical(value) {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join()}}`;
}

/**
 * @param {Values} bucket
 * @param {Values} known
 */
function fromWire(bucket, known) {
  return {
    org: known.org,
    nickname: bucket.nickname,
    platform: bucket.platform,
    name: bucket.name,
    prefix: bucket.prefix,
    extraConfig: { regionName: bucket.extra_config.region_name },
    authConfig: {
      method: bucket.auth_config.method,
      accessKeyId: bucket.auth_config.access_key_id,
      secretAccessKey: bucket.auth_config.secret_access_key,
    },
    createdAt: bucket.created,
    createdBy: bucket.created_by,
  };
}

/** @type {pulumi.dynamic.ResourceProvider} */
const provider = {
  async check(/** @type {Values} */ _olds, /** @type {Values} */ news) {
    const failures = [];
    if (!/^[\w][\w.-]{2,63}$/.test(news.nickname)) failures.push({ property: "nickname", reason: "is not a nickname" });
    if (!["s3", "s3-compatible", "minio", "gs", "azure"].includes(news.platform))
      failures.push({ property: "platform", reason: "is not a platform" });
    if (news.prefix.startsWith("/") || news.prefix.endsWith("/"))
      failures.push({ property: "prefix", reason: "must not begin or end with a slash" });
    if (!news.authConfig.method) failures.push({ property: "authConfig", reason: "needs a method" });
    return { inputs: news, failures };
  },
  async diff(/** @type {string} */ _id, /** @type {Values} */ olds, /** @type {Values} */ news) {
    const fields = ["org", "platform", "name", "prefix", "extraConfig", "authConfig"];
    const replaces = fields.filter((field) => canonical(olds[field]) !== canonical(news[field]));
    return { changes: replaces.length > 0 || olds.nickname !== news.nickname, replaces, deleteBeforeReplace: true };
  },
  async create(/** @type {Values} */ inputs) {
    const bucket = await call("POST", `/orgs/${inputs.org}/buckets`, toWire(inputs));
    return { id: bucket.id, outs: fromWire(bucket, inputs) };
  },
  async read(/** @type {string} */ id, /** @type {Values} */ props) {
    return { id, props: fromWire(await call("GET", `/orgs/${props.org}/buckets/${id}`), props) };
  },
  async update(/** @type {string} */ id, /** @type {Values} */ _olds, /** @type {Values} */ news) {
    return {
      outs: fromWire(await call("PATCH", `/orgs/${news.org}/buckets/${id}`, { nickname: news.nickname }), news),
    };
  },
  async delete(/** @type {string} */ id, /** @type {Values} */ props) {
    await call("DELETE", `/orgs/${props.org}/buckets/${id}`);
  },
};

exports.BucketConfig = class extends pulumi.dynamic.Resource {
  /**
   * @param {string} name
   * @param {pulumi.Inputs} args
   */
  constructor(name, args) {
    super(provider, name, { createdAt: undefined, createdBy: undefined, ...args });
  }
};
