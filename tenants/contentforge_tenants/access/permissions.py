"""The things that can be permitted, as scope:resource:action."""

from enum import StrEnum


class Permission(StrEnum):
    """`own` speaks of what the caller made, `any` of everybody's in the organization.

    Reading is not split: members see their organization's content. Templates are the exception, each member has their
    own and sees no others, so there is nothing to permit for `any`.
    """

    JOBS_READ = "content:jobs:read"
    JOBS_CREATE = "content:jobs:create"
    JOBS_MANAGE_OWN = "content:jobs:manage-own"
    JOBS_MANAGE_ANY = "content:jobs:manage-any"
    CONTENT_READ = "content:items:read"
    CONTENT_EDIT_OWN = "content:items:edit-own"
    CONTENT_EDIT_ANY = "content:items:edit-any"
    IMAGES_READ = "content:images:read"
    IMAGES_MANAGE_OWN = "content:images:manage-own"
    IMAGES_MANAGE_ANY = "content:images:manage-any"
    TEMPLATES_READ = "content:templates:read"
    TEMPLATES_MANAGE = "content:templates:manage"
    USAGE_READ = "billing:usage:read"
    USAGE_AUDIT = "billing:usage:audit"
    ENTITLEMENTS_READ = "billing:entitlements:read"
    BILLING_READ = "billing:subscription:read"
    BILLING_MANAGE = "billing:subscription:manage"
    ACCOUNT_MANAGE = "tenants:account:manage"
    ACCOUNTS_PROVISION = "tenants:accounts:provision"
    API_KEYS_MANAGE_OWN = "tenants:api-keys:manage-own"
    API_KEYS_MANAGE_ANY = "tenants:api-keys:manage-any"
    ORGANIZATION_READ = "tenants:organization:read"
    ORGANIZATION_MANAGE = "tenants:organization:manage"
    ORGANIZATION_OWN = "tenants:organization:own"
    MEMBERS_READ = "tenants:members:read"
    MEMBERS_MANAGE = "tenants:members:manage"
    AUDIT_READ = "tenants:audit:read"
    BLOG_POSTS_READ = "blog:posts:read"
    BLOG_POSTS_WRITE_OWN = "blog:posts:write-own"
    BLOG_POSTS_WRITE_ANY = "blog:posts:write-any"
    BLOG_POSTS_PUBLISH = "blog:posts:publish"
    BLOG_POSTS_DELETE = "blog:posts:delete"
    BLOG_REVISIONS_READ = "blog:revisions:read"
    BLOG_MEDIA_READ = "blog:media:read"
    BLOG_MEDIA_WRITE_OWN = "blog:media:write-own"
    BLOG_MEDIA_WRITE_ANY = "blog:media:write-any"
    BLOG_MEDIA_DELETE = "blog:media:delete"
    BLOG_TAXONOMY_READ = "blog:taxonomy:read"
    BLOG_TAXONOMY_WRITE = "blog:taxonomy:write"
    BLOG_TAXONOMY_DELETE = "blog:taxonomy:delete"
    BLOG_SITE_MANAGE = "blog:site:manage"
    BLOG_STAFF_MANAGE = "blog:staff:manage"
