"""Judges the emulator with the official Python client.

Run against a fresh emulator, with ARRAYLAKE_SERVICE__URI and ARRAYLAKE_TOKEN set. Prints one line a promise that holds
and ends with 0 when all do.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Awaitable, Callable

from arraylake import AsyncClient, Client, api_utils, config
from arraylake.exceptions import BucketNotFoundError
from arraylake.types import BucketModifyRequest, NewBucket

ORG = "acme"
SURE = {"imsure": True, "imreallysure": True}
MASK = "**********"
R2 = "https://abc.r2.cloudflarestorage.com"

AWS = {
    "method": "aws_customer_managed_role",
    "external_customer_id": "123456789012",
    "external_role_name": "arraylake",
    "shared_secret": "ex-id:1",
}
R2_ROLE = {
    "method": "r2_customer_managed_role",
    "external_account_id": "acc",
    "parent_access_key_id": "key",
    "account_api_token": "token",
}
HMAC = {"method": "hmac", "access_key_id": "AK", "secret_access_key": "SK"}
GCP = {"method": "gcp_customer_managed_role", "target_service_account": "sa@p.iam.gserviceaccount.com"}
AZURE = {"method": "azure_credential_delegation", "tenant_id": "t", "storage_account": "acct"}

# nickname: what the client is called with
CREATED: dict[str, dict] = {
    "s3-anonymous": {"uri": "s3://anonymous", "region_name": "us-east-1"},
    "s3-hmac": {"uri": "s3://hmac/a/b", "region_name": "us-east-1", "auth_config": HMAC},
    "s3-aws": {"uri": "s3://aws/pre", "region_name": "us-east-1", "auth_config": AWS},
    "s3-aws-old": {
        "uri": "s3://aws-old",
        "region_name": "us-east-1",
        "auth_config": AWS | {"method": "customer_managed_role"},
    },
    "r2-token": {"uri": "s3://r2-data", "endpoint_url": R2, "auth_config": R2_ROLE},
    "r2-secret": {
        "uri": "s3://r2-data/2",
        "endpoint_url": R2,
        "auth_config": R2_ROLE | {"account_api_token": None, "parent_secret_access_key": "sk", "duration_seconds": 900},
    },
    "compatible-hmac": {
        "uri": "s3://ceph",
        "endpoint_url": "http://localhost:9000",
        "use_ssl": False,
        "force_path_style": True,
        "auth_config": HMAC,
    },
    "gs-anonymous": {"uri": "gs://open-data"},
    "gs-hmac": {"uri": "gs://hmac", "auth_config": HMAC},
    "gs-role": {"uri": "gs://role/deep/er", "auth_config": GCP},
    "azure-anonymous": {"uri": "az://open", "auth_config": {"method": "anonymous", "storage_account": "acct"}},
    "azure-delegated": {"uri": "az://delegated", "auth_config": AZURE},
    "наборы_データ": {"uri": "s3://unicode-nickname", "region_name": "eu-central-1"},
}


async def refused(call: Callable[[], Awaitable[object]]) -> Exception:
    try:
        await call()
    except Exception as error:
        return error
    raise AssertionError("the call was to be refused")


def status_of(error: Exception) -> int | None:
    return getattr(error, "status_code", None)


async def creates_every_platform_and_method(client: AsyncClient) -> None:
    for nickname, arguments in CREATED.items():
        made = await client.create_bucket_config(org=ORG, nickname=nickname, **arguments)
        assert made.nickname == nickname and made.is_default is False and made.created_by, made
        assert await client.get_bucket_config(org=ORG, nickname=nickname) == made
    mstore = client._metastore_for_org(ORG)
    minio = NewBucket(nickname="minio", platform="minio", name="minio", extra_config={}, auth_config=HMAC)
    made = await mstore.create_bucket_config(minio)
    assert (made.platform, made.prefix, made.url) == ("minio", "", "s3://minio/")
    listed = await client.list_bucket_configs(ORG)
    assert [bucket.nickname for bucket in listed] == [*CREATED, "minio"], "the list keeps the order of creation"


async def hides_exactly_the_masked_secrets(client: AsyncClient) -> None:
    mstore = client._metastore_for_org(ORG)
    for bucket in await client.list_bucket_configs(ORG):
        wire = (await mstore._request("GET", f"/orgs/{ORG}/buckets/{bucket.id}")).json()["auth_config"]
        hidden = {key for key, value in wire.items() if value == MASK}
        expected = {
            "aws_customer_managed_role": {"shared_secret"},
            "customer_managed_role": {"shared_secret"},
        }.get(wire["method"], set())
        if wire["method"] == "r2_customer_managed_role":
            keys = {"parent_access_key_id", "account_api_token", "parent_secret_access_key"}
            expected = {key for key in keys if wire[key] is not None}
        assert hidden == expected, wire
        if wire["method"] == "hmac":
            assert wire["secret_access_key"] == "SK", wire


async def refuses_a_taken_location_and_a_taken_nickname(client: AsyncClient) -> None:
    same_place = await refused(
        lambda: client.create_bucket_config(org=ORG, nickname="other", uri="s3://aws/pre", region_name="us-west-2")
    )
    same_name = await refused(lambda: client.create_bucket_config(org=ORG, nickname="s3-aws", uri="gs://elsewhere"))
    for error in (same_place, same_name):
        assert isinstance(error, api_utils.ArraylakeClientError) and status_of(error) == 409, error
        assert getattr(error, "request_id", None), "an error quotes the request's id"


async def says_what_is_invalid_as_fastapi_does(client: AsyncClient) -> None:
    mstore = client._metastore_for_org(ORG)
    bodies = {
        ("nickname",): {"nickname": "a b", "platform": "gs", "name": "nnn", "extra_config": {}, "auth_config": HMAC},
        ("auth_config",): {"nickname": "nnn", "platform": "gs", "name": "nnn", "extra_config": {}, "auth_config": AWS},
        (): {"nickname": "nnn", "platform": "s3", "name": "nnn", "extra_config": {}, "auth_config": HMAC},
    }
    for loc, body in bodies.items():
        answer = await mstore._request("POST", f"/orgs/{ORG}/buckets", json=body)
        error = await refused(lambda answer=answer: as_result(answer))
        assert isinstance(error, api_utils.ArraylakeValidationError), error
        detail = answer.json()["detail"]
        assert any(tuple(entry["loc"][:2]) == ("body", *loc) for entry in detail), detail


async def as_result(answer: object) -> None:
    api_utils.handle_response(answer)  # type: ignore[arg-type]


async def agrees_with_the_clients_own_validation(client: AsyncClient) -> None:
    """What the client's model accepts, the emulator does; what it refuses, the emulator does too."""
    mstore = client._metastore_for_org(ORG)
    base = {
        "nickname": "probe",
        "platform": "gs",
        "name": "probe",
        "prefix": "",
        "extra_config": {},
        "auth_config": {"method": "anonymous"},
    }
    letters = "é"
    probes: list[dict] = [
        *({"nickname": text} for text in ["ab", "abc", "a" * 64, "a" * 65, letters * 64, "🙂🙂🙂", " abc\u3000", "\x1cabc\x85"]),
        *({"nickname": text} for text in ["-abc", ".abc", "_ab", "a.b", "a/b", "a\nb", "abc\n", "\ufeffabc", "٣٤٥", "Ⅷ²½", "a\u0301bc"]),
        *({"name": text} for text in ["ab", "abc", "a" * 63, "a" * 64, " abc", "a/bc", "s3://a", "ABC_d.e", "𝟘𝟙𝟚", "abc\n"]),
        *({"prefix": text} for text in ["a", "/a", "a/", "a//b", " a ", "a b", "a\tb", "x://y", "p" * 256, "p" * 257, "   "]),
        *({"prefix": text} for text in [letters * 256, "🙂" * 257, "\ufeffa"]),
        *({"extra_config": extra} for extra in [{"a": 1}, {"a": None}, {"a": True, "b": "c"}, {"a": []}, [], None]),
        *({"auth_config": auth} for auth in [HMAC, AWS, GCP, R2_ROLE, AZURE, {}, {"method": "bucket_policy"}, None]),
        *({"auth_config": {k: v for k, v in HMAC.items() if k != key}} for key in HMAC),
        *({"auth_config": HMAC | {"more": 1}} for _ in [0]),
        *({"platform": "azure", "auth_config": auth} for auth in [AZURE, GCP, HMAC, {"method": "anonymous"}]),
        *({"platform": "azure", "auth_config": {"method": "anonymous", "storage_account": text}} for text in ["", "acct"]),
        *({"platform": word} for word in ["s3", "s3-compatible", "minio", "gcs", "", None]),
        *({"platform": "s3", "extra_config": {"region_name": text}} for text in ["", "us-east-1"]),
        *(
            {"platform": "s3", "extra_config": {"region_name": "r"}, "auth_config": AWS | {"shared_secret": text}}
            for text in ["", "a", "ab", "a" * 1224, "a" * 1225, "a_+=,.@:/-", "a b", "aé", MASK, "ab\n", None]
        ),
        *(
            {"platform": "s3-compatible", "extra_config": {"endpoint_url": url}, "auth_config": R2_ROLE | more}
            for url in [R2, "https://r2.example.com", "https://a.r2.b"]
            for more in [{}, {"account_api_token": None}, {"parent_secret_access_key": "x"}, {"duration_seconds": "x"}]
        ),
    ]
    for probe in probes:
        body = base | probe
        try:
            accepted = NewBucket(**body)
        except Exception:
            accepted = None
        answer = await mstore._request("POST", f"/orgs/{ORG}/buckets", json=body)
        assert answer.status_code == (200 if accepted else 422), (probe, answer.status_code, answer.text)
        if accepted:
            made = answer.json()
            stored = (made["nickname"], made["name"], made["prefix"])
            assert stored == (accepted.nickname, accepted.name, accepted.prefix), (probe, stored)
            assert (await mstore._request("DELETE", f"/orgs/{ORG}/buckets/{made['id']}")).is_success


