"""Where acme's arrays are stored: a BucketConfig for each dataset, and the lab's own."""

import pulumi
import pulumi_arraylake as arraylake

config = pulumi.Config()

DATASETS = {"era5": "us-east-1", "cmip6": "eu-central-1"}

role = arraylake.AwsCustomerManagedRoleAuthArgs(
    method="aws_customer_managed_role",
    external_customer_id="123456789012",
    external_role_name="arraylake",
    shared_secret=config.require_secret("externalId"),
)
datasets = {
    name: arraylake.BucketConfig(
        name,
        nickname=name,
        uri=f"s3://acme-arraylake-{region}/{name}",
        extra_config={"regionName": region},
        auth_config=role,
    )
    for name, region in DATASETS.items()
}

arraylake.BucketConfig(
    "lab",
    nickname="lab",
    uri="minio://acme-lab",
    extra_config={"endpointUrl": "https://minio.acme.example"},
    auth_config={
        "method": "hmac",
        "access_key_id": config.require_secret("labAccessKeyId"),
        "secret_access_key": config.require_secret("labSecretAccessKey"),
    },
)

arraylake.DefaultBucketConfig("default", bucket_config_id=datasets["era5"].id)


def names(found: arraylake.GetReposResult) -> list[str]:
    return [repo.name for repo in found.repos]


pulumi.export("uris", {name: dataset.uri for name, dataset in datasets.items()})
pulumi.export("reposOfEra5", arraylake.get_repos_output(bucket_config_id=datasets["era5"].id).apply(names))
