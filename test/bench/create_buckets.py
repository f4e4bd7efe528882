"""Creates as many BucketConfigs as told with the official client, and prints the seconds that took."""

import sys
import time

from arraylake import Client

client = Client()
began = time.perf_counter()
for index in range(int(sys.argv[1])):
    client.create_bucket_config(
        org="acme",
        nickname=f"first-{index}",
        uri=f"s3://acme-arrays/here/{index}",
        region_name="us-east-1",
        auth_config={"method": "hmac", "access_key_id": f"AKID{index}", "secret_access_key": f"secret-{index}"},
    )
print(time.perf_counter() - began)