async def modifies_field_by_field_and_keeps_masked_secrets(client: AsyncClient) -> None:
    mstore = client._metastore_for_org(ORG)
    bucket = await client.get_bucket_config(org=ORG, nickname="s3-aws")
    patch = {"nickname": "s3-aws-2", "auth_config": {"method": "aws_customer_managed_role", "external_role_name": "new"}}
    changed = await mstore.modify_bucket_config(bucket.id, BucketModifyRequest(**patch))
    assert changed.nickname == "s3-aws-2" and changed.url == bucket.url
    assert changed.auth_config.external_role_name == "new"
    assert changed.auth_config.external_customer_id == "123456789012"
    other = BucketModifyRequest(auth_config={"method": "gcp_customer_managed_role", "target_service_account": "sa"})
    error = await refused(lambda: mstore.modify_bucket_config(bucket.id, other))
    assert isinstance(error, api_utils.ArraylakeValidationError), error
    await mstore.modify_bucket_config(bucket.id, BucketModifyRequest(nickname="s3-aws"))


async def keeps_one_default(client: AsyncClient) -> None:
    for nickname in ("gs-role", "s3-hmac"):
        await client.set_default_bucket_config(org=ORG, nickname=nickname)
        defaults = [b.nickname for b in await client.list_bucket_configs(ORG) if b.is_default]
        assert defaults == [nickname], defaults


