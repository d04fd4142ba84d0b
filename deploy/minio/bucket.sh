#!/bin/sh
# The bucket, versioned, and a key that reaches this bucket only. May run again.
# Another S3 store needs the same: docs/deploy.md.
set -eu

mc alias set store http://minio:9000 admin "$(cat /run/secrets/minio_root_password)" >/dev/null
mc mb --ignore-existing "store/$S3_BUCKET"
mc version enable "store/$S3_BUCKET"
# What was removed or written over can be had back for 90 days.
mc ilm rule list "store/$S3_BUCKET" 2>/dev/null | grep -q 90 ||
  mc ilm rule add --noncurrent-expire-days 90 --expire-delete-marker "store/$S3_BUCKET"

cat >/tmp/policy.json <<POLICY
{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketLocation"], "Resource": ["arn:aws:s3:::$S3_BUCKET"]},
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject",
      "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"], "Resource": ["arn:aws:s3:::$S3_BUCKET/*"]}
  ]
}
POLICY
mc admin user add store "$S3_ACCESS_KEY" "$(cat /run/secrets/s3_secret_key)"
mc admin policy create store naryad /tmp/policy.json
mc admin policy attach store naryad --user "$S3_ACCESS_KEY" ||
  mc admin policy entities store --user "$S3_ACCESS_KEY" | grep -q naryad