async def protects_what_repos_rely_on(client: AsyncClient) -> None:
    mstore = client._metastore_for_org(ORG)
    repo = await mstore.create_database("weather", "gs-role", description="d", metadata={"a": [1, None]})
    assert repo.bucket and repo.bucket.nickname == "gs-role" and repo.prefix.endswith("weather"), repo
    by_default = await mstore.create_database("by-default", prefix="my/prefix")
    assert by_default.bucket and by_default.bucket.nickname == "s3-hmac" and by_default.prefix == "my/prefix"
    assert (await client.get_repo_object(f"{ORG}/weather")) == repo
    assert {r.name for r in await client.list_repos(ORG)} == {"weather", "by-default"}
    assert [r.name for r in await client.list_repos_for_bucket_config(org=ORG, nickname="gs-role")] == ["weather"]

    error = await refused(lambda: client.delete_bucket_config(org=ORG, nickname="gs-role", **SURE))
    assert status_of(error) == 409, error
    error = await refused(lambda: mstore.modify_bucket_config(repo.bucket.id, BucketModifyRequest(prefix="x")))
    assert status_of(error) == 409, error
    renamed = await mstore.modify_bucket_config(repo.bucket.id, BucketModifyRequest(nickname="gs-renamed"))
    assert renamed.nickname == "gs-renamed"
    assert status_of(await refused(lambda: mstore.create_database("weather", "gs-renamed"))) == 409
    assert await refused(lambda: mstore.create_database("billing", "gs-renamed")), "the client knows reserved names"

    await client.delete_repo(f"{ORG}/weather", **SURE)
    assert status_of(await refused(lambda: client.get_repo_object(f"{ORG}/weather"))) == 404
    ghosts = [r for r in await client.list_repos(ORG, include_ghosts=True) if r.deleted_at is not None]
    assert [ghost.name for ghost in ghosts] == ["weather"]
    assert status_of(await refused(lambda: client.delete_bucket_config(org=ORG, nickname="gs-renamed", **SURE))) == 409
    for name in ("weather", "by-default"):
        await client.delete_repo(f"{ORG}/{name}", **SURE, immediate=True, retain_data=True)
    assert list(await client.list_repos(ORG, include_ghosts=True)) == []


async def creates_a_repo_by_the_clients_own_way_and_takes_it_back(client: AsyncClient) -> None:
    """An anonymous bucket can't be written to: the client registers the repo, sees that, and removes it again."""
    error = await refused(lambda: client.create_repo(f"{ORG}/rolled-back", bucket_config_nickname="s3-anonymous"))
    assert isinstance(error, ValueError) and "anonymous" in str(error), error
    assert list(await client.list_repos(ORG, include_ghosts=True)) == []


async def pages_through_repos(client: AsyncClient) -> None:
    mstore = client._metastore_for_org(ORG)
    names = [f"repo-{number:03}" for number in range(205)]
    for name in names:
        await mstore.create_database(name, "s3-aws")
    listed = [r.name for r in await client.list_repos(ORG)]
    assert sorted(listed) == names, "each repo is on one page"
    for name in names:
        await client.delete_repo(f"{ORG}/{name}", **SURE, immediate=True, retain_data=True)


async def tells_who_asks(client: AsyncClient) -> None:
    user = await client._metastore_for_org(ORG).get_user()
    assert user.email.endswith("@example.com") and user.expiration > 0, user
    assert [org.name for org in await client.get_orgs()] == [ORG]
    stranger = AsyncClient(token="ema_stranger")
    assert status_of(await refused(lambda: stranger.list_bucket_configs(ORG))) == 401
    assert status_of(await refused(lambda: client.list_bucket_configs("nowhere"))) == 404


async def deletes_everything(client: AsyncClient) -> None:
    for bucket in await client.list_bucket_configs(ORG):
        await client.delete_bucket_config(org=ORG, nickname=bucket.nickname, **SURE)
    assert await client.list_bucket_configs(ORG) == []
    error = await refused(lambda: client.get_bucket_config(org=ORG, nickname="s3-aws"))
    assert isinstance(error, BucketNotFoundError), error


PROMISES = [
    creates_every_platform_and_method,
    hides_exactly_the_masked_secrets,
    refuses_a_taken_location_and_a_taken_nickname,
    says_what_is_invalid_as_fastapi_does,
    agrees_with_the_clients_own_validation,
    modifies_field_by_field_and_keeps_masked_secrets,
    keeps_one_default,
    protects_what_repos_rely_on,
    creates_a_repo_by_the_clients_own_way_and_takes_it_back,
    pages_through_repos,
    tells_who_asks,
    deletes_everything,
]


async def main() -> None:
    client = AsyncClient()
    for promise in PROMISES:
        await promise(client)
        print(promise.__name__.replace("_", " "), flush=True)


warnings.simplefilter("ignore")
assert Client().list_bucket_configs(ORG) == [], "the emulator is to be fresh"
with config.set({"http.retries": 1, "http.max_retries": 0}):
    asyncio.run(main())
